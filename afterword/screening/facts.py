"""What was declared about a second relationship, for the gate. It guesses nothing.

Nothing declared says nothing: then the gate asks. A relationship is a fact for its own
clinician and client alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from afterword.rules.facts import Facts, Known
from afterword.screening import kinds
from afterword.screening.queries import Relationship, relationships

_YES_NO = {"yes": True, "no": False}
Meant = tuple[str, Relationship]
"""A kind, and the relationship that is or was of it."""


def facts_about(
    client: UUID,
    *,
    clinician: UUID | None,
    on: date,
    purpose: str = "",
    relationship: UUID | None = None,
) -> Facts:
    """Give what was declared between a clinician and a client.

    ``relationship`` is the one that is asked about itself. Else a question about a
    second relationship is told of the declared one of that kind, and any other
    question of the closest that has begun: what closes the way back to therapy stays
    closed after it has changed or ended. Inside an open practice only.
    """
    if clinician is None:
        return Facts()
    declared = relationships(client, clinicians=[clinician])
    found = _of(_meant(declared, purpose, relationship), on)
    found |= _community(declared, on)
    return Facts(found)


def _meant(
    declared: Sequence[Relationship], purpose: str, wanted: UUID | None
) -> Meant | None:
    """Choose the one relationship that a question is about, if there is one."""
    if wanted is not None:
        return next(((one.kind, one) for one in declared if one.id == wanted), None)
    if purpose in kinds.PURPOSES.values():
        same = [
            (one.kind, one)
            for one in declared
            if kinds.PURPOSES[one.kind] == purpose and not one.is_over
        ]
        return max(same, key=lambda meant: _newness(meant[1]), default=None)
    begun = [
        (kind, one)
        for one in declared
        for kind in one.begun
        if (kind == one.kind and not one.is_over) or kind in kinds.CLOSES_WAY_BACK
    ]
    return min(begun, key=lambda meant: kinds.CLOSEST.index(meant[0]), default=None)


def _newness(one: Relationship) -> tuple[date, str]:
    return one.as_of, str(one.id)


def _of(meant: Meant | None, on: date) -> dict[str, Known]:
    if meant is None:
        return {}
    kind, one = meant
    said: dict[str, str | bool | None] = {
        "relationship_kind": kind,
        "person_is": one.person_is,
        "started_by": one.started_by,
        "relationship_preexisting": _YES_NO.get(one.preexisting),
    }
    return {
        name: Known(value, "clinician", min(one.as_of, on))
        for name, value in said.items()
        if value is not None
    }


def _community(declared: Sequence[Relationship], on: date) -> dict[str, Known]:
    """Say that they live in a small community, if any declaration that stands does."""
    told = [one for one in declared if one.small_community and not one.is_over]
    if not told:
        return {}
    newest = max(told, key=_newness)
    small = any(one.small_community == "yes" for one in told)
    return {"small_community": Known(small, "clinician", min(newest.as_of, on))}
