"""Send the code that somebody asked for at a link. Whether it may go, the gate says.

It opens the empty form of one check-in, so it goes only while that can be answered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, the_client
from afterword.clinic.models import Client
from afterword.consent.models import CodeRequest
from afterword.consent.queries import CODE
from afterword.contact import services as gate
from afterword.contact.errors import GateError
from afterword.contact.requests import ContactRequest
from afterword.followup import checkins
from afterword.followup.errors import NoCheckInError
from afterword.followup.models import Step
from afterword.followup.sending import request_for
from afterword.tenancy import practice


def send(*, asked: UUID, by: Actor, at: datetime) -> str:
    """Send one code that was asked for, if that is right now. Says what came of it.

    Opens transactions of its own. Nobody is told but the record: what the gate turned
    down, the mail server refused or nobody can know, is asked for again or left.
    """
    with practice(by.practice):
        row = CodeRequest.objects.get(pk=asked)
        request = _request_for(row, by=by, at=at)
        if request is None:
            audit.record(
                "followup.code_not_sent",
                by=by,
                about=row,
                client=row.client_id,
                outcome="refused",
                why="closed",
            )
    if request is None:
        return "closed"
    try:
        return gate.carry_out(request=request, by=by, at=at).status
    except GateError as error:
        return error.code


def _request_for(row: CodeRequest, *, by: Actor, at: datetime) -> ContactRequest | None:
    """Give the contact that answers a request; nothing once the form is closed."""
    person = Client.objects.get(pk=row.client_id)
    asker = the_client(by.practice, row.client_id, door="link")
    try:
        found = checkins.open_for(occasion=row.opens, by=asker, at=at)
    except NoCheckInError:
        return None
    if person.removed_at is not None or not found.is_open:
        return None
    noted = request_for(Step.objects.get(pk=found.step), at=at)
    return noted and replace(
        noted,
        purpose=CODE,
        occasion=row.occasion,
        contact_point=row.contact_point_id,
        directive_id=None,
        beside=noted.directive_id,
        step="",
        instrument="",
        template=CODE,
        initiator="client",
        opens=row.opens,
    )
