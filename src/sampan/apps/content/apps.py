"""The shop's own pages and words, by language."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.content"
    label = "content"
