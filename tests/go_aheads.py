"""What tests of contacts by hand share: numbers, what the asker says, opening one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.clinic.models import ContactPoint
from afterword.clinic.services.people import address_index
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.rules.facts import Facts, Known
from afterword.tenancy import practice
from afterword.vault import services as vault

NUMBER = "+1 415 555 0142"
HOME = "Jo Example\n12 Alder Way\nOakland CA 94601"
WROTE_ON = date(2027, 2, 25)
CONFIRMED = (
    "answer_the_way_it_came",
    "discreet_wording",
    "no_promotion",
    "reply_acknowledge_signpost_only",
    "a_person_releases",
    "fixed_text",
    "keep_copy",
    "minimum_necessary",
    "no_clinical_content",
    "record_risk_rationale",
    "take_advice_while_acting",
    "account_for_disclosure",
)
"""Everything that the contacts of these tests ask a person to say."""
REPLY_POINTS = CONFIRMED[:4]
"""What an answer to a client asks for."""
BREACH = {
    "act": {"purpose": "breach_notice", "channel": "letter", "initiator": "practice"},
    "said": {
        "duty_trigger": "breach",
        "incident_encrypted": False,
        "incident_risk": "high",
        "incident_discovered_on": date(2027, 2, 20),
    },
}
BILL = {"purpose": "billing", "channel": "letter", "initiator": "practice"}


def a_point(client: Any, channel: str = "phone", **kept: Any) -> ContactPoint:
    """Make a number or a postal address of a client's."""
    address = {"phone": NUMBER, "letter": HOME}[channel]
    with practice(client.practice_id):
        point = ContactPoint(
            client=client,
            channel=channel,
            address_index=address_index(address),
            added_at=clock.now(),
            **kept,
        )
        vault.seal(point, address=address)
        point.save(force_insert=True)
    return point


def stated(**kept: Any) -> Facts:
    """Give what an asker says of a reply: the client wrote, one answer, no more."""
    values = {
        "answers_client": True,
        "client_wrote_on": WROTE_ON,
        "replies_sent": 0,
        "promotional": False,
        "personal_motive": False,
        "discreet": True,
        "minimal_content": True,
        **kept,
    }
    return Facts(
        {
            name: Known(value, "clinician attests", WROTE_ON)
            for name, value in values.items()
            if value is not None
        }
    )


def a_request(story: Any, point: ContactPoint | None, **kept: Any) -> ContactRequest:
    """Give an answer to the client by phone, as somebody would ask for it."""
    found = ContactRequest(
        client=story.client.id,
        purpose="reply_to_client",
        occasion="",
        on=clock.now().date(),
        channel="phone",
        sender=story.clinician.pk,
        contact_point=point.pk if point else None,
        initiator="client",
    )
    return replace(found, **kept)


def opened(
    story: Any,
    point: ContactPoint | None,
    *,
    by: Any = None,
    said: Facts | None = None,
    confirmed: Any = CONFIRMED,
    **kept: Any,
) -> UUID:
    """Open a go-ahead now, the person confirming all that is asked for."""
    return open_go_ahead(
        request=a_request(story, point, **kept),
        confirmed=confirmed,
        said=stated() if said is None else said,
        by=by or story.staff,
        at=clock.now(),
    )


def the_row(story: Any, go_ahead: UUID) -> GoAhead:
    """Give a go-ahead as it stands, with what the register says of it."""
    with practice(story.practice.id):
        return GoAhead.objects.select_related("hand_off").get(pk=go_ahead)
