"""Addresses that belong to no door."""

from django.urls import path
from django.views.decorators.http import require_POST

from qudao.organization import sign_in

urlpatterns = [
    path("", sign_in.home, name="home"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
    path("account/inactive/", sign_in.inactive, name="account_inactive"),
    path("account/password/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("language/", require_POST(sign_in.set_language), name="set_language"),
]
