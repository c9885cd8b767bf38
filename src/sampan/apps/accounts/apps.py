"""Who may do what: people, their roles, tokens of programs."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.accounts"
    label = "accounts"
