"""Why an answer is what it is: its rules with their sources, as pages show them.

It shows what was decided and decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.contact.answers import Answer
from afterword.contact.weighing import book
from afterword.desk.questions import Next
from afterword.desk.sources import stored_reason
from afterword.look.shown import Reason, Side
from afterword.rules import phrases
from afterword.rules.explaining import Explanation
from afterword.rules.gathering import reads_stop

_MOST: Final = 3
"""How many reasons for waiting are shown; the rest stand below each source."""
_OWNERS: Final = {
    "practice": gettext_lazy("The practice has to do it."),
    "clinician": gettext_lazy("The clinician has to do it."),
}


def reasons(
    plain: dict[str, Any],
    asking: Next | None = None,
    told: Explanation | None = None,
) -> list[Reason]:
    """Give the rules that decided; of a hold those that its question turns on."""
    if plain["reason"] == "silence":
        return [Reason(_(phrases.SILENCE))]
    found = plain["because_of"]
    if plain["outcome"] == "hold":
        fact = asking.fact if asking is not None else ""
        touched = [one for one in found if fact and _turns_on(one["rule"], fact)]
        found = (touched or found)[:_MOST]
    if is_stop(plain):
        found = sorted(found, key=lambda one: not _says_stop(one["rule"]))
    if told is not None and plain["outcome"] == "consult":
        because = told.reasons
        found = [
            one | {"because": because[one["rule"]]}
            for one in found
            if one["rule"] in because
        ]
    return [stored_reason(one) for one in found]


def sides(plain: dict[str, Any], *, in_doubt: Collection[str] = ()) -> tuple[Side, ...]:
    """Give the duty and the bar that meet, side by side; nothing where none do.

    What only may apply, because a fact is missing, is said to.
    """
    if plain["reason"] not in {"collision", "settled_collision"}:
        return ()
    owed = {one["rule"]: one for one in plain.get("duties", ())}
    duties = [one for one in plain["because_of"] if one["rule"] in owed]
    bars = [one for one in plain["because_of"] if one["rule"] not in owed]
    notes = []
    if (day := due_on(plain)) is not None:
        words = {"day": date_format(day, _("l j F Y"))}
        notes.append(_("It must be done by %(day)s.") % words)
    else:
        notes.append(_("By when is not known: the day it began is missing."))
    owners = dict.fromkeys(owed[one["rule"]]["owner"] for one in duties)
    notes += [str(_OWNERS.get(owner, owner)) for owner in owners]
    bars = sorted(bars, key=lambda one: one["rule"] in in_doubt)
    return (
        Side(_("The duty"), _perhaps(duties, in_doubt), tuple(notes)),
        Side(_("The bar"), _perhaps(bars, in_doubt)),
    )


def _perhaps(
    found: list[dict[str, Any]], in_doubt: Collection[str]
) -> tuple[Reason, ...]:
    return tuple(
        replace(shown, because=_("Perhaps: %(rule)s") % {"rule": shown.because})
        if one["rule"] in in_doubt
        else shown
        for one, shown in ((one, stored_reason(one)) for one in found)
    )


def in_doubt(answer: Answer | None) -> frozenset[str]:
    """Name the rules that may apply, where a fact is missing that decides it."""
    if answer is None:
        return frozenset()
    return frozenset(f.rule.id for f in answer.findings if f.doubtful and not f.fired)


def _turns_on(rule: str, fact: str) -> bool:
    known = book().rules.get(rule)
    if known is None:
        return False
    anchors = known.period.anchors if known.period else ()
    return fact in anchors or any(fact in line.facts for line in known.when)


def is_stop(plain: dict[str, Any]) -> bool:
    """Say whether it is the client's own stop that decided."""
    refused = plain["outcome"] == "refuse"
    return refused and any(_says_stop(one["rule"]) for one in plain["because_of"])


def _says_stop(rule: str) -> bool:
    known = book().rules.get(rule)
    return known is not None and reads_stop(known)


def due_on(plain: dict[str, Any]) -> date | None:
    """Give the day by which a duty must be done, where there is one."""
    days = [one["due_on"] for one in plain.get("duties", ()) if one["due_on"]]
    return date.fromisoformat(min(days)) if days else None
