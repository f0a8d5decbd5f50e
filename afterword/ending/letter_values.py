"""What is known for a letter: dates, names, the way back, the places, the records.

Only what was written to be told is taken: never notes, goals, scores or feelings. What
is not known is left out, so that it stays a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Clinician
from afterword.consent import queries as consent
from afterword.consent import wording
from afterword.consent.standing import DirectiveState
from afterword.ending import plan_words, queries, referrals
from afterword.ending.models import Ending
from afterword.letters.conventions import Conventions
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

PURPOSE: Final = "letter"
"""What the record names when something is opened to write a letter."""
NEWS: Final[Mapping[str, str]] = {
    "therapist_death": "I am sorry to tell you that {name} has died.",
    "therapist_incapacity": "I am sorry to tell you that {name} can no longer work.",
}
DECIDED: Final[Mapping[str, str]] = {
    "none": "You said that nobody here should write to you.",
    "client_may_start": (
        "You said that you may write to us, and that nobody here writes first."
    ),
}
COMES_BACK: Final[Mapping[tuple[str, bool], str]] = {
    ("yes_same", True): "You can come back to {name}.",
    ("yes_same", False): "They can come back to {name}.",
    ("yes_other", True): "You can come back here, to somebody else.",
    ("yes_other", False): "They can come back here, to somebody else.",
    ("no", True): "You cannot come back here.",
    ("no", False): "They cannot come back here.",
}


@dataclass(frozen=True)
class Whom:
    """Who else gets it: a name and, for the envelope, an address."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Known:
    """The plain rows that a letter is filled from."""

    client: Client
    clinician: Clinician
    home: Practice
    ending: Ending | None
    directive: DirectiveState | None
    reader: wording.Reader | None


def known_of(client: Client, clinician: Clinician, ending: Ending | None) -> Known:
    """Gather the plain rows. Inside an open practice only."""
    directive = None
    if ending is not None and ending.directive_id is not None:
        now = consent.standing_of(client.pk)
        directive = now.directives.get(ending.directive_id)
    return Known(
        client=client,
        clinician=clinician,
        home=client.practice,
        ending=ending,
        directive=directive,
        reader=wording.reader_for(directive.terms) if directive else None,
    )


def ending_of(client: UUID) -> Ending | None:
    """Give the newest ending of a client with who carries them. Inside a practice."""
    rows = Ending.objects.select_related("episode", "client")
    rows = rows.filter(queries.WRITTEN_BY_WHO_CARRIES, client_id=client)
    return rows.order_by("-opened_at", "-id").first()


def values(
    known: Known, whom: Whom, *, purpose: str, how: Conventions, by: Actor
) -> dict[str, str]:
    """Give what is known, in the writing of the reader. Outside a transaction."""
    clinician, home = known.clinician, known.home
    (told,) = vault.open(
        by=by,
        purpose=PURPOSE,
        rows=[known.client],
        fields=["name", "preferred_name"],
    )
    news = NEWS.get(purpose, "").format(name=clinician.client_facing_name)
    given = {
        "name": told["preferred_name"] or told["name"] or "",
        "client_name": told["name"] or "",
        "recipient_name": whom.name,
        "practice": home.neutral_name,
        "therapist": clinician.client_facing_name,
        "therapist_news": news,
        "leaves_on": _day(clinician.left_on, how),
    }
    if known.ending is not None:
        given |= _of_ending(known, known.ending, how, by)
    return given


def _of_ending(
    known: Known, ending: Ending, how: Conventions, by: Actor
) -> dict[str, str]:
    told = queries.words_of(ending, ["returning", "records"], by=by)
    with practice(by.practice):
        returning = dict(queries.plain_of(ending.pk, "returning"))
        records = dict(queries.plain_of(ending.pk, "records"))
    words = told.get("records", {})
    until = _until(records.get("kept_until"), how, "They are kept until {day}.")
    ask = _sentence(words.get("how_to_ask", ""))
    back = told.get("returning", {})
    name = known.clinician.client_facing_name
    return {
        "started_on": _day(ending.episode.started_on, how),
        "ended_on": _day(ending.ended_on, how),
        "last_met_on": _day(ending.last_professional_contact_on, how),
        "return_route": _route(returning, back, how, name, to_client=True),
        "third_return_route": _route(returning, back, how, name, to_client=False),
        "options": _options(ending, by),
        "records_holder": str(words.get("held_by", "")).rstrip(". "),
        "records_how": " ".join(part for part in (ask, until) if part) if ask else "",
        "no_contact_said": _decided(ending),
        "notes_agreed": _notes(known, ending, how),
    }


def _decided(ending: Ending) -> str:
    """Say what they decided; nothing where it follows from an end without a session."""
    if ending.contact_decision == "none" and ending.ending_form == "none":
        return ""
    return DECIDED.get(ending.contact_decision, "")


def _route(
    plain: Mapping[str, Any],
    words: Mapping[str, Any],
    how: Conventions,
    name: str,
    *,
    to_client: bool,
) -> str:
    """Say the way back whole, or nothing: half a way is none."""
    may = str(plain.get("may_return", ""))
    opening = COMES_BACK.get((may, to_client), "").format(name=name)
    real = str(words.get("because" if may == "no" else "how", ""))
    if not opening or not real:
        return ""
    parts = [opening, _sentence(real)]
    if may != "no":
        parts += [
            _sentence(str(words.get("waiting", ""))),
            _sentence(str(words.get("cost", ""))),
            _until(plain.get("until"), how, "This holds until {day}."),
        ]
    return " ".join(part for part in parts if part)


def _options(ending: Ending, by: Actor) -> str:
    """Give where they were pointed to, one a line, and never why."""
    named = referrals.referrals_of(
        ending.client_id, by=by, purpose=PURPOSE, but=referrals.PASSED_OVER
    )
    if named:
        return "\n".join(map(plan_words.service, named))
    if not ending.referrals:
        return ""
    (told,) = vault.open(by=by, purpose=PURPOSE, rows=[ending], fields=["referrals"])
    return told["referrals"] or ""


def _notes(known: Known, ending: Ending, how: Conventions) -> str:
    """Say what they said yes to; nothing until they confirmed it."""
    found, ended_on = known.directive, ending.ended_on
    if found is None or found.state != "confirmed" or ended_on is None:
        return ""
    days = [how.day(step.due_on(ended_on)) for step in found.terms.steps]
    listed = " and ".join(part for part in (", ".join(days[:-1]), days[-1]) if part)
    reads = known.reader.sentence if known.reader else ""
    return f"{wording.title(found.terms)}. They come around {listed}. {reads}".strip()


def _until(text: Any, how: Conventions, words: str) -> str:
    return words.format(day=how.day(date.fromisoformat(text))) if text else ""


def _day(day: date | None, how: Conventions) -> str:
    return how.day(day) if day else ""


def _sentence(text: str) -> str:
    """Give words as a sentence: what was typed, with a full stop at its end."""
    plain = text.strip()
    if not plain:
        return ""
    return plain if plain[-1] in ".!?" else f"{plain}."
