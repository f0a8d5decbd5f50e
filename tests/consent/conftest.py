"""One practice, one former client who agreed to the light check-in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def world(db: None):
    """Give a client who agreed to the light check-in today, as therapy ended."""
    from tests.consent.worlds import a_world

    return a_world(agreed=True)


@pytest.fixture
def asked(db: None):
    """Give a client whose therapy ended today and who was asked nothing yet."""
    from tests.consent.worlds import a_world

    return a_world(agreed=False)


@pytest.fixture(autouse=True)
def journal_folder(settings, tmp_path: Path) -> Path:
    """Give each test a journal of its own."""
    settings.JOURNAL = tmp_path / "journal"
    return settings.JOURNAL
