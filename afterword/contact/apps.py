"""Django's name for this app."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "afterword.contact"
