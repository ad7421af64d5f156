from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qudao.desk"
    label = "desk"
