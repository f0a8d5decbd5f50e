"""Django's name for this app."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "afterword.screening"
