"""What an executor sees of people: names, how they are reached, one fixed letter.

Nothing clinical is read here. Each opening is in the record with its purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from afterword.accounts.models import StaffUser
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, ContactPoint
from afterword.consent import queries as consent
from afterword.contact.closures import SEEN_TO, kept_back, postal_address, stated
from afterword.contact.models import GoAhead
from afterword.contact.obligations import BY_WORD
from afterword.contact.requests import ContactRequest
from afterword.desk import fixed_letters
from afterword.ending.letter_values import NEWS
from afterword.ending.services.executing import PURPOSES, TRIGGERS, Named
from afterword.ending.unplanned import BreakGlass
from afterword.letters.letter import addressed
from afterword.rules.facts import Facts
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

PURPOSE: Final = "executor"
NAME: Final = "executor_notice"
SHOWN: Final = ("phone", "email", "sms")
"""What stands in a list. Where a letter goes is shown only while one is open."""


@dataclass(frozen=True)
class Reached:
    """One person as the executor sees them."""

    client: Client
    name: str
    ways: tuple[tuple[str, str], ...]
    """Channel and address, each in use and read by nobody else as far as is known."""
    state: str = ""
    """What came of the letter; empty while there is none."""
    has_stopped: bool = False
    """Whether they asked for no contact; then no way is opened."""
    full_name: str = ""
    """What stands on the envelope."""


def people(row: BreakGlass, clients: Sequence[Client], *, by: Actor) -> list[Reached]:
    """Open names and addresses, one line of the record each. Nothing else is opened."""
    told = vault.open(
        by=by, purpose=PURPOSE, rows=clients, fields=["name", "preferred_name"]
    )
    with practice(by.practice):
        ledgers = consent.standings_of([one.pk for one in clients])
        stopped = {
            key
            for key, now in ledgers.items()
            if now.no_contact or now.stopped_everything
        }
        points = list(
            ContactPoint.objects.filter(
                client__in=clients,
                channel__in=SHOWN,
                retired_at__isnull=True,
                refused_at__isnull=True,
                unsafe=False,
            )
            .exclude(shared="yes")
            .exclude(client__in=stopped)
            .order_by("channel", "added_at")
        )
        rows = GoAhead.objects.filter(
            client__in=clients, purpose=PURPOSES[row.what]
        ).order_by("opened_at")
        came = {one.client_id: one.came or "open" for one in rows}
    texts = vault.open(by=by, purpose=PURPOSE, rows=points, fields=["address"])
    ways: dict[UUID, list[tuple[str, str]]] = {}
    for point, text in zip(points, texts, strict=True):
        ways.setdefault(point.client_id, []).append(
            (point.channel, text["address"] or "")
        )
    return [
        Reached(
            client,
            name["preferred_name"] or name["name"] or client.reference,
            tuple(ways.get(client.pk, ())),
            came.get(client.pk, ""),
            client.pk in stopped,
            name["name"] or "",
        )
        for client, name in zip(clients, told, strict=True)
    ]


def request_for(row: BreakGlass, client: Client, *, on: date) -> ContactRequest:
    """Give the one letter that the way in is for. Inside an open practice only."""
    return ContactRequest(
        client=client.pk,
        purpose=PURPOSES[row.what],
        occasion="",
        on=on,
        channel="letter",
        sender=row.clinician_id,
        sender_role="executor",
        contact_point=postal_address(client.pk),
        initiator="practice",
        content_class="administrative",
    )


def said_of(row: BreakGlass) -> Facts:
    """Give what the executor stated, and what the fixed letter is."""
    return stated(trigger=TRIGGERS[row.what], since=row.since, on=row.since)


def points(answer: Mapping[str, Any]) -> list[str]:
    """Name what the executor keeps to themselves: all that the text does not see to."""
    names = [one["id"] for one in answer["obligations"]]
    return [
        name
        for name in dict.fromkeys([*names, *answer["unmet"]])
        if name in BY_WORD and name not in SEEN_TO
    ]


def left(answer: Mapping[str, Any]) -> list[str]:
    """Name what no tick can meet; where the answer is no, the answer itself."""
    return kept_back(answer, BY_WORD)


def pdf(
    row: BreakGlass, one: Reached, home: Practice, *, address: str, by: Actor
) -> bytes:
    """Give the letter as paper, filled from the will. Nothing is typed."""
    how = fixed_letters.how_for(one.client, home)
    values = {
        **values_of(row, by),
        **fixed_letters.days_of(one.client, how, by=by),
        "name": one.name,
    }
    to = addressed(one.full_name, address)
    return fixed_letters.pdf(NAME, values, one.client, home, to=to)


def wrong(named: Named, therapist: str) -> list[str]:
    """Say what keeps the words of a will from going to anybody."""
    news = NEWS[PURPOSES["cannot_work"]].format(name=therapist)
    values = {
        "therapist": therapist,
        "therapist_news": news,
        "writer": therapist,
        "options": "\n".join(named.options),
        "records_holder": named.records_holder,
        "records_how": named.records_how,
        "questions_to": named.questions_to,
    }
    return fixed_letters.wrong(NAME, values)


def values_of(row: BreakGlass, by: Actor) -> dict[str, str]:
    """Give what stands in every letter."""
    people = StaffUser.objects.filter(pk__in=[by.id])
    writer = people.values_list("name", flat=True).first()
    therapist = row.clinician.client_facing_name
    return {
        "therapist": therapist,
        "therapist_news": NEWS[PURPOSES[row.what]].format(name=therapist),
        "writer": writer or "",
        "options": "\n".join(row.will.options),
        "records_holder": row.will.records_holder,
        "records_how": row.will.records_how,
        "questions_to": row.will.questions_to,
    }
