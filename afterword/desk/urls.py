"""Addresses of the desk, gathered from its pages."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

app_name = "desk"

SUBJECTS: tuple[str, ...] = (
    "today",
    "people",
    "person",
    "addresses",
    "together",
    "reported",
    "relationships",
    "conflicts",
    "handover",
    "dropouts",
    "transfers",
    "tablet",
    "measured",
    "ending_plan",
    "ending_referrals",
    "ending",
    "letters",
    "releases",
    "imports",
    "scores",
    "practice",
    "policies",
    "ending_templates",
    "staff",
    "clinicians",
    "measures",
    "setup",
    "ask",
    "ruling",
    "going_ahead",
    "settling",
    "standing",
    "closure",
    "leaving",
    "executor",
    "executor_letters",
    "record",
    "rules",
    "answers",
    "followup",
    "services",
    "help_lines",
)

urlpatterns: list[URLPattern] = [
    pattern
    for subject in SUBJECTS
    for pattern in import_module(f"afterword.desk.views.{subject}").urlpatterns
]
