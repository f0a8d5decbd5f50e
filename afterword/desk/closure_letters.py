"""The letter of a practice that closes, for one person: one text for everybody.

What differs is a name and two days. A day that nobody wrote down is left out with its
sentence; nothing about the person is guessed or added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, ContactPoint, Episode
from afterword.contact.models import GoAhead
from afterword.ending.letter_help import country_of, help_for
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.letters import letter as paper
from afterword.letters.conventions import Conventions, conventions
from afterword.letters.drafts import fill, gaps, paragraphs, template
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

NAME = "practice_closing"
PURPOSE = "closure"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Posted:
    """One letter that somebody has open: to whom, where to, and its text."""

    line: ClosureLine
    name: str
    address: str


def envelopes(lines: Sequence[ClosureLine], *, by: Actor) -> list[Posted]:
    """Open the names and addresses of letters in hand, one line of the record each."""
    clients = [line.client for line in lines]
    named = vault.open(
        by=by, purpose=PURPOSE, rows=clients, fields=["name", "preferred_name"]
    )
    with practice(by.practice):
        used = dict(
            GoAhead.objects.filter(
                pk__in=[line.go_ahead_id for line in lines]
            ).values_list("pk", "contact_point_id")
        )
        points = ContactPoint.objects.in_bulk([one for one in used.values() if one])
    rows = [points[used[line.go_ahead_id]] for line in lines]  # type: ignore[index]
    told = vault.open(by=by, purpose=PURPOSE, rows=rows, fields=["address"])
    return [
        Posted(line, name["preferred_name"] or name["name"] or "", at["address"] or "")
        for line, name, at in zip(lines, named, told, strict=True)
    ]


def pdf(row: Closure, one: Posted, home: Practice, *, by: Actor) -> bytes:
    """Give the letter as paper, with its address for the window."""
    client = one.line.client
    how = conventions("en", country_of(client, home))
    found = template(NAME)
    body = fill(found, _values(row, one, home, how, by), "client")
    body["ended"] = without_gaps(body["ended"])
    return paper.pdf(
        paper.Letter(
            sections=paper.compose(
                found, body, help_now=help_for(country_of(client, home))
            ),
            written_on=clock.today(client.time_zone),
            sender=home.neutral_name,
            how=how,
            paper=how.paper,
            address=paper.address_lines(one.address),
        )
    )


def preview(row: Closure, home: Practice) -> list[paper.Section]:
    """Give the text as everybody gets it, with nobody's name."""
    how = conventions("en", home.country.partition("-")[0])
    known = _of_plan(row, home, how) | {"name": "…", "therapist": home.neutral_name}
    found = template(NAME)
    body = fill(found, known, "client")
    body["ended"] = without_gaps(body["ended"])
    return list(paper.compose(found, body, help_now=None))


def without_gaps(text: str) -> str:
    """Leave out each sentence in which something is not known."""
    kept = []
    for paragraph in paragraphs(text):
        whole = [one for one in _SENTENCE.split(paragraph) if not gaps(one)]
        kept += [" ".join(whole)] if whole else []
    return "\n\n".join(kept)


def _values(
    row: Closure, one: Posted, home: Practice, how: Conventions, by: Actor
) -> dict[str, str]:
    started, last = _days(one.line.client, by)
    clinician = one.line.client.clinician
    return _of_plan(row, home, how) | {
        "name": one.name,
        "therapist": clinician.client_facing_name if clinician else home.neutral_name,
        "started_on": how.day(started) if started else "",
        "last_met_on": how.day(last) if last else "",
    }


def _of_plan(row: Closure, home: Practice, how: Conventions) -> dict[str, str]:
    return {
        "practice": home.neutral_name,
        "closing_on": how.day(row.last_day),
        "options": "\n".join(row.options),
        "records_holder": row.custodian,
        "records_how": row.ask_how,
        "questions_to": row.questions_to,
    }


def _days(client: Client, by: Actor) -> tuple[date | None, date | None]:
    """Give the first and the last day that are written down."""
    with practice(by.practice):
        episodes = list(Episode.objects.filter(client=client))
    first = [one.started_on for one in episodes if one.started_on]
    last = [
        one.last_professional_contact_on
        for one in episodes
        if one.last_professional_contact_on
    ]
    return min(first, default=None), max(last, default=None)
