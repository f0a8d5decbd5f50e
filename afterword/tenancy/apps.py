"""Django's name for this app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "afterword.tenancy"
