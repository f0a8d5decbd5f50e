"""Plainly invented people and practices, made with as few words as a test needs."""

from __future__ import annotations

from afterword import clock
from afterword.tenancy.models import Practice


def a_practice(**kept: object) -> Practice:
    """Make a practice; nothing about it is real."""
    values: dict[str, object] = {
        "name": "Alder House Example Practice",
        "neutral_name": "Alder House",
        "country": "US-CA",
        "time_zone": "America/Los_Angeles",
        "created_at": clock.now(),
    }
    return Practice.objects.create(**(values | kept))
