"""When something breaks, the log tells what kind and where, and the one who asked gets an answer he can read. Nobody's phone is in the log."""

import io
import logging
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from qudao import urls
from qudao.organization.failures import failed, malformed, missing

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


def breaks(request: HttpRequest) -> HttpResponse:
    """A view with a defect whose words repeat what somebody typed."""
    try:
        raise KeyError(f"no customer {PHONE}")
    except KeyError as error:
        raise ValueError(f"cannot save 周敏 {PHONE}") from error


class Broken(ModuleType):
    """Qudao's addresses, with a defect behind two of them."""

    urlpatterns = [path("healthz", breaks, name="healthz"), path("api/v1/", include(([path("broken", breaks, name="openapi-json")], "api")))]
    handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the settings send to stderr."""
    (handler,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    text = io.StringIO()
    before = handler.setStream(text)
    yield text
    handler.setStream(before)


@pytest.fixture
def client(settings: pytest.FixtureRequest) -> Client:
    settings.ROOT_URLCONF = Broken("broken")  # type: ignore[attr-defined]
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/healthz", "/api/v1/broken"])
def test_a_defect_leaves_its_kind_and_its_place_in_the_log_and_no_phone(client: Client, log: io.StringIO, address: str) -> None:
    assert client.get(address).status_code == 500
    told = log.getvalue()
    assert f"ERROR django.request Internal Server Error: {address}" in told
    assert "builtins.KeyError" in told
    assert "then builtins.ValueError" in told
    assert f"{__file__}:{breaks.__code__.co_firstlineno + 5} breaks" in told
    assert PHONE not in told
    assert "周敏" not in told


def test_a_defect_is_told_without_its_words_even_after_another_handler_told_them(log: io.StringIO) -> None:
    try:
        breaks(HttpRequest())
    except ValueError as error:
        record = logging.LogRecord("qudao", logging.ERROR, "", 0, "job failed", (), (type(error), error, error.__traceback__))
    assert PHONE in logging.Formatter().format(record)
    (handler,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    assert PHONE not in handler.format(record)
    assert "builtins.ValueError" in handler.format(record)


@pytest.mark.parametrize("line", [(f"cannot save 周敏 {PHONE}",), ("job failed: %s", ValueError(f"cannot save 周敏 {PHONE}"))])
def test_a_line_that_repeats_the_words_of_its_exception_loses_them(log: io.StringIO, line: tuple[object, ...]) -> None:
    try:
        breaks(HttpRequest())
    except ValueError:
        logging.getLogger("django.security.SuspiciousFileOperation").exception(*line)
    assert "…\n  builtins.KeyError" in log.getvalue()
    assert PHONE not in log.getvalue()


def test_a_name_that_a_stranger_guessed_does_not_fill_the_log(client: Client, log: io.StringIO) -> None:
    assert client.get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    assert log.getvalue() == ""


def test_a_machine_meets_a_defect_as_a_problem_in_json(client: Client) -> None:
    answer = client.get("/api/v1/broken")
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["title"], answer.json()["status"]) == ("defect", "系统出错了", 500)


@pytest.mark.parametrize(("language", "mark", "words"), [("zh-hans", "zh-Hans", "什么也没有保存"), ("en", "en", "Nothing was saved")])
def test_a_person_meets_a_defect_as_a_page_in_his_language(client: Client, language: str, mark: str, words: str) -> None:
    answer = client.get("/healthz", headers={"Accept-Language": language})
    assert answer.status_code == 500
    assert f'<html lang="{mark}">' in answer.content.decode()
    assert words in answer.content.decode()


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_machines(client: Client) -> None:
    assert "没有找到" in client.get("/nowhere").content.decode()
    assert client.get("/api/v1/nowhere")["Content-Type"] == "application/problem+json"


class Unreadable(WSGIRequest):
    """A request whose body was cut: whoever reads it fails."""

    @property
    def POST(self) -> object:  # type: ignore[override]  # noqa: N802
        raise OSError("the body is gone")


def test_no_answer_to_a_failure_reads_the_body_again() -> None:
    for address in ("/p/report/", "/api/v1/deals"):
        request = RequestFactory().post(address)
        request.__class__ = Unreadable
        assert failed(request).status_code == 500
        assert malformed(request).status_code == 400
        assert missing(request, Http404()).status_code == 404


def test_that_it_is_not_ready_yet_does_not_fill_the_log(log: io.StringIO) -> None:
    assert Client().get("/healthz").status_code == 503
    assert log.getvalue() == ""
