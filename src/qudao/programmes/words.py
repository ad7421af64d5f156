"""How standings and events of policies are called on pages, and what the actions of this app refuse."""

from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qudao.decide.sentences import TEMPLATES, sentence
from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import day, instant


def standing_name(standing: str) -> str:
    """Where a version stands."""
    return {
        "draft": _("草案"),
        "in_review": _("待批准"),
        "withdrawn": _("已撤回"),
        "in_force": _("执行中"),
        "scheduled": _("待生效"),
        "superseded": _("已被替代"),
    }[standing]


def event_name(kind: str) -> str:
    """What happened to a version."""
    names = {
        "programmes.shipped_policy_imported": _("随产品导入，首次使用"),
        "programmes.policy_imported": _("导入为草案"),
        "programmes.draft_started": _("开始起草"),
        "programmes.draft_edited": _("改了文件"),
        "programmes.term_set": _("改了数值"),
        "programmes.clause_edited": _("改了条款文字"),
        "programmes.draft_submitted": _("提交审批"),
        "programmes.draft_returned": _("退回修改"),
        "programmes.draft_withdrawn": _("撤回"),
        "programmes.finding_answered": _("说明了一处提示"),
        "programmes.backtest_seen": _("看了回测"),
        "programmes.policy_read": _("读了"),
        "programmes.policy_confirmed": _("确认已知悉"),
        "programmes.version_approved": _("批准"),
    }
    return names.get(kind, kind)


def message(error: Refused) -> str:
    """What is wrong, and what was expected."""
    if error.code.startswith("amendment_") and error.code in TEMPLATES:
        told = sentence(error.reason, "en" if (get_language() or "").startswith("en") else "zh")
        return told[:1].upper() + told[1:] + _("。")
    numbers = {name: _shown(value) for name, value in error.numbers.items()}
    if error.code == "version_not_in_state":
        numbers["status"] = standing_name(str(error.numbers["status"])) if error.numbers["status"] != "approved" else _("已批准")
    template = _templates().get(error.code)
    return template % numbers if template else _("这件事现在不能做（%(code)s）。") % {"code": error.code}


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return day(value) if isinstance(value, date) else value


def _templates() -> dict[str, str]:
    return {
        "takes_no_reports": _("这个项目的制度不管客户报备，请换一个项目。"),
        "version_not_in_state": _("%(version)s 版现在是“%(status)s”，不能这样做；请刷新页面。"),
        "draft_based_on_older": _("已有更新的版本 %(version)s 获批，请从它重新起草。"),
        "draft_changes_nothing": _("草案与现行版本一字不差，没有可批准的内容。"),
        "reason_missing": _("请写明理由。"),
        "finding_gone": _("这处提示已经不在了，请刷新页面。"),
        "error_must_be_mended": _("错误只能改正，不能用理由放行。"),
        "nothing_to_backtest": _("没有可比的：这个制度不管客户报备，或者还没有批准过的版本。"),
        "backtest_since_wrong": _("回测不能从 %(since)s 起，应为 %(first)s 至今天之间的日子。"),
        "nothing_to_copy": _("这个制度还没有批准过的版本，请继续修改已有的草案。"),
        "policy_code_wrong": _("代号用小写英文字母、数字和连字符，以字母开头，如 clinic-stores。"),
        "file_name_wrong": _("文件名 %(file)s 不对；应为 policy.yaml、protection.yaml 或 cases/protection.yaml 这样的名字。"),
        "approver_left": _("这个账号已停用，不能批准。"),
        "label_taken": _("%(version)s 这个版本号已批准过，请在 policy.yaml 里换一个 version。"),
        "file_unprintable": _("%(file)s 含有不可见的控制字符，应为普通文本。"),
        "file_too_large": _("%(file)s 太大，最多 %(most)s 个字符。"),
        "too_many_files": _("文件太多，最多 %(most)s 个。"),
        "zone_of_policy_changed": _("时区不能变，应为 %(zone)s。"),
        "policy_never_approved": _("这个制度还没有批准过的版本，不能绑定。"),
        "binding_not_ahead": _("绑定从今天以后的日子开始，现为 %(starts_on)s。"),
        "bound_on_that_day": _("%(starts_on)s 已有一个绑定，请换一天。"),
        "version_not_addressed": _("这个版本没有批准，或者不是发给您的，不用确认。"),
        "schemes_mixed": _("这条业务线已有项目，报备方式不能改；请为新方式另建业务线，两套方式不在一个项目里混用。"),
        "programme_unknown": _("请选一条业务线。"),
        "zip_unreadable": _("这不是可读的 .zip 文件。"),
        "zip_file_twice": _("压缩包里有同名的文件，看不出该用哪一个。"),
        "zip_too_large": _("压缩包解开后太大，最多 %(most)s 字节。"),
        "zip_file_missing": _("请选一个 .zip 文件，或一个随产品的制度包。"),
        "not_utf8": _("%(file)s 不是 UTF-8 编码。"),
        "day_unreadable": _("请按 2026-01-31 的写法填写日期。"),
        "value_unreadable": _("%(name)s：%(value)s 读不懂，应为%(expected)s。"),
        "term_unknown": _("没有这项规定，请从列表中选择。"),
        "clause_unknown": _("没有这一条，请从条文中选择。"),
        "words_unprintable": _("含有不可见的控制字符，应为普通文本。"),
    }
