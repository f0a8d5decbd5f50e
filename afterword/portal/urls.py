"""Addresses of the pages for clients: dull words and random keys."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

app_name = "portal"

SUBJECTS: tuple[str, ...] = (
    "entering",
    "links",
    "codes",
    "stopping",
    "today",
    "reaching",
    "telling",
    "choices",
    "answering",
    "keeping",
    "drafting",
    "data",
    "letters",
    "agreeing",
)

urlpatterns: list[URLPattern] = [
    pattern
    for subject in SUBJECTS
    for pattern in import_module(f"afterword.portal.views.{subject}").urlpatterns
]
