"""A ruling: the whole answer, the one next question, and what was answered before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.attention import queries as attention
from afterword.attention.services import Kind
from afterword.audit.actors import Actor, Role
from afterword.clinic.models import Client
from afterword.contact import queries
from afterword.contact import services as gate
from afterword.contact.answers import Answer
from afterword.contact.asked import Asked, after_talking
from afterword.contact.models import Ruling
from afterword.contact.weighing import book
from afterword.desk import asking, talks, whose
from afterword.desk.asking import Kept
from afterword.desk.going_ahead import Offer
from afterword.desk.going_ahead import offer as make_offer
from afterword.desk.questions import (
    LATER,
    NEVER,
    Next,
    NotAnAnswerError,
    Open,
    Whose,
    ask_next,
    confirmed,
    extras_from,
    read_answer,
)
from afterword.desk.questions import whose as whose_is
from afterword.desk.rulings import (
    QUIET,
    About,
    asked_words,
    branch_facts,
    outcome_words,
    show,
    still_holds,
)
from afterword.desk.wording import address_of
from afterword.look.pages import see_other
from afterword.look.shown import Option, RulingView
from afterword.rules.combining import IN_DANGER
from afterword.tenancy import practice

READERS = (Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE)
ASKERS = (Role.CLINICIAN, Role.SUPERVISOR)
MOST_PUT_OFF = 40


@dataclass(frozen=True)
class Line:
    """One stored answer in a list."""

    url: str
    on: date
    outcome: str
    purpose: str


@require_GET
@staff(*READERS)
def ruling(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Show a stored ruling at its own address."""
    return stored(request, ruling)


@require_POST
@staff(*ASKERS)
def answer(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Take one more answer and ask again; the new answer is kept beside the old."""
    found, client = find_ruling(request, ruling)
    kept = asking.open_ruling(found, by=request.actor)
    today = clock.today(request.membership.practice.time_zone)
    asks = _asks(found, kept, today) if kept is not None else None
    if kept is None or asks is None:
        return see_other("desk:ruling", ruling)
    asked, _others = ask_next(
        asks,
        general=False,
        roles=request.actor.roles,
        put_off=put_off_of(request),
    )
    if "confirm" in request.POST:
        assumed = kept.plain.get("provisional", {}).get("assuming", {})
        more = extras_from(assumed, on=today)
        values = {name: getattr(fact, "value", None) for name, fact in more.items()}
        said = confirmed(request.POST.getlist("confirm"), values, on=today)
    elif asked is None:
        return see_other("desk:ruling", ruling)
    else:
        try:
            given = read_answer(asked.fact, request.POST, on=today)
        except NotAnAnswerError as error:
            return stored(request, ruling, error=error.for_people)
        if given is None:
            later = f"{reverse('desk:ruling', args=[ruling])}?later="
            return see_other(f"{later}{put_off_of(request) + 1}")
        said = {asked.fact: given}
    new = asking.ask_again(kept, client, by=request.actor, at=clock.now(), more=said)
    return see_other("desk:ruling", new.id)


@require_GET
@staff(*READERS)
def rulings(request: StaffRequest, client: UUID) -> HttpResponse:
    """List what was answered about one client, newest first."""
    person = _seen_client(request, client)
    with practice(request.actor.practice):
        rows = list(Ruling.objects.filter(client_id=client).order_by("-at")[:200])
    purposes = book().vocabulary.purposes
    context = {
        "here": "people",
        "reference": person.reference,
        "person_url": address_of("desk:person", client),
        "ask_url": _ask_url(client),
        "lines": [
            Line(
                url=reverse("desk:ruling", args=[row.pk]),
                on=row.on,
                outcome=row.outcome,
                purpose=purposes[row.purpose].label
                if row.purpose in purposes
                else row.purpose,
            )
            for row in rows
        ],
    }
    return render(request, "desk/rulings.html", context)


def page(  # noqa: PLR0913 - one answer, who reads it, and how far they are
    plain: dict[str, Any],
    about: About,
    *,
    answer: Answer | None,
    general: bool,
    roles: Collection[str],
    put_off: int,
    asks: Answer | None,
) -> dict[str, Any]:
    """Give everything that the page of a ruling shows.

    ``asks`` is the answer whose question is put: this one, or what a talk would
    leave of it. Without it nothing is asked.
    """
    asked: Next | None = None
    others: tuple[Open, ...] = ()
    if asks is not None:
        asked, others = ask_next(asks, general=general, roles=roles, put_off=put_off)
    is_hold = plain["outcome"] == "hold"
    shown = show(
        plain,
        about,
        answer=answer,
        asking=asked,
        branches=_branches(asked, about) if asked and is_hold else (),
    )
    return {
        "shown": shown,
        "tickable": [
            (name, words)
            for name, words in shown.assumed
            if whose_is(name, general=general, roles=roles) is Whose.YOURS
        ],
        "for_granted": [
            words
            for name, words in shown.assumed
            if whose_is(name, general=general, roles=roles) is not Whose.YOURS
        ],
        "ruling": shown.view,
        "asking": asked,
        "options": (*asked.options, *_beside()) if asked else (),
        "for_client": [one for one in others if one.whose is Whose.CLIENTS],
        "for_others": [one for one in others if one.whose is not Whose.CLIENTS],
        "who": about.who,
        "can_answer": asks is not None,
        "in_danger": plain["reason"] in IN_DANGER,
        "question": "desk/ruling_question.html",
    }


def put_off_of(request: StaffRequest) -> int:
    """Say how many questions were put off on this page. It is a number and no more."""
    given = request.GET.get("later", "")
    is_number = given.isascii() and given.isdigit() and len(given) < 3  # noqa: PLR2004
    return min(int(given), MOST_PUT_OFF) if is_number else 0


def stored(
    request: StaffRequest, ruling: UUID, *, error: str = "", offer: Offer | None = None
) -> HttpResponse:
    """Show a stored ruling, perhaps with a form on it that came back."""
    found, client = find_ruling(request, ruling)
    person = whose.person_of(request, client, purpose="read_ruling")
    kept = asking.open_ruling(found, by=request.actor)
    context: dict[str, Any] = {
        "here": "ask",
        "person": person,
        "person_url": address_of("desk:person", client.pk),
        "rulings_url": reverse("desk:rulings", args=[client.pk]),
        "ask_url": _ask_url(client.pk),
        "error": error,
    }
    if kept is None:
        return render(request, "desk/ruling_gone.html", context)
    if declared := asking.relationship_in(kept.occasion):
        context["relationship_url"] = address_of("desk:relationship", declared)
    today = clock.today(request.membership.practice.time_zone)
    may_answer = request.actor.has(*ASKERS)
    put_off = put_off_of(request)
    context |= page(
        kept.plain,
        _about(kept, person.called),
        answer=kept.answer,
        general=False,
        roles=request.actor.roles,
        put_off=put_off,
        asks=_asks(found, kept, today) if may_answer else None,
    )
    if context["asking"] is None:
        context |= _talk(request, found, kept, today)
    context |= {
        "answer_url": f"{reverse('desk:ruling_answer', args=[ruling])}?later={put_off}",
        "again_url": reverse("desk:ruling_again", args=[ruling]) if may_answer else "",
        "is_old": kept.on < today,
        "is_ahead": kept.on > today,
        "is_changed": not still_holds(kept.plain),
    }
    status = 422 if error or offer is not None else 200
    offer = offer or make_offer(kept, client, by=request.actor, at=clock.now())
    if offer is not None:
        context |= _doing(offer, context["ruling"])
    return render(request, "desk/ruling.html", context, status=status)


def _about(kept: Kept, who: str) -> About:
    return About(
        asked=asked_words(kept.facts, who=who),
        who=who,
        purpose=kept.purpose,
        on=kept.on,
        facts=kept.facts,
        unmet=_unmet(kept),
    )


def _doing(offer: Offer, shown: RulingView) -> dict[str, Any]:
    """Give what can be done under an answer; its points stand in the form then."""
    if offer.form is not None:
        shown = replace(shown, conditions=[])
    return {"offer": offer, "doing": "desk/_go_ahead_offer.html", "ruling": shown}


def find_ruling(request: StaffRequest, ruling: UUID) -> tuple[Ruling, Client]:
    """Give a ruling about a client whom this person may see, or *not found*."""
    with practice(request.actor.practice):
        found = Ruling.objects.filter(pk=ruling).first()
    if found is None:
        raise Http404
    return found, _seen_client(request, found.client_id)


def _seen_client(request: StaffRequest, client: UUID) -> Client:
    if reads_everything(request.actor):
        with practice(request.actor.practice):
            person = Client.objects.filter(pk=client).first()
        if person is None:
            raise Http404
        return person
    return whose.client_of(request, client)


def reads_everything(actor: Actor) -> bool:
    """Say whether somebody answers for the record of the whole practice."""
    return actor.has(Role.COMPLIANCE, Role.SUPERVISOR)


def _asks(found: Ruling, kept: Kept, today: date) -> Answer | None:
    """Give the answer whose question can be put: it waits, and its day is not over.

    Of one that wants a talk that is what the talk would leave: what is missing then
    is asked before, for an answer afterwards would be another fact.
    """
    if kept.answer is None or kept.on < today:
        return None
    if kept.plain["outcome"] == "hold" or kept.plain["reason"] in IN_DANGER:
        return kept.answer
    if kept.plain["reason"] == "collision":
        return kept.answer if kept.plain["missing"] else None
    if kept.plain["reason"] != "consult":
        return None
    left = after_talking(Asked(found, kept.facts, kept.plain), on=kept.on)
    return left if left.outcome.value == "hold" else None


def _talk(
    request: StaffRequest, found: Ruling, kept: Kept, today: date
) -> dict[str, Any]:
    """Give how the talk about this answer stands, and what may be done next."""
    plain, actor = kept.plain, request.actor
    named = plain.get("settled_by", [])
    with practice(actor.practice):
        talk = queries.talk_about(found.pk, on=today)
        lines = queries.talks_named(named) if named else talk.lines
        stands = queries.standing_named(named)
        wants = plain["reason"] in {"consult", "collision"}
        ways = queries.ways(actor, found, on=today) if wants else queries.Ways()
        second = talk.state == "one_of_two" and queries.may_settle(
            actor, found, collision=True
        )
        waits = attention.waits_about(found.pk, kind=Kind.TALKED_OVER)
    if not wants and not named:
        return {}
    said = talks.said(lines, by=actor, of=found.pk)
    return {
        "question": "desk/ruling_talk.html",
        "talk": talk,
        "talk_due": talk.due_at.astimezone(
            ZoneInfo(request.membership.practice.time_zone)
        )
        if talk.due_at
        else None,
        "said": said,
        "tell_verdicts": len(said) > 1 or not (named or talk.holds),
        "stands": stands,
        "talk_heading": talks.used(said) if named else talks.heading(talk, said),
        "wants_talk": wants and actor.has(*ASKERS),
        "ways": ways,
        "second_url": reverse("desk:settle", args=[found.pk]) if second else "",
        "talk_urls": {
            name: reverse(f"desk:ruling_{name}", args=[found.pk])
            for name in ("ask", "read", "advice", "met")
        },
        "answer_waits": waits and actor.has(*ASKERS),
    }


def _unmet(kept: Kept) -> tuple[str, ...] | None:
    """Give what is not met, where a draft stood behind the answer."""
    if not kept.occasion.startswith("step:"):
        return None
    return tuple(kept.plain.get("unmet", ()))


def _branches(asked: Next, about: About) -> list[tuple[str, str]]:
    if book().vocabulary.purposes[about.purpose].lane in QUIET:
        return []
    return [
        (
            words,
            outcome_words(
                gate.ask_in_general(facts=facts, on=about.on).outcome.value
            ).lower(),
        )
        for words, facts in branch_facts(asked, about.facts, about.on)
    ]


def _beside() -> tuple[Option, Option]:
    return (
        Option(LATER, _("I do not know yet")),
        Option(NEVER, _("It cannot be found out"), _("Say why below.")),
    )


def _ask_url(client: UUID) -> str:
    return f"{reverse('desk:ask')}?client={client}"


urlpatterns = [
    path("rulings/<uuid:ruling>", ruling, name="ruling"),
    path("rulings/<uuid:ruling>/answer", answer, name="ruling_answer"),
    path("people/<uuid:client>/rulings", rulings, name="rulings"),
]
