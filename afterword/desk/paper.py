"""What stands on the paper that a client signs, from the same words as the tablet."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from afterword.accounts.access import StaffRequest
from afterword.clinic.models import ContactPoint
from afterword.consent import queries, wording
from afterword.consent.models import SafeContact
from afterword.consent.services import Reach
from afterword.consent.standing import GUARDIAN, DirectiveState
from afterword.desk import whose
from afterword.ending.errors import NothingToConfirmError
from afterword.ending.models import Ending
from afterword.letters.card import Agreement, AgreementWords, Line
from afterword.tenancy import practice
from afterword.vault import services as vault

EARLIEST, LATEST = time(9), time(20)


def reached_before(request: StaffRequest, row: Ending) -> dict[str, Any]:
    """Give what the form shows at first: what was said before, or what is usual."""
    with practice(request.actor.practice):
        safe = queries.safe_contact_of(row.client_id)
        kept = SafeContact.objects.filter(client_id=row.client_id)
        newest = kept.order_by("-at", "-id").first()
    person = whose.person_of(request, row.client, purpose="ending")
    if safe is None or newest is None:
        return {
            "sender_label": request.membership.practice.neutral_name,
            "name_to_use": person.preferred_name,
            "hours_from": EARLIEST,
            "hours_until": LATEST,
        }
    told = vault.open(
        by=request.actor, purpose="ending", rows=[newest], fields=["name_to_use"]
    )[0]
    return {
        "sender_label": safe.sender_label,
        "name_to_use": told["name_to_use"] or "",
        "hours_from": safe.hours_from,
        "hours_until": safe.hours_until,
        "shared": "yes" if safe.address_shared else "no",
    }


def reach(request: StaffRequest, row: Ending, given: dict[str, Any]) -> Reach:
    """Give how they are reached, as it is printed and kept."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
    reader = wording.Reader(
        own.client_facing_name if own else request.membership.practice.neutral_name,
        own.reads_answers if own else "",
    )
    return Reach(
        sender_label=given["sender_label"],
        name_to_use=given["name_to_use"],
        hours_from=given["hours_from"],
        hours_until=given["hours_until"],
        time_zone=row.client.time_zone,
        address_shared=given["shared"] == "yes",
        told_not_private=True,  # it stands on the paper
        told_who_reads=reader.sentence,
    )


def agreement(
    request: StaffRequest, row: Ending, directive: DirectiveState, reached: Reach
) -> Agreement:
    """Give the whole paper: one line to answer, how they are reached, what to know."""
    if row.ended_on is None:
        raise NothingToConfirmError("no last day")
    with practice(request.actor.practice):
        sentences = wording.sentences_for(directive.terms, ended_on=row.ended_on)
        point = ContactPoint.objects.get(pk=directive.terms.contact_point)
    address = vault.open(
        by=request.actor, purpose="ending", rows=[point], fields=["address"]
    )[0]["address"]
    person = whose.person_of(request, row.client, purpose="ending")
    first, *rest = sentences
    return Agreement(
        practice=request.membership.practice.neutral_name,
        person=person.name,
        reference=row.client.reference,
        language=directive.terms.language,
        choices=(Line(what=first, answer=_("Yes or no"), detail=" ".join(rest[:2])),),
        reached=_reached(reached, address or ""),
        know=(*_both(directive), *rest[2:]),
        words=AgreementWords(
            opening=_(
                "Read each line. Put a ring round yes or no, cross out what is not "
                "right and write beside it. Saying no changes nothing about coming "
                "back."
            )
        ),
    )


def _both(directive: DirectiveState) -> tuple[str, ...]:
    """Say that two people say yes, where a guardian's is asked for."""
    if directive.asks != GUARDIAN:
        return ()
    return (
        _(
            "A parent or guardian signs, and the young person signs beside it. If "
            "one of the two says no, it is no."
        ),
    )


def _reached(reached: Reach, address: str) -> tuple[Line, ...]:
    hours = _("%(start)s to %(end)s") % {
        "start": reached.hours_from.strftime("%H:%M"),
        "end": reached.hours_until.strftime("%H:%M"),
    }
    return (
        Line(what=_("Notes go to"), answer=address),
        Line(what=_("They come from"), answer=reached.sender_label),
        Line(what=_("Name in a note"), answer=reached.name_to_use or _("None")),
        Line(what=_("Hours, where you live"), answer=hours),
        Line(
            what=_("Somebody else can read them"),
            answer=_("Yes") if reached.address_shared else _("No"),
        ),
    )
