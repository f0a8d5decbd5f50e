"""What shows that nobody was left alone, and what an ending changes for later.

Both are read from the packs that bind this clinician; neither sends or decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from afterword.clinic import facts as clinic
from afterword.contact import services as gate
from afterword.contact.weighing import book
from afterword.desk.part_words import CHOICES
from afterword.desk.sources import reason_of
from afterword.desk.wording import Words, said
from afterword.ending.models import Ending
from afterword.ending.parts import Held
from afterword.look.shown import Duty, Reason
from afterword.look.templatetags.look import full_date
from afterword.rules.asking import answer as as_plain
from afterword.rules.explaining import UNSURE
from afterword.rules.facts import Facts, Known
from afterword.rules.rulebook import Rule

ASKS: Final[Words] = {
    "told_in_time": gettext_lazy("They heard of it in good time"),
    "handed_over": gettext_lazy("You talked about other ways to go on"),
    "referred": gettext_lazy("They know other places to turn to"),
    "no_pretext": gettext_lazy("It does not end for another relationship"),
}
LATER: Final = ("intimate", "social", "business", "employment")
"""Purposes whose answer an ending changes for years."""
_BARS: Final = frozenset({"waiting_period", "boundary"})


@lru_cache(maxsize=1)
def asked_by() -> Mapping[str, tuple[str, ...]]:
    """Give the rules that ask for each thing, by what they ask."""
    file = files("afterword") / "packs" / "endings" / "prepared.yaml"
    said_there = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {asks: tuple(rules) for asks, rules in said_there.items()}


def evidence(row: Ending, held: Held, *, options: int) -> list[Duty]:
    """Give what shows that nobody was abandoned, each met or not.

    ``options`` counts the other places that were named. Inside an open practice.
    """
    notice = held.plain.get("notice", {})
    first = notice.get("first_spoken_on")
    met = {
        "told_in_time": _told(first, row),
        "handed_over": _talked(notice.get("alternatives_discussed", "")),
        "referred": _named(options),
        "no_pretext": _pretext(notice.get("pretext", "")),
    }
    return [
        Duty(words=said(ASKS, asks), met=bool(by), by=by or _("Not written down"))
        for asks, by in met.items()
    ]


def sources(row: Ending, *, on: date) -> list[tuple[str, list[Reason]]]:
    """Give, for each thing asked, the rules that bind this clinician and ask it.

    Inside an open practice.
    """
    bound = _bound_by(_ask(row, "closing_letter", on=on))
    found = []
    for asks, rules in asked_by().items():
        mine = [
            book().rules[name] for name in rules if book().rules[name].pack.id in bound
        ]
        if mine:
            reasons = [reason_of(rule) for rule in mine if rule.holds_on(on)]
            found.append((said(ASKS, asks), reasons))
    return found


def later(row: Ending, *, on: date) -> list[Reason]:
    """Give what the texts that bind bar for a long time once this has ended.

    No countdown: what they say, in their words, and nothing about a day.
    """
    told: dict[str, Rule] = {}
    for purpose in LATER:
        asked = _ask(row, purpose, on=on)
        bound = _bound_by(asked)
        for one in asked["because_of"]:
            rule = book().rules.get(one["rule"])
            if rule is not None and rule.kind in _BARS and rule.pack.id in bound:
                told[rule.because] = rule
    return [reason_of(rule) for rule in told.values()]


def _ask(row: Ending, purpose: str, *, on: date) -> dict[str, Any]:
    """Ask about somebody like this, the day after the end; nothing is kept."""
    known = dict(clinic.facts_about(row.client_id, clinician=row.clinician_id, on=on))
    for name in ("ended_on", "last_professional_contact_on"):
        if (day := getattr(row, name)) is not None:
            known[name] = Known(day, "record", on)
    known["client_status"] = Known("former", "record", on)
    known["purpose"] = Known(purpose, "computed", on)
    starts = "therapist" if purpose == "closing_letter" else "client"
    known["initiator"] = Known(starts, "computed", on)
    return as_plain(gate.ask_in_general(facts=Facts(known), on=on), general=True)


def _bound_by(asked: dict[str, Any]) -> frozenset[str]:
    """Name the packs that bind for certain; of others it is not known."""
    return frozenset(
        one["pack"] for one in asked["authorities"] if UNSURE not in one["says"]
    )


def _told(first: str | None, row: Ending) -> str:
    if not first or row.ended_on is None:
        return ""
    day = date.fromisoformat(first)
    weeks = max((row.ended_on - day).days // 7, 0)
    return ngettext(
        "First spoken of on %(day)s, %(weeks)s week before the last day",
        "First spoken of on %(day)s, %(weeks)s weeks before the last day",
        weeks,
    ) % {"day": full_date(day), "weeks": weeks}


def _talked(answer: str) -> str:
    return str(said(CHOICES["alternatives_discussed"], answer)) * (answer == "yes")


def _named(options: int) -> str:
    if not options:
        return ""
    return ngettext("%(count)s place", "%(count)s places", options) % {"count": options}


def _pretext(answer: str) -> str:
    return _("You said that it does not") if answer == "no" else ""
