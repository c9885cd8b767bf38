"""This door as a Django app: its templates and static files."""

from django.apps import AppConfig


class ApiDoorConfig(AppConfig):
    """The door's name and label."""

    name = "sampan.web.api"
    label = "web_api"
