"""Django's entry for the organization."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "qudao.organization"
