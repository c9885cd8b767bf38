"""The index in which shoppers and the owner search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.search"
    label = "search"
