"""Make one message and hand it over once. Whether it may go is not decided here."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.carriers import dkim, smtp
from afterword.carriers.errors import CarrierError
from afterword.carriers.message import build
from afterword.carriers.route import Route
from afterword.carriers.wire import Deadline, Wire, WireError
from afterword.clinic.models import ContactPoint
from afterword.consent import doors
from afterword.consent.code_requests import LASTS
from afterword.messaging.errors import NotWritableError
from afterword.messaging.models import Delivery
from afterword.messaging.wording import Wording, link_to, one_click, write
from afterword.tenancy import practice
from afterword.vault import services as vault

LINK_LASTS = timedelta(days=400)
"""A link stops messages for longer than any agreement of today runs."""
PROBE = 5.0
"""Seconds that looking whether the mail server answers may take."""


class Came(StrEnum):
    """What came of a hand-off."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Letter:
    """One finished message, in memory for as long as it takes to hand it over."""

    recipient: str = field(repr=False)
    message: bytes = field(repr=False)
    wording: Wording = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What a carrier said. It holds no address and no text."""

    came: Came
    kind: str
    code: str = ""

    @property
    def refuses_address(self) -> bool:
        """Say whether the server said that this address takes no mail."""
        return self.kind == smtp.Kind.REFUSED_ADDRESS


def mail_problem(*, look: bool) -> str:
    """Name what keeps mail from going out, before anything is claimed, or nothing.

    ``look`` also asks the mail server whether it is there; nothing is sent.
    """
    try:
        route = Route.parse(settings.SMTP_URL)
        _signer()
    except CarrierError:
        return "mail_not_set_up"
    if not look:
        return ""
    try:
        wire = Wire(route.host, route.port, within=Deadline(PROBE))
    except WireError:
        return "mail_server_silent"
    wire.close()
    return ""


def make_letter(  # noqa: PLR0913 - a letter has this many parts
    *,
    client: UUID,
    opens: str,
    directive_id: UUID | None,
    contact_point: UUID | None,
    wording: Wording | None,
    reads_replies: bool,
    by: Actor,
    at: datetime,
) -> Letter:
    """Write the message with a link of its own; open the address to do so.

    ``opens`` is the occasion that the link leads to; a template that carries a code
    gets one for its form. Opens transactions of its own: never call it inside one.
    """
    if wording is None or contact_point is None:
        raise NotWritableError("no_wording")
    with practice(by.practice):
        point = ContactPoint.objects.filter(pk=contact_point, client_id=client).first()
    if point is None:
        raise NotWritableError("no_contact_point")
    if not (address := _address(point, wording, by)):
        raise NotWritableError("no_address")
    code = ""
    with practice(by.practice):
        token = doors.make(
            client=client,
            opens="link",
            occasion=opens,
            directive_id=directive_id,
            contact_point_id=contact_point,
            lasts=LINK_LASTS,
        )
        if wording.template.carries_code:
            code = doors.make_form_code(
                client, occasion=opens, contact_point_id=point.pk, lasts=LASTS
            )
    final = write(
        template_id=wording.template.id,
        sender_label=wording.sender_label,
        language=wording.language,
        reads_replies=reads_replies,
        token=token,
        code=code,
    )
    return Letter(
        recipient=address, message=_bytes(final, address, token, at), wording=final
    )


def hand_over(*, letter: Letter, on_begin: Callable[[], None]) -> Outcome:
    """Hand one message to the mail server, once, and say what it said."""
    result = smtp.hand_over(
        route=Route.parse(settings.SMTP_URL),
        sender=settings.MAIL_FROM,
        recipient=letter.recipient,
        message=letter.message,
        on_begin=on_begin,
    )
    came = {
        smtp.Kind.ACCEPTED: Came.ACCEPTED,
        smtp.Kind.UNKNOWN: Came.UNKNOWN,
    }.get(result.kind, Came.REJECTED)
    return Outcome(came, str(result.kind), str(result.code or ""))


def record_delivery(  # noqa: PLR0913 - one line, all that is kept of a message
    *,
    client: UUID,
    hand_off_id: UUID,
    channel: str,
    outcome: Outcome,
    wording: Wording,
    by: Actor,
    at: datetime,
) -> UUID:
    """Keep what came of a hand-off, in the transaction of its result."""
    with practice(by.practice):
        line = Delivery(
            client_id=client,
            hand_off_id=hand_off_id,
            channel=channel,
            result=outcome.kind,
            code=outcome.code,
            template=wording.template.id,
            wording_hash=wording.hash,
            at=at,
        )
        line.save(force_insert=True)
        audit.record(
            "messaging.delivered",
            by=by,
            about=line,
            outcome=str(outcome.came),
            why=outcome.kind,
            code=outcome.code,
        )
    return line.pk


def _address(point: ContactPoint, wording: Wording, by: Actor) -> str:
    """Open the address, with a line in the record that says what for."""
    if wording.template.carries_code:
        (opened,) = vault.open(
            by=by, purpose="send_code", rows=[point], fields=["address"]
        )
    else:
        (opened,) = vault.open(
            by=by, purpose="hand_off", rows=[point], fields=["address"]
        )
    return opened["address"] or ""


def _bytes(wording: Wording, address: str, token: str, at: datetime) -> bytes:
    try:
        message = build(
            sender_label=wording.sender_label,
            sender_address=settings.MAIL_FROM,
            recipient=address,
            subject=wording.subject,
            text=wording.text,
            html=wording.html,
            unsubscribe_url=one_click(token),
            message_id_domain=settings.MAIL_FROM.rpartition("@")[2],
            now=at,
            token=secrets.token_urlsafe(24),
        )
        return dkim.sign(message, signer=_signer())
    except CarrierError as error:
        raise NotWritableError("not_mailable") from error


@lru_cache(maxsize=1)
def _signer() -> dkim.Signer | None:
    return dkim.Signer.read(os.environ)


__all__ = [
    "Came",
    "Letter",
    "Outcome",
    "hand_over",
    "link_to",
    "mail_problem",
    "make_letter",
    "record_delivery",
]
