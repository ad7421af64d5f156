"""How statuses, steps and sources are called on pages."""

from django.utils.translation import gettext as _


def status_name(status: str) -> str:
    """A registration's status."""
    names = {
        "refused": _("报备无效"),
        "pre_registered": _("已预报备"),
        "registered": _("已报备"),
        "visited": _("已到访"),
        "extended": _("已延期"),
        "lapsed": _("已失效"),
    }
    return names.get(status, status)


def step_name(step: str) -> str:
    """A step of the chain of a first visit."""
    names = {
        "message_at": _("微信报备"),
        "desk_at": _("前台登记"),
        "office_passed_at": _("后台审核"),
        "leader_signed_at": _("领导签字"),
        "entered_at": _("录入系统"),
    }
    return names.get(step, step)


def source_name(source: str) -> str:
    """Where a visit came from."""
    return {"channel": _("渠道带访"), "walk_in": _("自然到访"), "own": _("自拓客户"), "referral": _("老带新")}.get(source, source)


def field_name(field: str) -> str:
    """A personal number."""
    return {"phone": _("电话"), "identity_no": _("证件号码")}.get(field, field)


def relation_name(relation: str) -> str:
    """A family relation."""
    return {"spouse": _("配偶"), "parent": _("父母"), "child": _("子女"), "sibling": _("兄弟姐妹")}.get(relation, relation)
