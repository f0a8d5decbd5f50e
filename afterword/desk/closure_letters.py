"""The letter of a practice that closes: whose are in hand, and their text as paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afterword.audit.actors import Actor
from afterword.contact.services.closing_down import Plan
from afterword.contact.services.posting import InHand
from afterword.desk import fixed_letters
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.letters.conventions import Conventions, conventions
from afterword.letters.letter import Section, addressed
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

NAME = "practice_closing"
PURPOSE = "closure"


@dataclass(frozen=True)
class Posted:
    """One letter that may be printed at this moment: to whom, and where to."""

    line: ClosureLine
    name: str
    address: str
    full_name: str
    """What stands on the envelope."""


def envelopes(looked_at: Sequence[InHand], *, by: Actor) -> list[Posted]:
    """Name those that are open after the look, each with the address it gave."""
    found = [one for one in looked_at if one.seen.state == "open"]
    clients = [one.line.client for one in found]
    named = vault.open(
        by=by, purpose=PURPOSE, rows=clients, fields=["name", "preferred_name"]
    )
    return [
        Posted(
            one.line,
            name["preferred_name"] or name["name"] or "",
            one.seen.address or "",
            name["name"] or "",
        )
        for one, name in zip(found, named, strict=True)
    ]


def pdf(row: Closure, one: Posted, home: Practice, *, by: Actor) -> bytes:
    """Give the letter as paper."""
    client = one.line.client
    how, clinician = fixed_letters.how_for(client, home), client.clinician
    values = {
        **_of_plan(row, home, how),
        **fixed_letters.days_of(client, how, by=by),
        "name": one.name,
        "therapist": clinician.client_facing_name if clinician else home.neutral_name,
    }
    to = addressed(one.full_name, one.address)
    return fixed_letters.pdf(NAME, values, client, home, to=to)


def preview(row: Closure, home: Practice) -> tuple[Section, ...]:
    """Give the text as everybody gets it, with nobody's name."""
    return fixed_letters.preview(NAME, _for_everybody(row, home))


def wrong(plan: Plan, home: Practice) -> list[str]:
    """Say what keeps the words of a plan from going to anybody."""
    row = Closure(
        practice=home,
        last_day=plan.last_day,
        custodian=plan.custodian,
        ask_how=plan.ask_how,
        questions_to=plan.questions_to,
        options=list(plan.options),
    )
    return fixed_letters.wrong(NAME, _for_everybody(row, home))


def _for_everybody(row: Closure, home: Practice) -> dict[str, str]:
    how = conventions(fixed_letters.LANGUAGE, home.country.partition("-")[0])
    return _of_plan(row, home, how) | {"therapist": home.neutral_name}


def _of_plan(row: Closure, home: Practice, how: Conventions) -> dict[str, str]:
    return {
        "practice": home.neutral_name,
        "closing_on": how.day(row.last_day),
        "options": "\n".join(row.options),
        "records_holder": row.custodian,
        "records_how": row.ask_how,
        "questions_to": row.questions_to,
    }
