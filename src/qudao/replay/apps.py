from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "qudao.replay"
    label = "replay"
