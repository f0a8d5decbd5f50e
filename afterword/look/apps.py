"""Django's name for this app."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "afterword.look"
