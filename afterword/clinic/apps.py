"""Django's name for this app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "afterword.clinic"
