"""Every request that changes something is done once, however often it is sent.

The whole request runs in one transaction: queue at the key's lock, look for its answer, run the view, store the answer
(encrypted, as bytes), commit. An answer of 400 or more rolls everything back, so a mistake does not use up the key; so does one
that its view marked `only_reads` (a search or a preview, whose words are too private for an address).
"""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qudao.kit.encrypted import decrypt, encrypt, keyed_hash
from qudao.organization.answers import is_for_machine, problem, unavailable
from qudao.organization.fingerprints import Unreadable, fingerprint, key_of, rewind
from qudao.organization.models import IdempotencyKey
from qudao.organization.principal import principal_of

SHAPE = re.compile(r"[\x21-\x7e]{8,128}")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EXEMPT = frozenset({"account_login", "account_logout", "set_language"})
"""Routes that a second send would not change again."""

KEPT_HEADERS = ("Content-Type", "Content-Language", "Content-Disposition", "Location", "HX-Redirect", "HX-Location", "HX-Trigger", "HX-Refresh")
WAIT = "5s"
QUEUE = "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s), set_config('lock_timeout', '0', true)"
"""One round trip; the limit holds for this lock only."""
TRIES = 5
AGAIN = frozenset({"40001", "40P01"})
"""The database asks to try again: serialization failure, deadlock."""

logger = logging.getLogger("qudao.idempotency")


class Again(Exception):
    """The transaction lost against another one and is run again."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One send: whose, under which key, and the fingerprint of what was sent."""

    principal: str
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> int:
        """The advisory lock that all sends of this key queue at."""
        return int.from_bytes(keyed_hash("idempotency lock", f"{self.principal} {self.key}")[:8], "big", signed=True)

    @property
    def context(self) -> str:
        """What the stored answer is bound to: nobody else's answer opens here."""
        return IdempotencyKey.context(self.principal, self.key)


class IdempotencyMiddleware:
    """Asks for a key on every unsafe request and answers the same key with the same bytes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = request.resolver_match
        if request.method in SAFE or match is None or match.view_name in EXEMPT:
            return self.get_response(request)
        try:
            sent = fingerprint(request)
        except Unreadable as error:
            return problem(request, error.status, error.code, error.detail)
        key = key_of(request)
        if not SHAPE.fullmatch(key):
            return malformed(request, key)
        return self._until_done(request, Attempt(principal_of(request).name, key, sent))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the database refused becomes an answer; any other exception is a defect and stays one."""
        if isinstance(error, OperationalError | InterfaceError):
            request.is_to_be_tried_again = state_of(error) in AGAIN  # type: ignore[attr-defined]
            return unavailable(request)
        if isinstance(error, IntegrityError):
            return conflict(request, error)
        if isinstance(error, DataError):
            return problem(request, 422, "value_out_of_range", _("有一个值超出了可以保存的范围。"))
        return None

    def _until_done(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        for _try in range(TRIES):
            try:
                return self._once(request, attempt)
            except Again:
                rewind(request)
            except IntegrityError as error:
                return conflict(request, error)
            except (OperationalError, InterfaceError) as error:
                if state_of(error) == "55P03":
                    return busy(request)
                if state_of(error) not in AGAIN:
                    return unavailable(request)
        return unavailable(request)

    def _once(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        with transaction.atomic():
            queue_up(attempt)
            kept = IdempotencyKey.objects.filter(principal=attempt.principal, key=attempt.key).first()
            if kept is not None:
                return replay(request, attempt, kept)
            answer = self._run(request)
            if answer.status_code < 400 and not getattr(answer, "only_reads", False):
                keep(request, attempt, answer)
            else:
                transaction.set_rollback(True)
            return answer

    def _run(self, request: HttpRequest) -> HttpResponse:
        request.is_to_be_tried_again = False  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if request.is_to_be_tried_again:  # type: ignore[attr-defined]
            raise Again
        if answer.streaming:
            raise TypeError("an unsafe request cannot be answered by a stream: its bytes could not be kept")
        if answer.status_code in (301, 302, 307, 308):
            answer.status_code = 303
        return answer


def queue_up(attempt: Attempt) -> None:
    """Wait until no other send of this key is under way, at most five seconds. The lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [WAIT, attempt.lock])


def keep(request: HttpRequest, attempt: Attempt, answer: HttpResponse) -> None:
    """Store the answer in the transaction that it reports; deferred constraints speak first."""
    headers = json.dumps({name: answer[name] for name in KEPT_HEADERS if answer.has_header(name)}).encode()
    IdempotencyKey.objects.create(
        principal=attempt.principal,
        key=attempt.key,
        method=request.method or "",
        path=request.path[:512],
        fingerprint=attempt.fingerprint,
        status=answer.status_code,
        answer=encrypt(len(headers).to_bytes(4, "big") + headers + answer.content, attempt.context),
        at=Now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def replay(request: HttpRequest, attempt: Attempt, kept: IdempotencyKey) -> HttpResponse:
    """The stored bytes again, or 422 if something else was sent under the same key."""
    if bytes(kept.fingerprint) != attempt.fingerprint:
        return problem(request, 422, "idempotency_key_reused", _("这个表单已经用另外的内容提交过。请刷新页面后再提交。"))
    content = decrypt(bytes(kept.answer), attempt.context)
    end = 4 + int.from_bytes(content[:4], "big")
    answer = HttpResponse(content[end:], status=kept.status, content_type="")
    del answer["Content-Type"]
    for name, value in json.loads(content[4:end]).items():
        answer[name] = value
    answer["Idempotency-Replayed"] = "true"
    return answer


def malformed(request: HttpRequest, key: str) -> HttpResponse:
    """400: no key, or none that could be one."""
    if key:
        return problem(request, 400, "idempotency_key_malformed", _("幂等键应为 8 到 128 个可见的 ASCII 字符。"))
    if is_for_machine(request):
        return problem(request, 400, "idempotency_key_missing", _("缺少标头 Idempotency-Key：8 到 128 个可见的 ASCII 字符，每次操作一个。"))
    return problem(request, 400, "idempotency_key_missing", _("这个表单缺少一次性编号。请刷新页面后再提交。"))


def busy(request: HttpRequest) -> HttpResponse:
    """409: the same key is still being worked on."""
    answer = problem(request, 409, "idempotency_key_in_flight", _("同一个提交还在处理，请稍等几秒再看结果。"))
    answer["Retry-After"] = "2"
    return answer


def conflict(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """409: a constraint of the database refused; only its name is logged, since its text repeats values."""
    diagnosis = getattr(error.__cause__, "diag", None)
    logger.warning("constraint %s refused a request", getattr(diagnosis, "constraint_name", None))
    return problem(request, 409, "changed_meanwhile", _("内容刚刚被别人改过，或者已经有了。请刷新页面后再看。"))


def state_of(error: Exception) -> str:
    """PostgreSQL's error code behind Django's exception."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")
