"""Put one contact together as it would go at an instant. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F

from afterword.clinic.models import Client, ContactPoint
from afterword.consent import code_requests, queries, suppression
from afterword.consent.models import HandOff
from afterword.consent.queries import CODE, SafeContactView
from afterword.consent.releases import ReleaseView, covering, told_in
from afterword.consent.terms import Asked
from afterword.contact.drafts import Draft
from afterword.contact.hours import Hours, inside, quiet_in, wall
from afterword.contact.requests import ContactRequest
from afterword.messaging import wording
from afterword.messaging.wording import Wording
from afterword.tenancy.models import Practice

MARGIN = timedelta(minutes=2)
"""Nothing is begun so late that the agreed hours could end under it."""


@dataclass(frozen=True)
class Situation:
    """One contact, and where and when it would go."""

    draft: Draft
    days: tuple[date, ...]
    """The date where the client is and where the practice is; usually one."""
    reads_replies: bool
    used: int
    """Contacts that began under this agreement, this one left out."""
    zone: str
    in_use: bool
    """The address is this client's, neither retired nor unsafe, and not stopped."""
    barred: bool
    """The client has said that nobody here may write, and opened nothing since."""
    asked_here: bool
    """This code was asked for, for this address, in the last minutes."""


def situate(request: ContactRequest, *, at: datetime) -> Situation:
    """Look at everything that one contact depends on. Inside an open practice only."""
    person = Client.objects.select_related("practice").get(pk=request.client)
    standing = queries.standing_of(request.client)
    directive = (
        standing.directives.get(request.agreement) if request.agreement else None
    )
    safe = queries.safe_contact_of(request.client)
    local = wall(at, person.time_zone)
    draft = Draft(
        request=request,
        wording=_wording(request, safe, person.practice, directive_language(directive)),
        directive=directive,
        sender_label=safe.sender_label if safe else "",
        told_who_reads=safe.told_who_reads if safe else "",
        told_not_private=bool(safe and safe.told_not_private),
        wall_date=local.date(),
        wall_time=local.time(),
        in_hours=_in_hours(at, safe, person),
        hours_last=_in_hours(at + MARGIN, safe, person),
        safest_point=_safest(request),
        attempts_allowed=person.practice.outreach_attempts,
        release=_release(request, on=local.date()),
    )
    return Situation(
        draft=draft,
        days=_days(at, person.time_zone, person.practice.time_zone),
        reads_replies=person.practice.reads_replies,
        used=_used(request),
        zone=person.time_zone,
        in_use=_in_use(request),
        barred=standing.bars(request.agreement, request.occasion),
        asked_here=code_requests.is_fresh(
            client=request.client,
            occasion=request.occasion,
            contact_point=request.contact_point,
            at=at,
        ),
    )


def is_covered(situation: Situation, *, on: date) -> bool:
    """Say whether the agreement covers this contact in every respect on a day."""
    draft = situation.draft
    request, directive = draft.request, draft.directive
    if directive is None or not directive.is_live or directive.on(on) != "confirmed":
        return False
    by_practice = directive.terms.grantee_kind == "practice"
    return directive.terms.covers(
        Asked(
            purpose=request.purpose,
            channel=request.channel,
            contact_point=request.contact_point,
            sender=directive.terms.grantee if by_practice else request.sender,
            on=on,
            ended_on=directive.ended_on,
            used=situation.used,
            language=directive.terms.language,
            step=request.step,
            instrument=request.instrument,
        )
    )


def stands(situation: Situation, *, on: date) -> bool:
    """Say whether the agreement beside this contact is neither stopped nor resting."""
    found = situation.draft.directive
    live = found is not None and found.is_live and found.on(on) == "confirmed"
    return live and not situation.barred


def directive_language(directive: object) -> str:
    """Give the language agreed on, English where nothing was."""
    terms = getattr(directive, "terms", None)
    return str(terms.language) if terms is not None else "en"


def _wording(
    request: ContactRequest,
    safe: SafeContactView | None,
    practice: Practice,
    language: str,
) -> Wording | None:
    if not request.template or not wording.speaks(language):
        return None
    return wording.write(
        template_id=request.template,
        sender_label=safe.sender_label if safe else practice.neutral_name,
        language=language,
        reads_replies=practice.reads_replies,
    )


def _in_hours(at: datetime, safe: SafeContactView | None, person: Client) -> bool:
    if safe is None:
        return False
    places = person.places or [person.practice.country]
    return inside(
        at,
        zone=safe.time_zone,
        agreed=Hours(safe.hours_from, safe.hours_until),
        quiet=quiet_in(places),
    )


def _days(at: datetime, *zones: str) -> tuple[date, ...]:
    return tuple(sorted({wall(at, zone).date() for zone in zones}))


def _used(request: ContactRequest) -> int:
    if request.directive_id is None:
        return 0
    begun = HandOff.objects.filter(
        directive_id=request.directive_id, status__in=queries.BEGUN
    ).exclude(purpose=CODE)
    return begun.exclude(client_id=request.client, occasion=request.occasion).count()


def _release(request: ContactRequest, *, on: date) -> ReleaseView | None:
    told = told_in(request.occasion)
    if told is None:
        return None
    return covering(request.client, told.recipient_id, told.shares, on=on)


def _safest(request: ContactRequest) -> UUID | None:
    """Give the address that was confirmed last; for a letter, of the postal ones."""
    rows = ContactPoint.objects.filter(
        client_id=request.client,
        retired_at__isnull=True,
        refused_at__isnull=True,
        unsafe=False,
        shared="no",
    )
    if request.channel == "letter":
        rows = rows.filter(channel="letter")
    newest = F("confirmed_on").desc(nulls_last=True)
    return rows.order_by(newest, "id").values_list("id", flat=True).first()


def _in_use(request: ContactRequest) -> bool:
    if request.contact_point is None:
        return False
    point = ContactPoint.objects.filter(
        pk=request.contact_point,
        client_id=request.client,
        channel=request.channel,
        retired_at__isnull=True,
        unsafe=False,
    ).first()
    return point is not None and not suppression.is_stopped(bytes(point.address_index))
