"""Which questionnaires may be put before clients here, and who looks at risk.

Read only, inside an open practice. A questionnaire that asks about risk is offered
where a person has stated hours and a time within which they look, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.clinic.errors import NobodyRespondsError
from afterword.clinic.facts import is_here
from afterword.clinic.models import Client, Clinician, LicenceAcceptance
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument, instrument, instruments, shell
from afterword.measures.licences import licences

GOALS: Final = "goals"
"""Own goals are rated where the work is looked back on, in their own words."""


@dataclass(frozen=True)
class Responder:
    """Who looks at an answer about risk, when, and within which time."""

    clinician: UUID
    name: str
    """As clients know them."""
    hours: str
    within: timedelta

    def due(self, at: datetime) -> datetime:
        return at + self.within


def accepted() -> frozenset[str]:
    """Give the hashes of the terms that are accepted here now.

    Only terms that are shipped count: older ones were accepted in other words.
    """
    last = newest()
    return frozenset(
        terms.sha256
        for terms in licences()
        if _is_accepted(last.get(terms.id), terms.sha256)
    )


def newest() -> dict[str, LicenceAcceptance]:
    """Give the line of the ledger that holds, by the pack whose terms it is about."""
    rows = LicenceAcceptance.objects.order_by("at", "says")
    return {line.pack: line for line in rows}


def responder_of(client: UUID, *, at: datetime) -> Responder | None:
    """Give who looks at this client's answers about risk: theirs, or who covers.

    Only somebody who is here and has stated hours and a time.
    """
    person = Client.objects.select_related(
        "practice", "clinician", "clinician__covered_by"
    ).get(pk=client)
    own = person.clinician
    today = at.astimezone(ZoneInfo(person.practice.time_zone)).date()
    for one in (own, own.covered_by if own else None):
        if one is not None and is_here(one, today):
            return _stated(one)
    return None


def states_response(clinician: Clinician, *, on: date) -> bool:
    """Say whether a clinician is here and has stated hours and a time."""
    return is_here(clinician, on) and _stated(clinician) is not None


def words_of(name: str) -> Instrument:
    """Give a questionnaire with its words, if they may be shown here at all."""
    terms = accepted() if shell(name).needs_acceptance else ()
    return instrument(name, accepted=terms)


def as_asked(name: str) -> Instrument:
    """Give a questionnaire as it was asked, to take in answers and for no new page.

    Its words could be shown when it was asked; terms may have been taken back since.
    """
    every = frozenset(terms.sha256 for terms in licences())
    return instrument(name, accepted=every)


def to_show(name: str, *, client: UUID, at: datetime) -> Instrument:
    """Give a questionnaire to put before this client, or say why it may not be.

    Raises ``MeasureError`` for words that may not be shown, ``NobodyRespondsError``
    where it asks about risk and nobody has stated when they look.
    """
    asked = words_of(name)
    if asked.risk_items and responder_of(client, at=at) is None:
        raise NobodyRespondsError(asked.name)
    return asked


def why_not_shown(name: str, *, client: UUID, at: datetime) -> str:
    """Say in words why a questionnaire is not put before this client; else nothing."""
    try:
        to_show(name, client=client, at=at)
    except (MeasureError, NobodyRespondsError) as error:
        return str(error.for_people)
    return ""


def by_name() -> list[tuple[str, str]]:
    """Name every questionnaire that can be scored here, as people call them."""
    named = [(name, shell(name)) for name in instruments() if name != GOALS]
    return [
        (name, f"{one.name}: {one.title}" if one.title != one.name else one.name)
        for name, one in sorted(named, key=lambda pair: pair[1].name.casefold())
    ]


def _is_accepted(last: LicenceAcceptance | None, terms: str) -> bool:
    return last is not None and last.says == "accepted" and last.terms_hash == terms


def _stated(clinician: Clinician) -> Responder | None:
    if not clinician.risk_hours or not clinician.risk_within_hours:
        return None
    return Responder(
        clinician=clinician.pk,
        name=clinician.client_facing_name,
        hours=clinician.risk_hours,
        within=timedelta(hours=clinician.risk_within_hours),
    )
