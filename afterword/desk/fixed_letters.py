"""A fixed letter for one person, as paper: one text, a name, two days, an address.

A day that nobody wrote down is left out with its sentence; nothing is guessed or added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Episode
from afterword.ending.letter_check import checked
from afterword.ending.letter_help import country_of, help_for
from afterword.letters import letter as paper
from afterword.letters.content import stops
from afterword.letters.conventions import Conventions, conventions
from afterword.letters.drafts import fill, gaps, paragraphs, template
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

LANGUAGE: Final = "en"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def pdf(
    name: str,
    values: Mapping[str, str],
    client: Client,
    home: Practice,
    *,
    to: tuple[str, ...],
) -> bytes:
    """Give a letter as paper, with name and address for the window."""
    country = country_of(client, home)
    how = conventions(LANGUAGE, country)
    return paper.pdf(
        paper.Letter(
            sections=_sections(name, values, help_for(country, home.pk)),
            written_on=clock.today(client.time_zone),
            sender=home.neutral_name,
            how=how,
            paper=how.paper,
            address=to,
        )
    )


def preview(name: str, values: Mapping[str, str]) -> tuple[paper.Section, ...]:
    """Give the text as everybody gets it, with nobody's name and no help lines."""
    return _sections(name, {"name": "…", **values}, None)


def wrong(name: str, values: Mapping[str, str]) -> list[str]:
    """Say what keeps a text from going to anybody: the check of every letter."""
    found = template(name)
    body = fill(found, {"name": "…", **values}, "client")
    body["ended"] = without_gaps(body["ended"])
    return [
        f"{one.sentence} {one.why} {one.instead}".strip()
        for one in stops(checked(found, body))
    ]


def how_for(client: Client, home: Practice) -> Conventions:
    """Give the writing of the place where somebody reads it."""
    return conventions(LANGUAGE, country_of(client, home))


def days_of(client: Client, how: Conventions, *, by: Actor) -> dict[str, str]:
    """Give the first and the last day that are written down, for the letter."""
    with practice(by.practice):
        episodes = list(Episode.objects.filter(client=client))
    first = [one.started_on for one in episodes if one.started_on]
    last = [
        one.last_professional_contact_on
        for one in episodes
        if one.last_professional_contact_on
    ]
    return {
        "started_on": _day(min(first, default=None), how),
        "last_met_on": _day(max(last, default=None), how),
    }


def without_gaps(text: str) -> str:
    """Leave out each sentence in which something is not known."""
    kept = []
    for paragraph in paragraphs(text):
        whole = [one for one in _SENTENCE.split(paragraph) if not gaps(one)]
        kept += [" ".join(whole)] if whole else []
    return "\n\n".join(kept)


def _sections(
    name: str, values: Mapping[str, str], help_now: paper.Help | None
) -> tuple[paper.Section, ...]:
    found = template(name)
    body = fill(found, values, "client")
    body["ended"] = without_gaps(body["ended"])
    return paper.compose(found, body, help_now=help_now)


def _day(day: date | None, how: Conventions) -> str:
    return how.day(day) if day else ""
