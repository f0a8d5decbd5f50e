"""Packs may add to what the gate insists on, and can take nothing from it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from afterword.contact import services as gate
from afterword.contact import weighing
from afterword.contact.errors import NotReleasedError
from tests.stories import FIRST_NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lax_packs(monkeypatch):
    """Let every pack forget every obligation."""
    nothing = SimpleNamespace(obligations=())
    monkeypatch.setattr(weighing, "explain", lambda _decision: nothing)


def test_hours_hold_though_no_pack_says_so(story, sink, hands, lax_packs):
    """Outside the agreed hours nothing goes, even with packs that ask for nothing."""
    request = story.request()
    at = hands.put(FIRST_NOON + timedelta(hours=10))

    with pytest.raises(NotReleasedError) as refusal:
        gate.carry_out(request=request, by=story.machine, at=at)

    assert refusal.value.unmet == ("inside_agreed_hours",)
    assert sink.messages() == []


def test_an_obligation_of_tomorrow_holds_today(story, sink, monkeypatch):
    """A pack that names what this gate does not know holds the contact."""
    named = SimpleNamespace(obligations=(("sing_it", ("pack.rule",)),))
    monkeypatch.setattr(weighing, "explain", lambda _decision: named)

    with pytest.raises(NotReleasedError) as refusal:
        gate.carry_out(request=story.request(), by=story.machine, at=FIRST_NOON)

    assert refusal.value.unmet == ("sing_it",)
    assert sink.messages() == []
