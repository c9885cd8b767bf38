"""What the store window shows: a read model that events keep up to date."""

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.storefront"
    label = "storefront"
