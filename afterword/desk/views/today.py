"""What waits for the person who signed in, and what waits for anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.attention import queries as attention
from afterword.attention import services as waiting_services
from afterword.attention.errors import AttentionError
from afterword.attention.queries import Waiting
from afterword.audit.actors import Actor, Role
from afterword.clinic.models import Client, Clinician
from afterword.contact import closures
from afterword.contact import queries as contact
from afterword.contact.asked import SETTLERS
from afterword.contact.go_aheads import MAKERS
from afterword.contact.models import GoAhead
from afterword.desk import going_ahead, whose
from afterword.desk.talks import question_words
from afterword.desk.wording import WAITING, address_of, said
from afterword.ending import letters
from afterword.ending.looking import signs_in
from afterword.ending.models import Ending
from afterword.ending.queries import WRITTEN_BY_WHO_CARRIES
from afterword.ending.services import executing
from afterword.look.pages import see_other
from afterword.screening.services import is_lead
from afterword.screening.services.checking import MAY_ASK
from afterword.tenancy import practice

ABOUT: dict[str, Callable[[Waiting], str]] = {
    "answers": lambda item: address_of("desk:answer", item.about),
    "asked_for_contact": lambda item: address_of("desk:answer", item.about),
    "risk_answer": lambda item: address_of("desk:measured", item.about),
    "to_confirm": lambda item: address_of("desk:step", item.about),
    "unknown": lambda _item: address_of("desk:followup"),
    "not_sent": lambda _item: address_of("desk:followup"),
    "talked_over": lambda item: address_of("desk:ruling", item.about),
    "paper_to_attest": lambda item: address_of("desk:attest", item.id),
    "relationship_to_plan": lambda item: address_of("desk:relationship", item.about),
    "relationship_to_review": lambda item: address_of("desk:relationship", item.about),
    executing.KIND: lambda item: address_of("desk:glass", item.about),
    "conflict_match": lambda item: address_of("desk:conflict_found", item.about),
}
"""Where each kind leads. Any other leads to the person whom it is about."""
FOR_LEADS = frozenset({"conflict_match"})
"""For whoever leads compliance, and for nobody else."""
FOR_OWNERS = frozenset({"relationship_to_plan", "relationship_to_review"})
"""For the clinician whose it is; nobody stands in for them and it is not passed on."""
FOR_SUPERVISION = frozenset({executing.KIND})
"""For everybody who supervises, the administrators and the second person of the will:
they see it at once."""
FOR_ANYBODY = frozenset({"paper_to_attest"}) | FOR_LEADS | FOR_SUPERVISION
SUPERVISES = (Role.SUPERVISOR, Role.COMPLIANCE)
READERS = (Role.CLINICIAN, Role.SUPERVISOR)
"""Who may open what clients answered, and the follow-up board."""


@dataclass(frozen=True)
class Line:
    """One thing that waits, as words."""

    words: str
    url: str
    who: str
    since: date
    due: date | None
    owner: str = ""
    owner_id: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class ToSettle:
    """One question that waits for whoever settles it, without anybody's name."""

    words: str
    url: str
    since: date
    due: date | None
    one_has_picked: bool


@dataclass(frozen=True)
class Held:
    """An ending that is open."""

    url: str
    who: str
    since: date


@dataclass(frozen=True)
class Opened:
    """A contact that this person opened, and has not said the end of."""

    url: str
    words: str
    state: str
    since: date


@require_GET
@staff()
def today(request: StaffRequest) -> HttpResponse:
    """Show what waits, what is due first on top, and which endings are open."""
    actor = request.actor
    with practice(actor.practice):
        own = whose.own_clinician(actor)
        owners = whose.stands_in_for(own) if own else []
        items = _mine(actor, own, owners)
        endings = _open_endings(owners) if actor.has(Role.CLINICIAN) else []
        unsaid = going_ahead.unsaid(actor) if actor.has(*MAKERS) else []
        to_settle = contact.to_settle(actor)
        closes = actor.has(*SETTLERS) or (
            actor.has(*MAKERS) and closures.is_under_way()
        )
        letters_wait = bool(own and letters.waiting(_own_clients(own)))
    wanted = [*(item.client for item in items), *_whom(endings)]
    known = _known(request, [*wanted, *(one.client_id for one in unsaid)])
    zone = _zone(request)
    context = {
        "here": "today",
        "to_settle": [_question(one, zone) for one in to_settle],
        "settles": actor.has(*SETTLERS),
        "count": len(items) + len(unsaid) + len(to_settle),
        "items": [
            _line(item, known, zone, reads=_reads(actor, item)) for item in items
        ],
        "endings": [
            Held(
                url=reverse("desk:ending", args=[one.pk]),
                who=_called(known.get(one.client_id)),
                since=one.opened_at.astimezone(zone).date(),
            )
            for one in endings
        ],
        "opened": _opened(unsaid, known, zone),
        "closes": closes,
        "others_wait": actor.has(Role.ADMINISTRATOR),
        "may_check": actor.has(*MAY_ASK),
        "letters_wait": letters_wait and actor.has(Role.CLINICIAN),
    }
    return render(request, "desk/today.html", context)


def _own_clients(own: Clinician) -> list[UUID]:
    rows = Client.objects.filter(clinician=own, removed_at__isnull=True)
    return list(rows.values_list("pk", flat=True))


@require_GET
@staff(Role.ADMINISTRATOR)
def waiting(request: StaffRequest) -> HttpResponse:
    """Show what waits for anybody, so that it can be given to somebody else."""
    with practice(request.actor.practice):
        items = [
            item
            for item in attention.everything_waiting()
            if item.kind not in FOR_LEADS | FOR_OWNERS
        ]
        clinicians = list(Clinician.objects.order_by("name"))
    known = _known(request, [item.client for item in items])
    names = {one.pk: one.name for one in clinicians}
    zone = _zone(request)
    context = {
        "here": "today",
        "items": [
            _line(item, known, zone, owner=_owner(item, names), reads=False)
            for item in items
        ],
        "clinicians": [
            {"id": one.pk, "name": one.name}
            for one in clinicians
            if one.left_on is None
        ],
    }
    return render(request, "desk/waiting.html", context)


@require_POST
@staff(Role.ADMINISTRATOR)
def pass_on(request: StaffRequest, item: UUID) -> HttpResponse:
    """Give what waits to another clinician, or to the administrators."""
    to = request.POST.get("to", "")
    with practice(request.actor.practice):
        new = Clinician.objects.filter(pk__in=_uuid(to), left_on__isnull=True).first()
        kept = attention.everything_waiting(kinds=FOR_LEADS | FOR_OWNERS)
        risky = attention.everything_waiting(kinds=[waiting_services.Kind.RISK_ANSWER])
        opens = new is None or signs_in(new)
    if (to and new is None) or item in {one.id for one in kept}:
        raise Http404
    if not opens and item in {one.id for one in risky}:
        messages.error(request, _("They do not sign in here as a clinician."))
        return see_other(reverse("desk:waiting") + "#done")
    try:
        waiting_services.pass_on(
            item=item, to=new.pk if new else None, by=request.actor
        )
    except AttentionError:
        raise Http404 from None
    messages.success(
        request,
        _("It waits for %(name)s now.")
        % {"name": new.name if new else _("the administrators")},
    )
    return see_other(reverse("desk:waiting") + "#done")


def _opened(
    rows: Sequence[GoAhead], known: dict[UUID, whose.Person], zone: ZoneInfo
) -> list[Opened]:
    at = clock.now()
    return [
        Opened(
            url=reverse("desk:go_ahead", args=[row.pk]),
            words=f"{going_ahead.sentence(row)}: {_called(known.get(row.client_id))}",
            state=going_ahead.state_words(going_ahead.state_of(row, at=at)),
            since=row.opened_at.astimezone(zone).date(),
        )
        for row in rows
    ]


def _mine(actor: Actor, own: Clinician | None, owners: Sequence[UUID]) -> list[Waiting]:
    """Give what waits for this person. Inside an open practice only."""
    items = attention.waiting(
        owners=owners, administrators=actor.has(Role.ADMINISTRATOR)
    )
    found = [
        item
        for item in items
        if item.kind not in FOR_LEADS
        and (item.kind not in FOR_OWNERS or (own and item.owner == own.pk))
    ]
    if not actor.has(Role.ADMINISTRATOR):
        stated = attention.waiting(administrators=True, kinds=FOR_SUPERVISION)
        if not actor.has(*SUPERVISES):
            theirs = executing.to_confirm(actor.id) if stated else set()
            stated = [item for item in stated if item.about in theirs]
        found += stated
    if is_lead(actor):
        found += attention.waiting(administrators=True, kinds=FOR_LEADS)
    return found


def _open_endings(owners: Sequence[UUID]) -> list[Ending]:
    rows = Ending.objects.filter(state="open", client__clinician_id__in=owners)
    rows = rows.filter(WRITTEN_BY_WHO_CARRIES)
    return list(rows.select_related("client").order_by("opened_at"))


def _whom(endings: Sequence[Ending]) -> list[UUID]:
    return [one.client_id for one in endings]


def _known(
    request: StaffRequest, wanted: Sequence[UUID | None]
) -> dict[UUID, whose.Person]:
    """Open the names that the page shows; a person who left the list has none."""
    with practice(request.actor.practice):
        clients = list(
            Client.objects.filter(pk__in={one for one in wanted if one is not None})
        )
    people = whose.opened(request.actor, clients, purpose="today")
    return {one.id: one for one in people}


def _line(
    item: Waiting,
    known: dict[UUID, whose.Person],
    zone: ZoneInfo,
    *,
    reads: bool,
    owner: str = "",
) -> Line:
    leads = ABOUT.get(item.kind) if reads or item.kind in FOR_ANYBODY else None
    url = leads(item) if leads else ""
    if not url and item.client is not None:
        url = reverse("desk:person", args=[item.client])
    return Line(
        words=said(WAITING, item.kind),
        url=url,
        who=_called(known.get(item.client) if item.client else None),
        since=item.raised_at.astimezone(zone).date(),
        due=item.due_at.astimezone(zone).date() if item.due_at else None,
        owner=owner,
        owner_id=item.owner,
        id=item.id,
    )


def _reads(actor: Actor, item: Waiting) -> bool:
    """Say whether this person opens what a line is about, and not only whom."""
    if item.kind == waiting_services.Kind.RISK_ANSWER:
        return actor.has(Role.CLINICIAN) and item.owner is not None
    return actor.has(*READERS)


def _question(one: contact.Waits, zone: ZoneInfo) -> ToSettle:
    return ToSettle(
        words=question_words(one.purpose),
        url=reverse("desk:settle", args=[one.ruling]),
        since=one.since.astimezone(zone).date(),
        due=one.due_at.astimezone(zone).date() if one.due_at else None,
        one_has_picked=one.one_has_picked,
    )


def _called(person: whose.Person | None) -> str:
    return f"{person.called} ({person.reference})" if person else ""


def _owner(item: Waiting, names: dict[UUID, str]) -> str:
    return names.get(item.owner, "") if item.owner else _("The administrators")


def _zone(request: StaffRequest) -> ZoneInfo:
    return ZoneInfo(request.membership.practice.time_zone)


def _uuid(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


urlpatterns = [
    path("", today, name="today"),
    path("waiting", waiting, name="waiting"),
    path("waiting/<uuid:item>", pass_on, name="pass_on"),
]
