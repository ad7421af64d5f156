"""Addresses of the API; the description for machines is at /api/v1/openapi.json."""

from django.urls import path
from ninja import NinjaAPI

from qudao.api import deals, registrations, visits
from qudao.api.problems import answer_errors
from qudao.api.reading import OnceEach

api = NinjaAPI(title="Qudao", version="1", urls_namespace="api", docs_url=None, parser=OnceEach())
answer_errors(api)
api.add_router("/registrations", registrations.router)
api.add_router("/visits", visits.router)
api.add_router("/deals", deals.router)

urlpatterns = [path("", api.urls)]
