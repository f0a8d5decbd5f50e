"""A preset is data that can be agreed to as it stands."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from afterword.consent.services import BARRED_ENDINGS
from afterword.consent.terms import Terms
from afterword.contact.weighing import book
from afterword.followup.errors import ProtocolError
from afterword.followup.protocols import protocol, protocols
from afterword.measures.instruments import instruments

EVERY = pytest.mark.parametrize("name", sorted(protocols()))


def test_the_light_check_in_is_phq4_after_one_three_and_six_months():
    """Three steps with the windows of the field: 3 and 7 days, then 7 and 14."""
    steps = protocol("light_check_in").steps

    assert [(s.key, s.offset, s.before_days, s.after_days) for s in steps] == [
        ("m1", "P1M", 3, 7),
        ("m3", "P3M", 7, 14),
        ("m6", "P6M", 7, 14),
    ]
    assert {(s.purpose, s.instrument) for s in steps} == {("outcome_measure", "phq4")}


@EVERY
def test_it_names_what_there_is(name):
    """Purposes that the machine carries, and questionnaires that are shipped."""
    purposes = book().vocabulary.purposes
    for step in protocol(name).steps:
        assert "machine" in purposes[step.purpose].carried_by
        assert step.instrument in {"", *instruments()}


@EVERY
def test_it_bars_what_consent_bars(name):
    """No preset may be agreed to after an ending that bars every agreement."""
    assert protocol(name).not_after >= BARRED_ENDINGS


@EVERY
def test_a_client_can_agree_to_it(name):
    """Its steps make terms that hold together, with one contact a step."""
    preset = protocol(name)
    Terms(
        protocol=preset.id,
        purposes=preset.purposes,
        grantee_kind="clinician",
        grantee=UUID(int=1),
        channel=preset.channels[0],
        contact_point=UUID(int=2),
        steps=preset.steps,
        count=preset.count,
        starts_on=date(2027, 1, 31),
        ends_on=date(2027, 1, 31) + timedelta(days=230),
        language="en",
        wording_hash="a" * 64,
    ).check()


def test_a_preset_that_is_not_there_says_so():
    """A name that is none is an error with the name in it."""
    with pytest.raises(ProtocolError, match="heavy_check_in"):
        protocol("heavy_check_in")
