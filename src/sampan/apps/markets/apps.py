"""Where the shop sells, and by which habits."""

from django.apps import AppConfig


class MarketsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.markets"
    label = "markets"
