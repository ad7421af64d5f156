"""The addresses of Qudao, and one more whose row in the permission table was forgotten."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from qudao import urls


def forgotten(request: HttpRequest) -> HttpResponse:
    """What nobody thought of protecting."""
    return HttpResponse("open to all")


urlpatterns = [*urls.urlpatterns, path("forgotten", forgotten, name="forgotten")]
