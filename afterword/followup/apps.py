"""Django's name for this app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "afterword.followup"
