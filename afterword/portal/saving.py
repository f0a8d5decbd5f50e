"""Save what a client chose: how they are reached first, their yes last."""

from __future__ import annotations

from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.clinic.services import addresses
from afterword.consent import services as consent
from afterword.consent.terms import Terms
from afterword.consent.wording import reader_for
from afterword.portal.drafts import Draft
from afterword.portal.forms.reaching import as_time
from afterword.tenancy import practice


def save(  # noqa: PLR0913 - what was chosen, of what, and by whom
    draft: Draft,
    *,
    directive: UUID,
    client: UUID,
    terms: Terms,
    by: Actor,
    given_by: str = "client",
) -> str:
    """Save it all and say what was saved: yes, no or unsafe.

    The yes comes last, so that nothing is agreed whose way is not written down.
    """
    at = clock.now()
    if draft.is_over:
        if draft.address == "unsafe":
            addresses.call_unsafe(
                contact_point=terms.contact_point, client=client, by=by
            )
        consent.decline(directive=directive, client=client, by=by, at=at)
        return "unsafe" if draft.address == "unsafe" else "no"
    shared = draft.address == "shared"
    reach = _reach(draft, client=client, terms=terms, by=by)
    consent.set_safe_contact(client=client, reach=reach, by=by, at=at)
    addresses.confirm_address(
        contact_point=terms.contact_point, client=client, shared=shared, by=by, at=at
    )
    consent.confirm_directive(
        directive=directive,
        client=client,
        by=by,
        at=at,
        door=by.door,
        given_by=given_by,
        assent=draft.notes == "yes",
    )
    return "yes"


def _reach(draft: Draft, *, client: UUID, terms: Terms, by: Actor) -> consent.Reach:
    with practice(by.practice):
        zone = Client.objects.get(pk=client).time_zone
        reads = reader_for(terms).sentence
    return consent.Reach(
        sender_label=draft.label,
        name_to_use=draft.name,
        hours_from=as_time(draft.hours_from),
        hours_until=as_time(draft.hours_until),
        time_zone=zone,
        address_shared=draft.address == "shared",
        told_not_private=True,
        told_who_reads=reads,
    )
