from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qudao.api"
    label = "api"
