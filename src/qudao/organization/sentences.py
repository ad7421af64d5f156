"""A refusal that left its view unworded still becomes a sentence: the apps' own words are asked in turn, by the names in the settings."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from qudao.kit.refused import Refused

logger = logging.getLogger("qudao")


def sentence_of(error: Refused) -> str:
    """One sentence about an act refused: ours, that of the first app that knows it, or its code and clause to be named on the telephone."""
    own = _own().get(error.code)
    if own:
        return own
    unknown = _("这件事现在不能做（%(code)s）。") % {"code": error.code}
    for name in settings.REFUSAL_WORDS:
        told = _told(name, error)
        if told not in ("", unknown):
            return told
    if error.clause:
        return _("这件事现在不能做（%(code)s，第 %(clause)s 条）。") % {"code": error.code, "clause": error.clause}
    return unknown


def _told(name: str, error: Refused) -> str:
    """An app's sentence; blank if the refusal lacks a number that the sentence needs: a gap in words must not become a crash."""
    try:
        return str(import_string(name)(error))
    except KeyError:
        logger.exception("the sentence of %s lacks a number", error.code)
        return ""


def _own() -> dict[str, str]:
    return {
        "role_unknown": _("没有这个角色。"),
        "username_taken": _("这个用户名已经有人用了，请换一个。"),
        "scope_missing": _("接口密钥至少要有一项权限。"),
        "scope_not_for_role": _("接口密钥的权限不能超过这个账号自己的权限。"),
        "key_revoked_before": _("这个接口密钥已经作废。"),
        "own_account": _("不能停用自己的账号。"),
        "key_without_partner": _("这个接口密钥不属于任何渠道，不能报备客户。"),
        "source_unknown": _("没有这种来源，应为 channel、walk_in、own 或 referral。"),
        "registration_unknown": _("没有这份报备，或者您看不到它。"),
        "partner_unknown": _("没有这个渠道。"),
        "visit_unknown": _("没有这次到访，或者您看不到它。"),
        "import_already_taken_in": _("这个文件已经导入，或者已经作废。"),
        "import_not_ready": _("这个文件有错误，改好后请重新上传。"),
        "import_needs_another_person": _("史料要由另一位同事批准，不能自己批准。"),
        "import_without_file": _("请先选一个文件。"),
        "price_unreadable": _("价格应为元，最多两位小数，如 2580000.00。"),
    }
