"""How goods are sent: services, their zones and their rates."""

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.shipping"
    label = "shipping"
