"""Sign-in, sign-out and language."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
