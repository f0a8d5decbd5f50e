"""Plan for a second relationship, look at it again, and remember to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusals
from afterword.screening import kinds, queries
from afterword.screening.errors import (
    NoSuchRelationshipError,
    OverError,
    ReviewDayError,
    ScreeningError,
    UnknownWordError,
)
from afterword.screening.models import DualRelationship, RelationshipEntry
from afterword.screening.safeguards import safeguards
from afterword.screening.services.declaring import TO_PLAN, Declaration, only_theirs
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

TO_REVIEW: Final = "relationship_to_review"
FARTHEST: Final = timedelta(days=366)
NOON: Final = time(12)
FOUND: Final = ("unchanged", "changed", "ended")
"""What somebody who looks again may find."""
_CARRIED: Final = (
    "kind",
    "stage",
    "person_is",
    "started_by",
    "preexisting",
    "small_community",
    "consulted",
    "consulted_on",
    "safeguards",
    "review_on",
)


@dataclass(frozen=True)
class Plan:
    """Whom it is talked over with, what protects the person, and when to look again."""

    review_on: date
    safeguards: Sequence[str] = ()
    own_safeguards: str = ""
    consulted: str = ""
    consulted_on: date | None = None
    consultation: str = ""


def save_plan(*, relationship: UUID, plan: Plan, by: Actor, at: datetime) -> None:
    """Write the plan down. The day to look again is part of it, always."""
    with _looking(relationship, by, "screening.planned") as last:
        codes = _plan_codes(plan, on=_today(by, at))
        entry = _after(last, "planned", by=by, at=at, **codes)
        vault.seal(
            entry,
            own_safeguards=plan.own_safeguards or None,
            consultation=plan.consultation or None,
        )
        entry.save(force_insert=True)
        _finish(relationship, TO_PLAN, by=by, at=at)
        _finish(relationship, TO_REVIEW, by=by, at=at)
        audit.record(
            "screening.planned",
            by=by,
            about=last.relationship,
            review_on=str(plan.review_on),
            safeguards=len(plan.safeguards),
        )


def revisit(  # noqa: PLR0913 - what was found, and what follows from it
    *,
    relationship: UUID,
    found: str,
    by: Actor,
    at: datetime,
    said: Declaration | None = None,
    review_on: date | None = None,
    note: str = "",
) -> None:
    """Look again: unchanged, changed or ended. Each time is a line that stays.

    What is not over needs the next day to look; what changed is said anew.
    """
    with _looking(relationship, by, "screening.revisited") as last:
        if found not in FOUND or (found == "changed") != (said is not None):
            raise UnknownWordError("found", found)
        codes: dict[str, Any] = {"review_on": None}
        if found == "ended":
            has_begun = last.stage == kinds.EXISTING
            codes["stage"] = kinds.OVER if has_begun else kinds.DROPPED
        else:
            codes["review_on"] = _ahead(review_on, on=_today(by, at))
        if said is not None:
            codes |= said.codes()
            if last.stage == kinds.EXISTING and said.stage == kinds.PLANNED:
                raise UnknownWordError("stage", said.stage)
        entry = _after(last, found, by=by, at=at, **codes)
        vault.seal(entry, note=note or None)
        entry.save(force_insert=True)
        if found == "ended":
            _finish(relationship, TO_PLAN, by=by, at=at)
        _finish(relationship, TO_REVIEW, by=by, at=at)
        audit.record(
            "screening.revisited",
            by=by,
            about=last.relationship,
            why=found,
            review_on=str(codes["review_on"] or ""),
        )


def raise_due(*, by: Actor, at: datetime) -> int:
    """Let each relationship wait for its clinician on the day it is looked at again."""
    with practice(by.practice):
        zone = ZoneInfo(_zone(by))
        raised = set(Item.objects.filter(kind=TO_REVIEW).values_list("key", flat=True))
        due = [
            one
            for one in queries.due(at.astimezone(zone).date())
            if _key(one) not in raised
        ]
        for one in due:
            day = one.review_on or at.date()
            attention.raise_item(
                kind=TO_REVIEW,
                key=_key(one),
                by=by,
                at=at,
                client=one.client,
                about=DualRelationship.objects.get(pk=one.id),
                owner=one.clinician,
                due_at=datetime.combine(day, NOON, zone),
            )
    return len(due)


@contextmanager
def _looking(relationship: UUID, by: Actor, event: str) -> Iterator[RelationshipEntry]:
    """Give the newest entry of a relationship that is theirs and not over."""
    with refusals(event, by=by, when=ScreeningError), practice(by.practice):
        rows = RelationshipEntry.objects.filter(relationship=relationship)
        last = rows.select_related("relationship").order_by("-number").first()
        if last is None:
            raise NoSuchRelationshipError(relationship)
        only_theirs(last.relationship.clinician_id, by)
        if last.stage in {kinds.OVER, kinds.DROPPED}:
            raise OverError
        yield last


def _after(
    last: RelationshipEntry, says: str, *, by: Actor, at: datetime, **changed: Any
) -> RelationshipEntry:
    """Make the next entry: codes carried on, save what changed; words begin anew."""
    carried = {name: getattr(last, name) for name in _CARRIED}
    return RelationshipEntry(
        relationship_id=last.relationship_id,
        client_id=last.client_id,
        number=last.number + 1,
        says=says,
        at=at,
        by_id=by.id,
        **(carried | changed),
    )


def _plan_codes(plan: Plan, *, on: date) -> dict[str, Any]:
    unknown = [one for one in plan.safeguards if one not in safeguards()]
    if unknown:
        raise UnknownWordError("safeguards", unknown[0])
    if plan.consulted and plan.consulted not in kinds.CONSULTED:
        raise UnknownWordError("consulted", plan.consulted)
    if plan.consulted_on is not None and plan.consulted_on > on:
        raise UnknownWordError("consulted_on", str(plan.consulted_on))
    return {
        "safeguards": list(dict.fromkeys(plan.safeguards)),
        "consulted": plan.consulted,
        "consulted_on": plan.consulted_on,
        "review_on": _ahead(plan.review_on, on=on),
    }


def _ahead(day: date | None, *, on: date) -> date:
    if day is None or not on < day <= on + FARTHEST:
        raise ReviewDayError
    return day


def _key(one: queries.Relationship) -> str:
    """Name one day to look again: each is put before somebody once."""
    return f"{TO_REVIEW}:{one.id}:{one.review_on}"


def _finish(relationship: UUID, kind: str, *, by: Actor, at: datetime) -> None:
    attention.finish_about(kind=kind, about=relationship, by=by, at=at)


def _today(by: Actor, at: datetime) -> date:
    return at.astimezone(ZoneInfo(_zone(by))).date()


def _zone(by: Actor) -> str:
    return str(Practice.objects.values_list("time_zone", flat=True).get(pk=by.practice))
