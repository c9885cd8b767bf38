"""Who bought: customers and their addresses."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.customers"
    label = "customers"
