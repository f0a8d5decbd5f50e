"""Django's name for this app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "afterword.vault"
