"""All addresses. Every named route has a row in `organization.permissions`; a test fails on one that has none."""

from django.urls import include, path

from qudao.ground.health import healthz
from qudao.portal.verify import verify

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("qudao.organization.urls")),
    path("v/<str:number>/", verify, name="verify"),
    path("api/v1/", include("qudao.api.urls")),
    path("p/", include("qudao.portal.urls")),
    path("d/", include("qudao.desk.urls")),
]

handler400 = "qudao.organization.failures.malformed"
handler404 = "qudao.organization.failures.missing"
handler500 = "qudao.organization.failures.failed"
