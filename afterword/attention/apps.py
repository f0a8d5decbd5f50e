"""Django's name for this app."""

from django.apps import AppConfig


class AttentionConfig(AppConfig):
    name = "afterword.attention"
