"""Who opens a filling-in, and for whom an answer about risk waits.

Read only, inside an open practice. Whatever waits for a person can be opened by them:
nobody is named who has left, is away, or does not sign in as a clinician.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from afterword.accounts.models import Membership
from afterword.attention.models import Item
from afterword.attention.services import Kind
from afterword.audit.actors import Actor, Role
from afterword.clinic.clinicians import own_row
from afterword.clinic.facts import is_here
from afterword.clinic.models import Administration, Clinician
from afterword.ending.models import Ending
from afterword.tenancy import current_practice


def may_look(row: Administration, *, by: Actor, on: date) -> bool:
    """Say whether this person opens a filling-in and says that they looked.

    The client's own clinician does, whoever an answer about risk was given to, and
    who stands in for either while they are away. Without a clinician it is anybody's
    here who is one, as their ending is.
    """
    own = own_row(by)
    if own is None or not by.has(Role.CLINICIAN) or row.client.removed_at is not None:
        return False
    carries = row.client.clinician_id
    if carries is None:
        return True
    items = Item.objects.filter(kind=Kind.RISK_ANSWER, about_id=row.pk)
    whose = {carries, *(one.owner_id for one in items if one.owner_id is not None)}
    away = Clinician.objects.filter(pk__in=whose, covered_by=own)
    return own.pk in whose or any(not is_here(one, on) for one in away)


def may_take_out(row: Administration, *, by: Actor) -> bool:
    """Say whether this person takes a filling-in out: no ending was closed with it."""
    own = own_row(by)
    if own is None or row.client.clinician_id not in {own.pk, None}:
        return False
    endings = Ending.objects.filter(episode_id__in=[row.episode_id])
    return not endings.exclude(state="open").exists()


def told_of_risk(rows: Sequence[Administration]) -> frozenset[UUID]:
    """Name those about which an answer about risk was let wait, looked at or not."""
    ids = [row.pk for row in rows]
    items = Item.objects.filter(kind=Kind.RISK_ANSWER, about_id__in=ids)
    return frozenset(one.about_id for one in items if one.about_id is not None)


def owner_of(wanted: Sequence[UUID | None], *, by: Actor, on: date) -> UUID | None:
    """Give the first of these clinicians who can open what would wait for them.

    With nobody it waits for administrators, who give it to somebody.
    """
    rows = Clinician.objects.in_bulk([one for one in wanted if one is not None])
    for one in (rows[each] for each in wanted if each is not None):
        if signs_in(one) and (is_here(one, on) or one.user_id == by.id):
            return one.pk
    return None


def signs_in(clinician: Clinician) -> bool:
    """Say whether somebody signs in as this clinician, with what it takes to look."""
    if clinician.user_id is None or clinician.left_on is not None:
        return False
    found = Membership.objects.filter(
        practice_id=current_practice(),
        user_id=clinician.user_id,
        left_at__isnull=True,
        roles__contains=[str(Role.CLINICIAN)],
    )
    return found.exists()
