"""This door as a Django app: its templates and static files."""

from django.apps import AppConfig


class BackofficeDoorConfig(AppConfig):
    """The door's name and label."""

    name = "sampan.web.backoffice"
    label = "web_backoffice"
