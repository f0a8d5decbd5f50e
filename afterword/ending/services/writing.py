"""Open an ending and write its parts, in any order, saved as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.clinic import episodes
from afterword.clinic.clinicians import own_row
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Client, Clinician, Episode
from afterword.consent import services as consent
from afterword.consent.errors import ConsentError
from afterword.consent.terms import Terms
from afterword.ending import parts, queries, sections
from afterword.ending.errors import (
    BarredKindError,
    ClosedError,
    EndingError,
    IncompleteError,
    MeasureHereError,
    NoSuchEndingError,
    NotTheirsError,
    WrongPartError,
)
from afterword.ending.models import Ending, EndingPart, Letter
from afterword.ending.young import OWN
from afterword.measures.errors import MeasureError
from afterword.tenancy import practice
from afterword.vault import services as vault

WORDS = (
    "reason",
    "goals",
    "what_changed",
    "coping",
    "early_signs",
    "referrals",
)
"""What is written in words. Sealed; each may be left empty."""


@dataclass(frozen=True)
class EndingFacts:
    """The plain facts of an ending."""

    kind: str
    ended_by: str
    agreed: str
    ending_form: str
    ended_on: date
    last_professional_contact_on: date
    approach: str


def open_ending(*, client: UUID, by: Actor) -> UUID:
    """Open the ending of a client's episode; an open one is simply gone on with."""
    with recorded("ending.opened", by, client), practice(by.practice):
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None:
            raise NoSuchEndingError("no such client in this practice")
        clinician = acting(by, person)
        rows = Ending.objects.filter(queries.WRITTEN_BY_WHO_CARRIES, client=client)
        found = rows.filter(state="open").first()
        if found is not None:
            audit.record("ending.opened", by=by, about=found, outcome="repeated")
            return found.id
        episode = episodes.going_on(client)
        if episode is None:
            episode = Episode.objects.create(client=person, clinician=clinician)
        ending = Ending.objects.create(
            client=person,
            episode=episode,
            clinician=clinician,
            opened_at=clock.now(),
        )
        audit.record("ending.opened", by=by, about=ending)
    return ending.id


def write_facts(*, ending: UUID, facts: EndingFacts, by: Actor) -> None:
    """Write what kind of ending it is, by whom, agreed or not, and when."""
    with changing(ending, by, "ending.facts_written") as found:
        if facts.ended_on > clock.today(found.client.time_zone):
            raise IncompleteError(["ended_on_in_future"])
        if facts.last_professional_contact_on > facts.ended_on:
            raise IncompleteError(["last_contact_after_end"])
        if facts.kind not in parts.KINDS or facts.ended_by not in parts.ENDED_BY:
            raise IncompleteError(["kind"])
        if (
            parts.bars_protocol(facts.kind)
            and found.contact_decision == "light_check_in"
        ):
            raise BarredKindError("a follow-up was proposed before the kind changed")
        plain = vars(facts) | {"approach": None}
        for name, value in plain.items():
            if value is not None:
                setattr(found, name, value)
        found.save()
        Episode.objects.filter(pk=found.episode_id).update(approach=facts.approach)


def write_words(*, ending: UUID, words: Mapping[str, str], by: Actor) -> None:
    """Write some of the parts that are words; an empty one is taken out."""
    known = sorted(set(words) & set(WORDS))
    with changing(ending, by, "ending.words_written", parts=known) as found:
        if len(known) != len(words):
            raise EndingError(f"no such part among {len(words)}")
        columns: dict[str, Any] = {name: text or None for name, text in words.items()}
        vault.seal(found, **columns)
        found.save()


def write_part(
    *,
    ending: UUID,
    key: str,
    by: Actor,
    plain: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
) -> None:
    """Write one task whole: codes and days plain, words sealed; empty ones are out.

    Raises ``WrongPartError`` for what the task does not ask; nothing is saved then.
    """
    given = {name: value for name, value in (plain or {}).items() if value}
    told = {name: value for name, value in (words or {}).items() if value}
    with changing(ending, by, "ending.part_written", part=key) as found:
        wrong = sections.unknown(key, [*given, *told]) + sections.wrong(key, given)
        if wrong or key not in sections.BY_KEY:
            raise WrongPartError(key, wrong)
        row = EndingPart.objects.filter(ending=found, key=key).first()
        if row is None:
            row = EndingPart(client_id=found.client_id, ending=found, key=key)
        row.plain = given
        row.saved_at = clock.now()
        sealed = json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None
        vault.seal(row, words=sealed)
        row.save()


def settle_measure(*, ending: UUID, how: str, by: Actor) -> None:
    """Say that the measure at the end was done or left out."""
    with changing(ending, by, "ending.measure_settled", how=how) as found:
        if how not in {"done", "skipped"}:
            raise EndingError(f"a measure is done or skipped, not `{how}`")
        if how == "skipped" and queries.at_the_end(found):
            raise MeasureHereError("a measure of the end is here")
        found.measure = how
        found.save(update_fields=["measure"])


def decide_contact(  # noqa: PLR0913 - what, and of a young person whose yes to which days
    *,
    ending: UUID,
    decision: str,
    by: Actor,
    terms: Terms | None = None,
    asks: str = "",
    later: Terms | None = None,
) -> UUID | None:
    """Write the agreement on contact; a protocol is put before the client.

    Gives the id of the directive that waits for the client's own yes, if any. ``asks``
    names whose yes the terms wait for; ``later`` is what a young person says yes to
    themselves, from the day on which they are of age.
    """
    with changing(ending, by, "ending.contact_decided", decision=decision) as found:
        if decision not in parts.DECISIONS:
            raise EndingError(f"no such decision: `{decision}`")
        if decision == "light_check_in" and parts.bars_protocol(found.kind):
            raise BarredKindError(found.kind)
        if decision != "light_check_in":
            terms = later = None
        elif (terms is None and later is None) or not found.ended_on:
            raise IncompleteError(["ended_on"])
        found.contact_decision = decision
        found.directive_id = _put_before(found, terms, asks, by)
        found.later_directive_id = _put_before(found, later, OWN, by)
        found.save(
            update_fields=["contact_decision", "directive_id", "later_directive_id"]
        )
    return found.directive_id or found.later_directive_id


def _put_before(
    found: Ending, terms: Terms | None, asks: str, by: Actor
) -> UUID | None:
    if terms is None:
        return None
    return consent.propose(
        client=found.client_id,
        terms=terms,
        by=by,
        at=clock.now(),
        ended_on=found.ended_on,
        ending_kind=found.kind,
        asks=asks,
    )


@contextmanager
def changing(
    ending: UUID, by: Actor, event: str, **details: object
) -> Iterator[Ending]:
    """Give an open ending to its clinician, and record what was done or refused."""
    with recorded(event, by, None), practice(by.practice):
        found = (
            Ending.objects.select_for_update(of=("self",))
            .select_related("client")
            .filter(pk=ending)
            .first()
        )
        if found is None:
            raise NoSuchEndingError("no such ending in this practice")
        holding(by, found)
        if found.state != "open":
            raise ClosedError("it is closed")
        yield found
        audit.record(event, by=by, about=found, **details)


@contextmanager
def recorded(event: str, by: Actor, client: UUID | None) -> Iterator[None]:
    """Record a refusal in a transaction of its own, and let the error go on.

    What another app refused inside is refused here too: its own line went with it.
    """
    try:
        yield
    except (EndingError, ConsentError, ClinicError, MeasureError) as error:
        with practice(by.practice):
            audit.record(
                event,
                by=by,
                client=client,
                outcome="refused",
                why=type(error).__name__,
            )
        raise


def holding(by: Actor, row: Ending | Letter) -> Clinician:
    """Give the clinician who acts: on what they wrote, never on what one before did."""
    own = acting(by, row.client)
    if not queries.is_held_by(row, own.pk):
        raise NotTheirsError("it stays with who wrote it")
    return own


def acting(by: Actor, client: Client) -> Clinician:
    """Give the clinician who acts: the client's own, or their supervisor's cover."""
    if not by.has(Role.CLINICIAN):
        raise NotTheirsError("clinicians hold endings")
    own = own_row(by)
    if own is None or client.clinician_id not in {own.id, None}:
        raise NotTheirsError("another clinician carries this client")
    return own
