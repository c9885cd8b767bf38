"""What visitors looked at and looked for, without who they are."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.insights"
    label = "insights"
