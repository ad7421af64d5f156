from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "qudao.partners"
    label = "partners"
