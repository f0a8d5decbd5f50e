"""Put a question about one client to the gate, as the request it would be.

Where an agreed step is open today, that very step is asked about; nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from afterword.audit.actors import Actor
from afterword.clinic.models import Client, ContactPoint
from afterword.consent import queries
from afterword.consent.releases import PURPOSES, told_in
from afterword.contact import by_hand
from afterword.contact import services as gate
from afterword.contact.answers import Answer
from afterword.contact.hours import wall
from afterword.contact.models import Ruling
from afterword.contact.requests import ContactRequest
from afterword.contact.rulings import StoredRuling
from afterword.desk.fact_words import attested
from afterword.desk.questions import Whose, extras_from, whose
from afterword.desk.rulings import still_holds
from afterword.desk.whose import own_clinician
from afterword.ending import recipients
from afterword.followup.models import Step
from afterword.followup.sending import request_for
from afterword.rules.facts import Fact, Facts
from afterword.screening import kinds
from afterword.screening import queries as screening
from afterword.screening.queries import Relationship
from afterword.tenancy import practice
from afterword.vault import services as vault

_COMING: Final = ("planned", "held", "paused", "stopped")
"""States of a step that has not come to anything yet."""
RELATIONSHIP: Final = "relationship:"
"""How the occasion of an answer about a declared relationship begins."""


@dataclass(frozen=True)
class Kept:
    """A ruling as it was stored, opened for who reads it."""

    id: UUID
    client: UUID
    purpose: str
    occasion: str
    on: date
    at: datetime
    asked_by: UUID | None
    facts: Facts
    plain: dict[str, Any]
    answer: Answer | None
    """Worked out again; absent where the editions have changed since."""


def ask(  # noqa: PLR0913 - one question: about whom, what, by whom, with what said
    client: Client,
    act: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    extra: Facts | None = None,
    occasion: str = "",
) -> StoredRuling:
    """Ask about a client. The answer is kept whole.

    Of ``extra`` only what this person may state is taken: never what the client
    alone decides. ``occasion`` is that of an answer that is asked on about: where it
    was a declared relationship, or told somebody something, it stays that one.
    """
    with practice(by.practice):
        declared = _declared(client, occasion)
        request = (
            _of_relationship(client, declared, at)
            if declared
            else _telling(_request(client, act, by=by, at=at), occasion)
        )
    return gate.ask(request=request, by=by, at=at, extra=_own(extra, by))


def ask_about_step(
    step: UUID,
    *,
    by: Actor,
    at: datetime,
    extra: Facts | None = None,
    initiator: str = "",
) -> StoredRuling | None:
    """Ask about one planned check-in, on its day if that is still to come."""
    with practice(by.practice):
        found = Step.objects.get(pk=step)
        request = request_for(found, at=at)
    if request is None:
        return None
    request = replace(request, initiator=initiator or request.initiator)
    ahead = found.due_on if request.on < found.opens_on else None
    return gate.ask(request=request, by=by, at=at, extra=_own(extra, by), on=ahead)


def ask_again(
    kept: Kept,
    client: Client,
    *,
    by: Actor,
    at: datetime,
    more: Mapping[str, Fact] | None = None,
) -> StoredRuling:
    """Ask the same once more, with what was stated then and what is stated now."""
    extra = Facts({**attested(kept.facts), **(more or {})})
    act = act_of(Facts({**kept.facts, **(more or {})}))
    with practice(by.practice):
        steps = Step.objects.filter(client_id=client.pk, state__in=_COMING)
        step = next((one for one in steps if one.occasion == kept.occasion), None)
    if step is not None:
        found = ask_about_step(
            step.pk,
            by=by,
            at=at,
            extra=extra,
            initiator=act["initiator"],
        )
        if found is not None:
            return found
    return ask(client, act, by=by, at=at, extra=extra, occasion=kept.occasion)


def _own(extra: Facts | None, by: Actor) -> Facts:
    """Take of what was stated only what this person may state."""
    return Facts(
        {
            name: fact
            for name, fact in (extra or {}).items()
            if whose(name, general=False, roles=by.roles) is Whose.YOURS
        }
    )


def weigh_relationship(
    client: Client, relationship: UUID, *, by: Actor, at: datetime
) -> StoredRuling:
    """Ask about a second relationship as it was declared. It is information."""
    return ask(client, {}, by=by, at=at, occasion=f"{RELATIONSHIP}{relationship}")


def relationship_in(occasion: str) -> UUID | None:
    """Give the declared relationship that an answer was about, if it was one."""
    kind, _, wanted = occasion.partition(":")
    return UUID(wanted) if f"{kind}:" == RELATIONSHIP else None


def request_of(
    client: Client,
    act: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    occasion: str = "",
) -> ContactRequest:
    """Give the contact that was asked about, as it would be asked about now."""
    with practice(by.practice):
        return _telling(_request(client, act, by=by, at=at), occasion)


def open_ruling(ruling: Ruling, *, by: Actor) -> Kept | None:
    """Open a stored ruling. The record says so first; ``None`` if its key is gone."""
    texts = vault.open(
        by=by, purpose="read_ruling", rows=[ruling], fields=["facts", "answer"]
    )[0]
    if texts["facts"] is None or texts["answer"] is None:
        return None
    plain = json.loads(texts["answer"])
    facts = extras_from(json.loads(texts["facts"]), on=ruling.on)
    return Kept(
        id=ruling.pk,
        client=ruling.client_id,
        purpose=ruling.purpose,
        occasion=ruling.occasion,
        on=ruling.on,
        at=ruling.at,
        asked_by=ruling.asked_by,
        facts=facts,
        plain=plain,
        answer=_again(facts, plain, ruling.on, by.practice),
    )


def act_of(facts: Facts) -> dict[str, str]:
    """Give back what was asked, from the facts of a ruling."""
    return {
        name: str(getattr(facts.get(name), "value", ""))
        for name in ("purpose", "initiator", "channel")
        if name in facts
    }


def _again(
    facts: Facts, plain: dict[str, Any], on: date, practice_id: UUID
) -> Answer | None:
    if not still_holds(plain):
        return None
    found = gate.look_again(
        facts=facts,
        on=on,
        settled_by=plain.get("settled_by", ()),
        practice_id=practice_id,
    )
    return found if found.outcome.value == plain["outcome"] else None


def _declared(client: Client, occasion: str) -> Relationship | None:
    wanted = relationship_in(occasion)
    found = screening.relationship(wanted) if wanted else None
    return found if found is not None and found.client == client.pk else None


def _of_relationship(
    client: Client, declared: Relationship, at: datetime
) -> ContactRequest:
    """Make the request that a relationship would be; nothing can carry it out."""
    return ContactRequest(
        client=client.pk,
        purpose=kinds.PURPOSES[declared.kind],
        occasion=f"{RELATIONSHIP}{declared.id}",
        on=wall(at, client.time_zone).date(),
        channel="social_media" if declared.kind == "online" else "in_person",
        sender=declared.clinician,
        initiator=declared.started_by,
        relationship=declared.id,
    )


def _request(
    client: Client, act: Mapping[str, str], *, by: Actor, at: datetime
) -> ContactRequest:
    purpose, channel = act["purpose"], act.get("channel", "")
    step = _open_step(client, purpose, at)
    found = request_for(step, at=at) if step else None
    if found is not None and channel in {"", found.channel}:
        return by_hand.without_text(replace(found, initiator=act["initiator"]))
    on = wall(at, client.time_zone).date()
    agreed = queries.directive_for(client.pk, purpose=purpose, channel=channel, on=on)
    if agreed and not channel:
        channel = agreed.terms.channel
    own = own_clinician(by)
    return ContactRequest(
        client=client.pk,
        purpose=purpose,
        occasion=by_hand.message_of(client.pk, purpose, at=at),
        on=on,
        channel=channel,
        sender=own.pk if own else client.clinician_id,
        sender_role="clinician" if own or client.clinician_id else "practice",
        contact_point=(
            agreed.terms.contact_point if agreed else _point(client.pk, channel)
        ),
        directive_id=agreed.id if agreed else None,
        initiator=act["initiator"],
    )


def _telling(request: ContactRequest, occasion: str) -> ContactRequest:
    """Make it the contact with the one whom the occasion names, if it names any."""
    told = told_in(occasion)
    if told is None or request.purpose not in PURPOSES:
        return request
    return replace(
        request,
        occasion=told.occasion,
        recipient=recipients.kind_of(request.client, told.recipient_id),
    )


def _open_step(client: Client, purpose: str, at: datetime) -> Step | None:
    """Give the step whose days are open now, where there is one."""
    today = wall(at, client.time_zone).date()
    return (
        Step.objects.filter(
            client_id=client.pk,
            purpose=purpose,
            state__in=_COMING,
            opens_on__lte=today,
            closes_on__gte=today,
        )
        .order_by("due_on")
        .first()
    )


def _point(client: UUID, channel: str) -> UUID | None:
    rows = ContactPoint.objects.filter(
        client_id=client, channel=channel, retired_at__isnull=True, unsafe=False
    )
    newest = F("confirmed_on").desc(nulls_last=True)
    return rows.order_by(newest, "id").values_list("id", flat=True).first()
