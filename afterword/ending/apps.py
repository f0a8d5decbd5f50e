"""Django's name for this app."""

from django.apps import AppConfig


class EndingConfig(AppConfig):
    name = "afterword.ending"
