"""Django's name for this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "afterword.demo"
