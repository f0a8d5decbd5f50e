"""Django's name for this app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "afterword.messaging"
