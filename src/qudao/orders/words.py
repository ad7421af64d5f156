"""How stages and verdicts are called on pages."""

from django.utils.translation import gettext as _


def event_name(column: str) -> str:
    """The name of a stage: the column with or without _at."""
    names = {
        "pre_subscribed": _("认筹"),
        "subscribed": _("认购"),
        "contracted": _("签约"),
        "filed": _("网签"),
        "paid": _("客户付款"),
        "cancelled": _("取消"),
    }
    return names.get(column.removesuffix("_at"), column)


def verdict_name(verdict: str) -> str:
    """What became of a claim."""
    names = {
        "won": _("归属"),
        "later": _("在后"),
        "too_late": _("报备太晚"),
        "lapsed": _("已失效"),
        "incorrect": _("信息不正确"),
        "disqualified": _("已有记录"),
        "refused": _("报备无效"),
        "evidence": _("只作证据"),
    }
    return names.get(verdict, verdict)


def relation_name(relation: str) -> str:
    """What a relative is called."""
    return {"spouse": _("配偶"), "parent": _("父母"), "child": _("子女"), "sibling": _("兄弟姐妹")}.get(relation, relation)
