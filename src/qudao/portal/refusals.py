"""What actions refuse, put into words beside the field that it is about."""

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from qudao.customers import refusals as customers
from qudao.decide.sentences import TEMPLATES, sentence
from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import day, instant
from qudao.portal.because import language
from qudao.portal.draft import Read
from qudao.rules.decision import Number


def message(error: Refused) -> str:
    """One sentence: what was refused and what was expected."""
    if error.code in TEMPLATES:
        return sentence(error.reason, language())
    numbers = {name: _shown(value) for name, value in error.numbers.items()}
    template = _templates().get(error.code)
    if template is None and customers.knows(error):
        return customers.message(error)
    return template % numbers if template else _("这件事现在不能做（%(code)s）。") % {"code": error.code}


def _shown(value: Number) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return day(value) if isinstance(value, date) else value


def onto(found: Read, error: Refused) -> Read:
    """The draft with the refusal beside its field, or above the form."""
    where = error.where if error.where in ("project", "customer_name", "phone", "company", "planned_visit_on") else "form"
    return replace(found, report=None, problems={where: message(error)})


def _templates() -> dict[str, str]:
    return {
        "takes_no_reports": _("这个项目的制度不管客户报备，请选别的项目。"),
        "project_closed": _("这个项目已于 %(closed_at)s 停止接受报备，请选别的项目。"),
        "people_not_yours": _("只有本公司的渠道管理员可以管理人员。"),
        "people_role_not_yours": _("只能给渠道经纪人或渠道管理员的角色。"),
        "people_not_yourself": _("不能停用自己的账号，请另一位渠道管理员来做。"),
        "people_last_administrator": _("至少要留一位渠道管理员。"),
        "person_already_left": _("这个人已于 %(left_on)s 离开。"),
        "name_unreadable": _("请填写姓名，最多 %(longest)s 个字。"),
        "username_unreadable": _("用户名最多 %(longest)s 个字，可用字母、数字和 @ . + - _。"),
        "username_taken": _("这个用户名已经有人用，请换一个。"),
    }
