"""A talk about a ruling as pages show it: the packet, what was said, what comes next.

The packet is pseudonymous. It holds codes and days, and nothing that anybody typed:
whoever settles weighs the question and not the person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.audit.actors import Actor
from afterword.contact.asked import Asked
from afterword.contact.queries import Line, Talk
from afterword.contact.weighing import book
from afterword.desk.fact_words import fact_name, known_fact, starts, value_words, way
from afterword.desk.reasons import due_on, reasons, sides
from afterword.look.shown import KnownFact, Reason, Side
from afterword.rules.facts import Facts, Known, Unknowable
from afterword.vault import services as vault

ROLES: Final[dict[str, str | Promise]] = {
    "supervisor": gettext_lazy("supervisor"),
    "compliance": gettext_lazy("compliance lead"),
    "clinician": gettext_lazy("clinician"),
}
SAID: Final[dict[str, str | Promise]] = {
    "yes": gettext_lazy("Yes, with conditions"),
    "no": gettext_lazy("No"),
    "more": gettext_lazy("Needs more first"),
    "duty": gettext_lazy("Do the duty this way"),
    "other_route": gettext_lazy("Met by another route"),
}
_ALWAYS: Final = ("client_status", "ended_on", "no_contact")
"""What every packet says, whether or not a rule here turns on it."""
_NEVER: Final = frozenset({"purpose", "lane", "initiator", "channel"})
"""What stands in the question itself."""


@dataclass(frozen=True)
class Packet:
    """What somebody sees who settles a question: no name, no address, no words."""

    question: str
    reasons: Sequence[Reason]
    sides: Sequence[Side]
    facts: Sequence[KnownFact]
    warnings: Sequence[str]
    missing: Sequence[str]
    to_be_done: Sequence[tuple[str, str]]
    duty_on: date | None


@dataclass(frozen=True)
class Said:
    """What one person said, opened for who asked or settles."""

    who: str
    verdict: str
    words: str
    reasons: str
    conditions: str
    until: date | None
    waits: bool = False
    """Nobody has said yet that its conditions are met."""
    url: str = ""
    """Where the question stands that was talked over; empty on its own page."""


def packet(asked: Asked) -> Packet:
    """Give the packet of one ruling."""
    plain = dict(asked.plain)
    known = book().vocabulary
    both = sides(plain, in_doubt=asked.in_doubt)
    return Packet(
        question=_question(asked.facts),
        reasons=() if both else reasons(plain),
        sides=both,
        facts=tuple(_plainly(name, asked.facts) for name in _told(asked)),
        warnings=tuple(known.warnings.get(one, one) for one in plain["warnings"]),
        missing=tuple(
            known.facts[one["fact"]].question
            for one in plain["missing"]
            if one["fact"] in known.facts
        ),
        to_be_done=tuple(
            (name, known.obligations[name].says) for name in asked.to_be_done
        ),
        duty_on=due_on(plain),
    )


def question_words(purpose: str) -> str:
    """Say in a list what a question is about, without anybody in it."""
    found = book().vocabulary.purposes.get(purpose)
    label = found.label if found else purpose.replace("_", " ")
    return label[:1].upper() + label[1:]


def said(lines: Sequence[Line], *, by: Actor, of: UUID | None = None) -> list[Said]:
    """Open what was said. The record says so first. Outside a transaction.

    ``of`` is the ruling on whose page it is shown.
    """
    told = []
    for line in lines:
        row = line.row
        (text,) = vault.open(
            by=by,
            purpose="read_ruling",
            rows=[row],
            fields=["reasons", "conditions", "consultant"],
        )
        told.append(
            Said(
                who=_who(line, text["consultant"]),
                verdict=row.verdict,
                words=str(SAID[row.verdict]),
                reasons=text["reasons"] or "",
                conditions=text["conditions"] or "",
                until=row.until,
                waits=line.waits,
                url=reverse("desk:ruling", args=[row.ruling_id])
                if of is not None and row.ruling_id != of
                else "",
            )
        )
    return told


def heading(talk: Talk, told: Sequence[Said]) -> str:
    """Say in one sentence how a talk stands."""
    who = ", ".join(one.who for one in told)
    if talk.holds:
        return used(told)
    words: dict[str, str] = {
        "asked": _("A colleague has been asked"),
        "other_route": _("Talked over with %(who)s: meet the duty by another route")
        % {"who": who},
        "one_of_two": _("%(who)s has said how. One more person decides") % {"who": who},
        "no": _("%(who)s said no") % {"who": who},
        "more": _("%(who)s needs more before they can say") % {"who": who},
        "over": _("What was talked over with %(who)s has run out") % {"who": who},
    }
    return words.get(talk.state, "")


def used(told: Sequence[Said]) -> str:
    """Say in one sentence what an answer rests on, and until when that holds."""
    if not told:
        return ""
    who = ", ".join(one.who for one in told)
    days = [one.until for one in told if one.until]
    if not days:
        return _("Talked over with %(who)s") % {"who": who}
    return _("Talked over with %(who)s, until %(day)s") % {
        "who": who,
        "day": date_format(min(days), _("l j F Y")),
    }


def _question(facts: Facts) -> str:
    told = {
        name: str(getattr(facts.get(name), "value", ""))
        for name in ("purpose", "channel", "initiator")
    }
    purpose = value_words("purpose", told["purpose"])
    how = f"{purpose} {way(told['channel'])}"
    return f"{how[:1].upper()}{how[1:]}. {starts(told['initiator'])}"


def _told(asked: Asked) -> list[str]:
    """Name the facts of a packet: those that the rules here turn on, and a few more."""
    known = book()
    turned_on: set[str] = set()
    for rule in (known.rules[one] for one in asked.rules if one in known.rules):
        turned_on.update(*(line.facts for line in rule.when))
        turned_on.update(rule.period.anchors if rule.period else ())
    return [
        name
        for name in known.vocabulary.facts
        if name in asked.facts
        and name not in _NEVER
        and (name in turned_on or name in _ALWAYS)
    ]


def _plainly(name: str, facts: Facts) -> KnownFact:
    """Show a fact without what anybody typed: a reason, or a name of their own."""
    fact = facts[name]
    spec = book().vocabulary.facts[name]
    if isinstance(fact, Unknowable):
        return KnownFact(name=fact_name(name), value=_("It cannot be found out"))
    if isinstance(fact, Known) and (spec.is_open or spec.type == "text"):
        return KnownFact(name=fact_name(name), value=_("Known, and not shown here"))
    return known_fact(name, fact)


def _who(line: Line, consultant: str | None) -> str:
    if not line.row.outside:
        role = str(ROLES.get(line.row.by_role, line.row.by_role))
        return f"{line.who or _('Somebody who left')} ({role})"
    found = json.loads(consultant) if consultant else {}
    name, role = found.get("name", ""), found.get("role", "")
    return _("%(name)s (%(role)s, outside)") % {
        "name": name or _("Somebody"),
        "role": role,
    }
