"""What is wrong with a file, as sentences for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qudao.customers.reasons import from_json
from qudao.customers.refusals import knows
from qudao.customers.refusals import message as customers_message
from qudao.decide import problems
from qudao.decide.problems import Problem
from qudao.kit.refused import Refused
from qudao.orders.refusals import message as orders_message


def sentence(stored: Mapping[str, Any]) -> str:
    """A stored problem in the reader's language: where, which value, what was expected."""
    details = stored["details"]
    if stored["code"] in problems.MESSAGES:
        return problems.message(Problem(**stored), "en" if (get_language() or "").startswith("en") else "zh")
    template = _templates().get(stored["code"], str(stored["code"]))
    return _place(stored) + template % {"value": stored["value"] or "", **details, "why": _why(details)}


def _place(stored: Mapping[str, Any]) -> str:
    if stored["row"] is None:
        return ""
    if stored["column"]:
        return _("第 %(row)s 行，%(column)s：") % {"row": stored["row"], "column": _column(stored["column"])}
    return _("第 %(row)s 行：") % {"row": stored["row"]}


def _why(details: Mapping[str, Any]) -> str:
    if "why" not in details:
        return ""
    (reason,) = from_json([details["why"]])
    refused = Refused(reason.code, clause=reason.clause, numbers=reason.numbers)
    return customers_message(refused) if knows(refused) else orders_message(refused)


def _templates() -> dict[str, str]:
    return {
        "import_project": _("没有名为“%(value)s”、正在接受报备的项目，请写项目名称或编号。"),
        "import_field": _("%(message)s"),
        "import_future": _("%(value)s 还没有到，史料只能是已经发生的事。"),
        "import_no_rows": _("没有可以导入的行，应有这些表之一：%(tables)s。"),
        "import_number_taken": _("文件里有编号已经在系统里，整个文件没有导入。请改编号或删去已导入的行。"),
        "import_refused": _("整个文件没有导入：%(why)s"),
    }


def _column(name: str) -> str:
    return {
        "project_id": _("项目"),
        "customer_name": _("客户姓名"),
        "phone": _("电话"),
        "identity_no": _("证件号码"),
        "company": _("公司"),
        "corporate": _("企业购房"),
        "customer_city": _("客户城市"),
        "local": _("本地"),
        "declared": _("已声明"),
        "planned_visit_on": _("计划到访日期"),
    }.get(name, name)
