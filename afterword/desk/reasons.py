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

_STOPS: Final = frozenset({"no_contact", "no_replies"})
_OWNERS: Final = {
    "practice": gettext_lazy("The practice has to do it."),
    "clinician": gettext_lazy("The clinician has to do it."),
}


def reasons(plain: dict[str, Any], asking: Next | None = None) -> list[Reason]:
    """Give the rules that decided; of a hold those that its question turns on."""
    if plain["reason"] == "silence":
        return [
            Reason(
                _(
                    "Nothing that binds you forbids it by name, and nothing allows it. "
                    "Without a ground the answer is no."
                )
            )
        ]
    found = plain["because_of"]
    if plain["outcome"] == "hold" and asking is not None:
        touched = [one for one in found if _turns_on(one["rule"], asking.fact)]
        found = (touched or found)[:3]
    if is_stop(plain):
        found = sorted(found, key=lambda one: not _says_stop(one["rule"]))
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
    return (
        known is not None
        and known.kind == "client_stop"
        and any(_STOPS & set(line.facts) for line in known.when)
    )


def due_on(plain: dict[str, Any]) -> date | None:
    """Give the day by which a duty must be done, where there is one."""
    days = [one["due_on"] for one in plain.get("duties", ()) if one["due_on"]]
    return date.fromisoformat(min(days)) if days else None
