"""One real demonstration for every drill on real processes."""

from __future__ import annotations

import pytest

from tests.desk.desks import administrator, browser_of, clinician, home, person, ruth
from tests.mail import hands, post_office, sink, story

__all__ = [
    "administrator",
    "browser_of",
    "clinician",
    "hands",
    "home",
    "person",
    "post_office",
    "ruth",
    "sink",
    "story",
]


@pytest.fixture(scope="session")
def installation():
    """Give the demonstration's two practices, as real processes."""
    from tests.drills.running import demonstration

    with demonstration() as running:
        yield running
