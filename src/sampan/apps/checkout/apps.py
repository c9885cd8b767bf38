"""Carts, and the checkouts that freeze them."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.checkout"
    label = "checkout"
