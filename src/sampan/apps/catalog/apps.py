"""What is sold: products, variants, texts, pictures, trade and safety data."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.catalog"
    label = "catalog"
