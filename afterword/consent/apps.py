"""Django's name for this app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "afterword.consent"
