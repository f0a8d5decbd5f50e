"""What a client's own pages open of what is sealed. Each opening is in the record."""

from __future__ import annotations

from uuid import UUID

from afterword.audit.actors import Actor
from afterword.clinic.models import ContactPoint
from afterword.consent.models import SafeContact
from afterword.tenancy import practice
from afterword.vault import services as vault

OWN_PAGES = "own_pages"
"""The purpose that the record names when clients look at what is theirs."""


def name_to_use(client: UUID, *, by: Actor) -> str:
    """Give the name that the client wants to be called by; empty if they chose none."""
    with practice(by.practice):
        rows = SafeContact.objects.filter(client_id=client)
        row = rows.order_by("-at", "-id").first()
    if row is None or row.name_to_use is None:
        return ""
    (opened,) = vault.open(by=by, purpose=OWN_PAGES, rows=[row], fields=["name_to_use"])
    return opened["name_to_use"] or ""


def address(contact_point: UUID, client: UUID, *, by: Actor) -> str:
    """Give one address of the client's own."""
    with practice(by.practice):
        rows = ContactPoint.objects.filter(pk=contact_point, client_id=client)
        row = rows.first()
    if row is None:
        return ""
    (opened,) = vault.open(by=by, purpose=OWN_PAGES, rows=[row], fields=["address"])
    return opened["address"] or ""
