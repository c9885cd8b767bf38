"""The books: entries and postings, insert-only."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.ledger"
    label = "ledger"
