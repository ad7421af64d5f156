"""What was sent, in one keyed hash: two requests with the same fingerprint ask for the same thing."""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from qudao.kit.encrypted import derived
from qudao.organization.answers import is_for_machine

FIELD = "idempotency_key"
NOT_PAYLOAD = frozenset({FIELD, "csrfmiddlewaretoken"})
BODY_LIMIT = 32 * 1024 * 1024


class Unreadable(Exception):
    """The body cannot be taken: a status, a code and the sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


def key_of(request: HttpRequest) -> str:
    """The key that was sent: in the header by a machine, in the hidden field (or the header) by a page."""
    header = request.headers.get("Idempotency-Key", "")
    return header if is_for_machine(request) else str(request.POST.get(FIELD, header))


def fingerprint(request: HttpRequest) -> bytes:
    """The fingerprint of method, address and body. Unreadable if the body is too big, cut short or holds a NUL character."""
    if _length(request) > BODY_LIMIT:
        raise _too_big(BODY_LIMIT)
    try:
        parts = list(_machine(request) if is_for_machine(request) else _page(request))
    except RequestDataTooBig as error:
        raise _too_big(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or BODY_LIMIT) from error
    except UnreadablePostError as error:
        raise Unreadable(400, "body_cut", _("内容没有传完，请重试。")) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Unreadable(400, "body_malformed", _("表单内容读不懂，请刷新页面后重试。")) from error
    total = hmac.new(derived(settings.LOOKUP_KEY, "idempotency"), digestmod=sha256)
    for part in (request.method or "", request.get_full_path(), *parts):
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.digest()


def rewind(request: HttpRequest) -> None:
    """Put the uploaded files back to their start, so that the view reads them whole."""
    for _name, files in request.FILES.lists() if request.content_type == "multipart/form-data" else ():
        for file in files:
            file.seek(0)


def _machine(request: HttpRequest) -> Iterable[str | bytes]:
    if request.body and request.content_type != "application/json":
        raise Unreadable(415, "not_json", _("请求的内容应为 JSON：Content-Type: application/json"))
    if b"\x00" in request.body or rb"\u0000" in request.body:
        raise _nul()
    return [request.content_type or "", request.body]


def _page(request: HttpRequest) -> Iterable[str | bytes]:
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_PAYLOAD:
            if any("\x00" in value for value in (name, *values)):
                raise _nul()
            yield name
            yield from values
    for name, files in sorted(request.FILES.lists(), key=lambda item: item[0]):
        yield name
        for file in files:
            yield from (file.name or "", _digest(file))


def _digest(file: "UploadedFile[Any]") -> bytes:
    total = sha256()
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.digest()


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if str(text).isdecimal() else 0


def _too_big(limit: int) -> Unreadable:
    return Unreadable(413, "body_too_big", _("内容超过 %(limit)s MB，请分几次提交。") % {"limit": limit >> 20})


def _nul() -> Unreadable:
    return Unreadable(400, "nul_character", _("内容里有不能显示的字符（NUL），请删去后重试。"))
