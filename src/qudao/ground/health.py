"""/healthz: whether database, web and worker can serve this moment."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

WORKER_SILENT_SECONDS = 8


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all three are ready, else 503 with which is not. Says nothing else, to anybody."""
    database = worker = False
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))",
                [WORKER_SILENT_SECONDS],
            )
            database, worker = True, bool(cursor.fetchone()[0])
    except Error:
        connection.close()
    ready = database and worker
    answer = JsonResponse(
        {"status": "ready" if ready else "not ready", "web": True, "database": database, "worker": worker}, status=200 if ready else 503
    )
    answer["Cache-Control"] = "no-store"
    return answer
