"""Sentences of what the actions of this app refuse, in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext as _

from qudao.customers.words import field_name, step_name
from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import instant, until


def message(error: Refused) -> str:
    """What is wrong, and what was expected."""
    numbers = {name: _shown(name, value) for name, value in error.numbers.items()}
    template = _templates().get(error.code)
    return template % numbers if template else _("这件事现在不能做（%(code)s）。") % {"code": error.code}


def knows(error: Refused) -> bool:
    """Whether the refusal is one of this app's."""
    return error.code in _templates()


def _shown(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return until(value) if name == "until" else instant(value)
    if name in ("step", "missing"):
        return step_name(str(value))
    return field_name(str(value)) if name == "field" else value


def _templates() -> dict[str, str]:
    return {
        "takes_no_reports": _("这个项目的制度不管客户报备，请换一个项目。"),
        "project_closed": _("这个项目已于 %(closed_at)s 停止接受报备，请换一个项目。"),
        "learned_from_missing": _("请填写获知渠道：客户是怎么知道本项目的。"),
        "visitor_name_missing": _("请填写客户姓名。"),
        "visitor_not_reported": _("填写的客户与所选报备不是同一人：姓名、电话、证件号码都对不上。请核对，或另选报备。"),
        "registration_of_other_project": _("所选报备是另一个项目的，不能用在这里。"),
        "visit_before_report": _("到访早于报备（报备时间 %(received_at)s），不能记在这份报备上。"),
        "chain_open": _("这位客户 %(visited_at)s 的到访手续还没走完，不能再开第二条；请先在“到访资料”里办完。"),
        "chain_none": _("这次到访没有需要办理的手续。"),
        "chain_not_yet": _("现在还不能办这一步：%(step)s还没有完成。"),
        "chain_done": _("这一步已经办过（%(done_at)s），时间不能改写。"),
        "chain_broken": _("到访当天没有%(step)s，手续已无法补齐，保护期仍按报备后的期限计算。"),
        "walk_in_no_chain": _("这次到访按规定是自然到访，不能录入渠道来源。"),
        "message_not_own": _("只有带客的渠道可以发送到访报备。"),
        "confirmed_already": _("带客确认单已于 %(confirmed_at)s 登记签字。"),
        "confirmation_without_partner": _("自然到访没有带客确认单。"),
        "confirmation_without_consultant": _("请填写接待的置业顾问。"),
        "bulk_not_here": _("这个项目的制度不分大宗与非大宗。"),
        "extension_not_here": _("这个项目的制度没有大宗延期。"),
        "extension_open": _("这份报备已有一份延期申请在等待答复。"),
        "extension_decided": _("这份延期申请已经有了答复。"),
        "extension_own": _("申请人不能审批自己的申请，请由另一人办理。"),
        "extension_grounds_missing": _("请写明申请延期的理由。"),
        "exception_reason_missing": _("请写明同意例外的理由，它会写进判定。"),
        "exception_not_leader": _("只有案场负责人可以同意例外。"),
        "exception_local": _("例外只适用于异地客户，这份报备是本地客户。"),
        "exception_not_here": _("这个项目的制度没有报备时限的例外。"),
        "exception_given": _("这份报备已经有例外。"),
        "formal_not_here": _("这个项目的制度没有正式报备单。"),
        "formal_needs_visit": _("客户不到案场，报备无效：请先登记客户今天的到访。"),
        "formal_visit_other_day": _("正式报备须在客户到访当天登记，这次到访在 %(visited_at)s。"),
        "formal_visit_of_another": _("这次到访是另一家带来的，不能用来登记这家的正式报备。"),
        "formal_visit_taken": _("这次到访已经登记了正式报备。"),
        "relation_unknown": _("关系须为配偶、父母、子女或兄弟姐妹。"),
        "relative_malformed": _("两个人都要填完整的电话或证件号码。"),
        "relative_same": _("两个号码是同一个人。"),
        "unmask_reason_missing": _("请写明查看完整号码的理由，它会被记录。"),
        "unmask_field_unknown": _("只能查看电话或证件号码。"),
        "unmask_blank": _("这条记录没有%(field)s。"),
        "unmask_limit": _("一小时内最多查看 %(limit)s 次完整号码，请稍后再试。"),
        "search_limit": _("一小时内最多查找 %(limit)s 次，请稍后再试；急用请找案场负责人。"),
        "not_held": _("这份报备没有被暂扣。"),
    }
