"""Tries at providers, refunds, and the notifications that came in."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.payments"
    label = "payments"
