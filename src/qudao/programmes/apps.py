from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "qudao.programmes"
    label = "programmes"
