"""Sentences of what the actions of this app refuse, in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext as _

from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import instant
from qudao.orders.words import event_name


def message(error: Refused) -> str:
    """What is wrong, and what was expected."""
    numbers = {name: instant(value) if isinstance(value, datetime) else value for name, value in error.numbers.items()}
    for name in ("stage", "before"):
        if name in numbers:
            numbers[name] = event_name(str(numbers[name]))
    template = _templates().get(error.code)
    return template % numbers if template else _("这件事现在不能做（%(code)s）。") % {"code": error.code}


def _templates() -> dict[str, str]:
    return {
        "takes_no_reports": _("这个项目的制度不管客户报备，不能登记成交归属。"),
        "project_unknown": _("没有这个项目，或者您不在这个项目工作。"),
        "deal_without_unit": _("请填写房号，如 3-1201。"),
        "deal_unit_unreadable": _("房号最多 %(longest)s 个字，不能有控制字符。"),
        "unit_sold": _("这套房已经登记过成交，不能再登记一次。"),
        "deal_number_taken": _("已经有这个编号的成交。"),
        "price_negative": _("价格不能是负数。"),
        "price_absurd": _("价格太大，请核对，单位是元。"),
        "price_unreadable": _("请填写以元为单位的价格，最多两位小数，如 2,400,000.00。"),
        "deal_without_stage": _("认筹、认购、签约、网签至少填写一项时间。"),
        "instant_unreadable": _("这个时间不存在，请按 2025-03-20 15:32 填写。"),
        "instant_in_future": _("%(at)s 还没有到，请填写已经发生的时间。"),
        "instant_absurd": _("%(at)s 早得不可能，请核对年份。"),
        "stage_too_old": _("%(stage)s（%(at)s）早于 %(days)s 天，不能一个人补登；请作为历史资料导入，由第二个人批准。"),
        "stages_out_of_order": _("%(stage)s（%(at)s）不能早于%(before)s（%(before_at)s）。"),
        "filed_without_contract": _("网签之前须先签约，请填写签约时间。"),
        "deal_without_buyers": _("成交至少要有一位购房人，请填写姓名。"),
        "too_many_buyers": _("一笔成交最多登记 %(most)s 位购房人。"),
        "buyer_without_name": _("第 %(position)s 位购房人没有姓名，或姓名不能识别。"),
        "phone_malformed": _("第 %(position)s 位购房人的电话不对，应为 11 位手机号或带区号的座机号。"),
        "identity_malformed": _("第 %(position)s 位购房人的证件号码不对，身份证应为 18 位。"),
        "relation_unknown": _("第 %(position)s 条亲属关系须为配偶、父母、子女或兄弟姐妹。"),
        "relative_malformed": _("第 %(position)s 条亲属关系的两个人都要填完整的电话或证件号码。"),
        "partner_unknown": _("没有这家渠道。"),
        "visit_unknown": _("这个项目没有这条到访记录。"),
        "stage_unknown": _("没有这个阶段，应为认筹、认购、签约、网签或付款。"),
        "stage_taken": _("%(stage)s已登记在 %(at)s，不能改写。"),
        "stage_before_contract": _("已经签约的成交不能再补 %(stage)s。"),
        "deal_cancelled": _("这笔成交已在 %(at)s 取消。"),
    }
