"""How statuses of lines are called on pages, and what the actions of this app refuse."""

from datetime import datetime

from django.utils.translation import gettext as _

from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import instant


def status_name(status: str) -> str:
    """What the status of a line is called."""
    names = {"payable": _("应付"), "withheld": _("暂缓"), "denied": _("不付"), "accrued": _("已计提"), "paid": _("已付"), "clawed_back": _("追回")}
    return names.get(status, status)


def message(error: Refused) -> str:
    """What is wrong, and what was expected."""
    numbers = {name: instant(value) if isinstance(value, datetime) else value for name, value in error.numbers.items()}
    templates = {
        "period_not_begun": _("%(period)s 还没有开始，到这个月的 1 日才能关账。"),
        "period_over": _("%(period)s 不能再关账，只能关 %(current)s；更早网签、还没有列过的成交都在里面。"),
        "period_unreadable": _("请按 2025-04 的写法填写月份。"),
        "month_already_approved": _("这个月已于 %(at)s 批准。"),
        "month_closed_by_same_person": _("关账的人不能自己批准，请另一位来批准。"),
    }
    template = templates.get(error.code)
    return template % numbers if template else _("这件事现在不能做（%(code)s）。") % {"code": error.code}
