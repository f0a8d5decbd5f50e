"""Mail to a colleague or to oneself, and the line in the record about it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from afterword.accounts import mail
from afterword.accounts.models import StaffUser
from afterword.accounts.services.inviting import Invited
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.tenancy import practice
from afterword.tenancy.models import Practice


def mail_link(*, invited: Invited, by: Actor) -> mail.Sent:
    """Mail a link to whom it was made for. The sender sees what came of it."""
    label = _label(by)
    text = _(
        "Hello %(name)s.\n\n%(practice)s gives you a way to sign in. Open this link "
        "within 7 days:\n\n%(link)s\n\nIt works once. If you do not know what this is "
        "about, leave it.\n"
    ) % {"name": invited.name, "practice": label, "link": invited.url}
    sent = mail.send(
        to=invited.email,
        subject=_("Your way to sign in"),
        text=text,
        sender_label=label,
    )
    _record("accounts.link_mailed", sent, by, invitation=str(invited.id))
    return sent


def mail_oneself(*, by: Actor) -> mail.Sent:
    """Send a test message to the person who asks for it."""
    label = _label(by)
    sent = mail.send(
        to=StaffUser.objects.values_list("email", flat=True).get(pk=str(by.id)),
        subject=_("A test from %(sender)s") % {"sender": label},
        text=_(
            "This is a test. Mail from %(sender)s reaches you.\n\nLook at it on a "
            "locked phone: only the sender and the subject should show.\n"
        )
        % {"sender": label},
        sender_label=label,
    )
    _record("accounts.test_mailed", sent, by)
    return sent


def _record(name: str, sent: mail.Sent, by: Actor, **details: str) -> None:
    outcome = "done" if sent.accepted else "failed"
    with practice(by.practice):
        audit.record(name, by=by, outcome=outcome, why=sent.code, **details)


def _label(by: Actor) -> str:
    home = Practice.objects.get(pk=by.practice)
    return home.neutral_name or home.name
