"""What it costs where: price lists, prices and their history."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.pricing"
    label = "pricing"
