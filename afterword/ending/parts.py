"""What an ending consists of, what is needed to close it, and what its kind bars.

Pure: it looks at one ending and says; it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from afterword.consent.services import BARRED_ENDINGS
from afterword.ending.models import Ending

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


def tasks(ending: Ending) -> list[Task]:
    """Give the parts of this ending in the order in which they are usual."""
    barred = bars_protocol(ending.kind)
    return [
        Task("facts", done=not _facts_missing(ending), needed=True),
        Task("review", done=bool(ending.goals or ending.what_changed), needed=False),
        Task("measure", done=bool(ending.measure), needed=True),
        Task("keeping", done=bool(ending.coping or ending.early_signs), needed=False),
        Task("support", done=bool(ending.referrals), needed=False),
        Task(
            "contact",
            done=bool(ending.contact_decision),
            needed=True,
            barred=barred,
        ),
    ]


def missing(ending: Ending) -> list[str]:
    """Name what is needed to close and not there."""
    found = _facts_missing(ending)
    found += [task.key for task in tasks(ending) if task.needed and not task.done]
    if bars_protocol(ending.kind) and ending.contact_decision == "light_check_in":
        found.append("contact_barred")
    return list(dict.fromkeys(each for each in found if each != "facts"))


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
