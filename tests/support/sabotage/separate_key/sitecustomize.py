"""Sabotage: the key of a request is committed in a transaction of its own, a moment after the request's effect."""

import time

import django
from django.core import wsgi
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse

honest = wsgi.get_wsgi_application
MOMENT = 0.2


def sabotaged() -> WSGIHandler:
    django.setup(set_prefix=False)
    from qudao.organization import idempotency

    def once(self: idempotency.IdempotencyMiddleware, request: HttpRequest, attempt: idempotency.Attempt) -> HttpResponse:
        kept = idempotency.IdempotencyKey.objects.filter(principal=attempt.principal, key=attempt.key).first()
        if kept is not None:
            return idempotency.replay(request, attempt, kept)
        answer = self._run(request)
        time.sleep(MOMENT)
        if answer.status_code < 400:
            idempotency.keep(request, attempt, answer)
        return answer

    idempotency.IdempotencyMiddleware._once = once  # type: ignore[method-assign]
    return honest()


wsgi.get_wsgi_application = sabotaged
