"""Accept the terms of a licence pack for this practice, or take that back.

Until the terms as they are shipped are accepted, its words are shown to nobody.
"""

from __future__ import annotations

from datetime import datetime

from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic import offering
from afterword.clinic.errors import ClinicError, NotAllowedError, OtherTermsError
from afterword.clinic.models import LicenceAcceptance
from afterword.measures.errors import MeasureError
from afterword.measures.licences import licence
from afterword.tenancy import practice

WRONG = (ClinicError, MeasureError)
ACCEPTED = "accepted"
TAKEN_BACK = "taken_back"


def accept_terms(*, pack: str, terms: str, by: Actor, at: datetime) -> None:
    """Accept what was read: ``terms`` is its hash. Other terms are not accepted.

    Saying so twice is success.
    """
    event = "clinic.licence_accepted"
    with refusals(event, by=by, when=WRONG), practice(by.practice):
        _administrator_only(by)
        found = licence(pack)
        if terms != found.sha256:
            raise OtherTermsError(pack)
        _add(event, found.id, terms, ACCEPTED, by=by, at=at)


def take_back(*, pack: str, by: Actor, at: datetime) -> None:
    """Say that terms are no longer accepted: its words are shown to nobody from now."""
    event = "clinic.licence_taken_back"
    with refusals(event, by=by, when=WRONG), practice(by.practice):
        _administrator_only(by)
        found = licence(pack)
        _add(event, found.id, found.sha256, TAKEN_BACK, by=by, at=at)


def _add(  # noqa: PLR0913 - one line of a ledger
    event: str, pack: str, terms: str, says: str, *, by: Actor, at: datetime
) -> None:
    last = offering.newest().get(pack)
    stands = (last.says, last.terms_hash) if last else (TAKEN_BACK, terms)
    if stands == (says, terms):
        audit.record(event, by=by, outcome="repeated", pack=pack)
        return
    row = LicenceAcceptance.objects.create(
        pack=pack, terms_hash=terms, says=says, by_id=by.id, at=at
    )
    audit.record(event, by=by, about=row, pack=pack, terms=terms)


def _administrator_only(by: Actor) -> None:
    if not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError
