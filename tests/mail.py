"""Fixtures: a mail server on loopback, a clock that stands still, one client."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.carriers.sink import Sink


class Hands:
    """Puts the clock where a test wants it; it stands still there."""

    def __init__(self, monkeypatch, moment):
        self._monkeypatch = monkeypatch
        self.put(moment)

    def put(self, moment):
        """Let the clock stand at a moment."""
        self.now = moment
        self._monkeypatch.setattr(clock, "now", lambda: moment)
        return moment


@pytest.fixture
def hands(monkeypatch):
    """Let the clock stand at noon of the day that the first check-in is due."""
    from tests.stories import FIRST_NOON  # noqa: PLC0415 - needs Django's settings

    return Hands(monkeypatch, FIRST_NOON)


@pytest.fixture
def sink(tmp_path, settings):
    """Listen as a real mail server would, and keep what comes."""
    settings.PUBLIC_URL = "https://note.example.org"
    settings.MAIL_FROM = "note@example.org"
    with Sink(tmp_path / "mail") as listening:
        settings.SMTP_URL = listening.url
        yield listening


@pytest.fixture
def story(transactional_db, hands):
    """One client who agreed, on the day that their first check-in is due."""
    from tests.stories import an_agreement  # noqa: PLC0415 - needs Django's settings

    return an_agreement()
