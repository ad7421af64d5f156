from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "qudao.reactions"
    label = "reactions"
