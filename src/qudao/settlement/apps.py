from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "qudao.settlement"
    label = "settlement"
