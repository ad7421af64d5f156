from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "qudao.imports"
    label = "imports"
