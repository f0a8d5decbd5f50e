"""What the ledger says about one contact, for the gate. It guesses nothing.

The ledger is complete: for a client on file, what is not in it was not agreed.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from afterword.clinic.models import Clinician, ContactPoint
from afterword.consent import queries, releases, suppression
from afterword.consent.standing import DirectiveState, Standing
from afterword.rules.facts import Facts, Known, Value

Found = dict[str, Known]
_STATES = {
    "paused": "withdrawn",  # until the client starts it again there is no ground
    "declined": "none",
    "void": "none",
}


def facts_about(  # noqa: PLR0913 - one contact, held against the ledger
    *,
    client: UUID,
    directive_id: UUID | None,
    contact_point: UUID | None,
    on: date,
    purpose: str = "",
    occasion: str = "",
) -> Facts:
    """Give what is known on a day. Inside an open practice only.

    Without a directive, ``purpose`` finds the one that speaks of it. ``occasion``
    opens what the client asked for since they said that nobody may write.
    """
    now = queries.standing_of(client)
    found = now.directives.get(directive_id) if directive_id else None
    if found is None and directive_id is None and purpose:
        found = queries.directive_for(client, purpose=purpose, on=on)
    known = _consent(now, found, occasion, on)
    known |= _safe_contact(
        client, now, found, contact_point=contact_point, occasion=occasion, on=on
    )
    return Facts(known | _released(client, purpose, occasion, on))


def _released(client: UUID, purpose: str, occasion: str, on: date) -> Found:
    """Say whether the client's release names whom the occasion names, and all of it.

    Where none holds, nothing may be told to anybody. Where one holds and nobody said
    to whom what is told, it may be for another: nothing is said, and the question
    stays open.
    """
    if purpose not in releases.PURPOSES:
        return {}
    told = releases.told_in(occasion)
    if told is None and releases.live_releases(client, on=on):
        return {}
    found = told and releases.covering(client, told.recipient_id, told.shares, on=on)
    yes = bool(found)
    return {"release_of_information": Known(value=yes, source="ledger", as_of=on)}


def _consent(
    now: Standing, found: DirectiveState | None, occasion: str, on: date
) -> Found:
    about = found.id if found else None
    barred = now.bars(about, occasion)
    values: dict[str, Value] = {
        "consent_state": _state(found, on),
        "no_contact": now.no_contact and barred,
        "no_replies": now.no_replies and barred,
    }
    if found is not None and found.confirmed_on and found.given_on:
        values |= {
            "consent_given_on": found.given_on,
            "consent_confirmed_on": found.confirmed_on,
            "consent_given_by": found.given_by,
            "consent_until": found.terms.ends_on,
        }
    return {name: Known(value, "ledger", on) for name, value in values.items()}


def _state(found: DirectiveState | None, on: date) -> str:
    if found is None:
        return "none"
    state = found.on(on)
    if state in {"confirmed", "paused"} and _grantee_is_gone(found, on):
        return "lapsed"
    return _STATES.get(state, state)


def _grantee_is_gone(found: DirectiveState, on: date) -> bool:
    """Say whether the one who may write has left: a directive dies with its grantee."""
    if found.terms.grantee_kind == "practice":
        return False
    grantee = Clinician.objects.filter(pk=found.terms.grantee).first()
    return grantee is None or (grantee.left_on is not None and grantee.left_on <= on)


def _safe_contact(  # noqa: PLR0913 - as above
    client: UUID,
    now: Standing,
    found: DirectiveState | None,
    *,
    contact_point: UUID | None,
    occasion: str,
    on: date,
) -> Found:
    known: Found = {}
    safe = queries.safe_contact_of(client)
    if safe is not None:
        known["told_channel_risk"] = Known(safe.told_not_private, "ledger", on)
    if found is not None and found.confirmed_on:
        agreed = (
            contact_point is not None and contact_point == found.terms.contact_point
        )
        known["channel_agreed"] = Known(agreed, "ledger", on)
    if contact_point is None:
        return known
    point = ContactPoint.objects.filter(pk=contact_point, client_id=client).first()
    if point is None:
        return known
    index = bytes(point.address_index)
    asked_here = bool(occasion) and occasion in now.reopened
    stopped = suppression.is_stopped(index) and not asked_here
    known["address_stopped"] = Known(stopped, "ledger", on)
    if (confirmed := _confirmed_on(point, found)) is not None:
        known["address_confirmed_on"] = Known(confirmed, "client", confirmed)
    return known | _shared(point, index, safe, on)


def _confirmed_on(point: ContactPoint, found: DirectiveState | None) -> date | None:
    days = [point.confirmed_on]
    if found is not None and found.terms.contact_point == point.pk:
        days.append(found.confirmed_on)
    return max((day for day in days if day is not None), default=None)


def _shared(
    point: ContactPoint, index: bytes, safe: queries.SafeContactView | None, on: date
) -> Found:
    """Say whether somebody else reads there; two clients at one address always do."""
    others = ContactPoint.objects.filter(
        address_index=index, retired_at__isnull=True
    ).exclude(client_id=point.client_id)
    if others.exists() or point.shared == "yes":
        return {"address_shared": Known(value=True, source="record", as_of=on)}
    if safe is None:
        return {}
    return {"address_shared": Known(safe.address_shared, "client", safe.at.date())}
