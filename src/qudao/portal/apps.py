from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "qudao.portal"
    label = "portal"
