"""What an ending consists of, what is needed to close it, and what its kind bars.

Pure: it looks at one ending and what is held beside it, and says; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from afterword.consent.services import BARRED_ENDINGS
from afterword.ending.models import Ending
from afterword.ending.sections import SECTIONS
from afterword.ending.templates import OFF, Template, template_for

KINDS = (
    "planned",
    "time_limited",
    "transfer",
    "practice_change",
    "dropout",
    "boundary_or_safety",
    "death_or_incapacity",
)
ENDED_BY = ("client", "therapist", "both", "service", "other")
DECISIONS = ("none", "client_may_start", "light_check_in")
ENDED_BY_US = frozenset({"therapist", "both", "service"})
"""Whoever takes part in ending it here says what it is not a pretext for."""


@dataclass(frozen=True)
class Held:
    """What stands beside the columns of an ending."""

    template: Template = field(default_factory=lambda: template_for(""))
    plain: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """The plain answers of each saved part, by its key."""
    elsewhere: Collection[str] = ()
    """Tasks that another table holds something for."""
    asks_about_risk: bool = False
    measures: tuple[str, ...] = ()
    """The questionnaires that were filled in at the end."""
    """A measure of this ending has an item about risk."""

    def has(self, key: str) -> bool:
        return key in self.plain or key in self.elsewhere


@dataclass(frozen=True)
class Task:
    """One part of an ending: done or not, and whether closing needs it."""

    key: str
    done: bool
    needed: bool
    barred: bool = False


def bars_protocol(kind: str) -> bool:
    """Say whether no follow-up can start after an ending of this kind."""
    return kind in BARRED_ENDINGS


def tasks(ending: Ending, held: Held) -> list[Task]:
    """Give the parts of this ending in the order in which they are usual.

    Those of its template, those that closing needs, and those that somebody has
    begun although the template does not have them.
    """
    found = [_task(ending, held, section.key) for section in SECTIONS]
    return [one for one in found if _is_shown(one, held)]


def _is_shown(task: Task, held: Held) -> bool:
    if task.key == "measure" and held.template.measures == OFF:
        return task.done or task.key in held.elsewhere  # else it can be added
    return held.template.has(task.key) or task.done or task.needed


def others(ending: Ending, held: Held) -> list[str]:
    """Name the tasks that could be added to this ending."""
    shown = {one.key for one in tasks(ending, held)}
    return [section.key for section in SECTIONS if section.key not in shown]


def missing(ending: Ending, held: Held) -> list[str]:
    """Name what is needed to close and not there."""
    found = _facts_missing(ending)
    found += [one.key for one in tasks(ending, held) if one.needed and not one.done]
    if bars_protocol(ending.kind) and ending.contact_decision == "light_check_in":
        found.append("contact_barred")
    return list(dict.fromkeys(each for each in found if each != "facts"))


def pretext_is_asked(ending: Ending) -> bool:
    """Say whether the question about a pretext must be answered before closing."""
    return ending.ended_by in ENDED_BY_US and not bars_protocol(ending.kind)


def _task(ending: Ending, held: Held, key: str) -> Task:
    columns = {
        "facts": not _facts_missing(ending),
        "notice": bool(held.plain.get("notice", {}).get("pretext"))
        or (held.has("notice") and not pretext_is_asked(ending)),
        "review": bool(ending.goals or ending.what_changed) or held.has("review"),
        "measure": bool(ending.measure),
        "keeping": bool(ending.coping) or held.has("keeping"),
        "signs": bool(ending.early_signs) or held.has("signs"),
        "support": bool(ending.referrals) or held.has("support"),
        "contact": bool(ending.contact_decision),
    }
    return Task(
        key,
        done=columns.get(key, held.has(key)),
        needed=_needed(ending, held, key),
        barred=key == "contact" and bars_protocol(ending.kind),
    )


def _needed(ending: Ending, held: Held, key: str) -> bool:
    return {
        "facts": True,
        "contact": True,
        "notice": pretext_is_asked(ending),
        "measure": held.template.measures != OFF,
        "safety": held.asks_about_risk,
    }.get(key, False)


def _facts_missing(ending: Ending) -> list[str]:
    return [
        name
        for name in (
            "kind",
            "ended_by",
            "agreed",
            "ended_on",
            "last_professional_contact_on",
        )
        if not getattr(ending, name)
    ]
