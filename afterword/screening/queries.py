"""Second relationships as they stand, read only. Inside an open practice only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from afterword.screening import kinds
from afterword.screening.models import ConflictCheck, RelationshipEntry


@dataclass(frozen=True)
class Relationship:
    """One relationship as its entries say, in codes and days."""

    id: UUID
    client: UUID
    clinician: UUID
    kind: str
    stage: str
    person_is: str
    started_by: str
    preexisting: str
    small_community: str
    safeguards: tuple[str, ...]
    consulted: str
    consulted_on: date | None
    review_on: date | None
    as_of: date
    entries: int
    begun: frozenset[str]
    """Every kind that it has ever been, planned ones left out."""
    has_closed: bool
    """It has been of a kind that closes the way back, with the client themselves."""

    @property
    def is_over(self) -> bool:
        """Say whether it was said that it has ended, or did not come about."""
        return self.stage in {kinds.OVER, kinds.DROPPED}

    @property
    def closes_way_back(self) -> bool:
        """Say whether it has closed the way back to therapy, or would once begun."""
        would = kinds.closes_way_back(self.kind, self.person_is)
        return self.has_closed or (would and self.stage != kinds.DROPPED)


def relationships(
    client: UUID, *, clinicians: Collection[UUID] | None = None
) -> list[Relationship]:
    """Give a client's, as declared by these clinicians (none named: by anybody)."""
    rows = RelationshipEntry.objects.filter(client=client)
    if clinicians is not None:
        rows = rows.filter(relationship__clinician__in=clinicians)
    return sorted(_folded(rows), key=lambda one: (one.is_over, one.as_of, str(one.id)))


def relationship(wanted: UUID) -> Relationship | None:
    """Give one relationship as it stands."""
    rows = RelationshipEntry.objects.filter(relationship=wanted)
    return next(iter(_folded(rows)), None)


def history(wanted: UUID) -> list[RelationshipEntry]:
    """Give every entry of one relationship, oldest first. Their words are sealed."""
    return list(
        RelationshipEntry.objects.filter(relationship=wanted).order_by("number")
    )


def due(on: date) -> list[Relationship]:
    """Give what is to be looked at again on a day, or should have been before."""
    return [
        one
        for one in _folded(RelationshipEntry.objects.all())
        if not one.is_over and one.review_on is not None and one.review_on <= on
    ]


def check(wanted: UUID) -> ConflictCheck | None:
    """Give one conflict check. What was asked is sealed."""
    return ConflictCheck.objects.filter(pk=wanted).first()


def _folded(rows: QuerySet[RelationshipEntry]) -> list[Relationship]:
    ordered = rows.select_related("relationship").order_by("relationship", "number")
    return [
        _one(entries)
        for _id, entries in groupby(ordered, lambda row: row.relationship_id)
    ]


def _one(rows: Iterable[RelationshipEntry]) -> Relationship:
    entries = list(rows)
    last = entries[-1]
    been = [row for row in entries if row.stage == kinds.EXISTING]
    return Relationship(
        id=last.relationship_id,
        client=last.client_id,
        clinician=last.relationship.clinician_id,
        kind=last.kind,
        stage=last.stage,
        person_is=last.person_is,
        started_by=last.started_by,
        preexisting=last.preexisting,
        small_community=last.small_community,
        safeguards=tuple(last.safeguards),
        consulted=last.consulted,
        consulted_on=last.consulted_on,
        review_on=last.review_on,
        as_of=last.at.date(),
        entries=last.number,
        begun=frozenset(row.kind for row in been),
        has_closed=any(kinds.closes_way_back(row.kind, row.person_is) for row in been),
    )
