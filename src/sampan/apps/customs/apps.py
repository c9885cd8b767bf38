"""What customs calls our goods: suggestions, and classifications that a person approved."""

from django.apps import AppConfig


class CustomsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.customs"
    label = "customs"
