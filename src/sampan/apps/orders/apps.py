"""Accepted promises: orders, their lines, charges and timelines."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.orders"
    label = "orders"
