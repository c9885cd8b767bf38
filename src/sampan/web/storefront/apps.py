"""This door as a Django app: its templates and static files."""

from django.apps import AppConfig


class StorefrontDoorConfig(AppConfig):
    """The door's name and label."""

    name = "sampan.web.storefront"
    label = "web_storefront"
