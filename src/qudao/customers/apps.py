from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "qudao.customers"
    label = "customers"
