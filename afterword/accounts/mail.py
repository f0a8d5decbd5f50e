"""Mail to staff: an invitation, a test to oneself. Never to a client.

Nothing waits in a queue here: one message is handed over once, and whoever asked
for it is told what came of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from afterword.carriers import dkim, smtp
from afterword.carriers.errors import CarrierError
from afterword.carriers.route import Route


@dataclass(frozen=True)
class Sent:
    """What came of one message. ``words`` say it to a person."""

    accepted: bool
    code: str
    words: str


def configured() -> bool:
    """Say whether this installation can send mail at all."""
    return bool(settings.SMTP_URL)


def send(*, to: str, subject: str, text: str, sender_label: str) -> Sent:
    """Hand one plain message to the mail server, and say what came of it."""
    label = _one_line(sender_label).translate(_UNQUOTED)
    message = EmailMessage(
        subject=_one_line(subject),
        body=text,
        from_email=f'"{label}" <{settings.MAIL_FROM}>',
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    return _hand_over(message, to)


class StaffMail(BaseEmailBackend):
    """Django's way to mail. Only allauth would use it, and it is told not to."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(
            _hand_over(message, recipient).accepted
            for message in email_messages
            for recipient in message.recipients()
        )


_UNQUOTED = str.maketrans(dict.fromkeys('"\\'))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hand_over(message: EmailMessage, recipient: str) -> Sent:
    if not configured():
        return Sent(
            accepted=False,
            code="not_configured",
            words=_("No mail server is set (AFTERWORD_SMTP_URL). Nothing was sent."),
        )
    try:
        route = Route.parse(settings.SMTP_URL)
        raw = dkim.sign(
            message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]
            signer=dkim.Signer.read(os.environ),
        )
    except CarrierError as error:
        return Sent(accepted=False, code="settings", words=str(error.for_people))
    result = smtp.hand_over(
        route=route, sender=settings.MAIL_FROM, recipient=recipient, message=raw
    )
    if result.kind is smtp.Kind.ACCEPTED:
        words = _("The mail server took the message.")
    else:
        words = _("The message was not taken: %(why)s.") % {"why": result.detail}
    return Sent(result.kind is smtp.Kind.ACCEPTED, str(result.kind), words)
