"""What the owner takes off, under which conditions, and how often it was used."""

from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.promotions"
    label = "promotions"
