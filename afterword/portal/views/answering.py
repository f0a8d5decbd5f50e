"""Answer a check-in: in own time, saved as it goes, sent once. No number is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from afterword import clock
from afterword.clinic.models import Clinician
from afterword.followup import checkins
from afterword.followup.checkins import REPLY_WITHIN, Answers, CheckIn
from afterword.followup.errors import (
    AlreadySentError,
    CheckInClosedError,
    NoCheckInError,
)
from afterword.followup.models import Step
from afterword.look.pages import see_other
from afterword.look.shown import Option
from afterword.measures.instruments import Instrument
from afterword.portal import asking, notes
from afterword.portal.access import visitor
from afterword.portal.forms.answering import WayForm, WordsForm
from afterword.portal.showing import page
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Question:
    """One question with the answer so far, as a page shows it."""

    number: int
    name: str
    words: str
    chosen: str
    answer: str
    """The chosen answer in words; empty if it was left out."""
    options: tuple[Option, ...]
    """The answers to choose from; no number beside them."""
    error: str = ""


def own_check_in(view: View) -> View:
    """Find this client's check-in; say so if it is over; thank them if it was sent."""

    @wraps(view)
    def found(request: Any, step: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.check_in = _check_in(request, step)
            return view(request, step, *args, **kwargs)
        except NoCheckInError:
            raise Http404 from None
        except AlreadySentError:
            return see_other("portal:thanks", step)
        except CheckInClosedError as error:
            return page(request, "closed", words=error.for_people)

    return visitor(found)


@BOTH
@own_check_in
def check_in(request: Any, step: UUID) -> HttpResponse:
    """Say what is asked, who reads it and when, before the first question."""
    found: CheckIn = request.check_in
    _insist_open(found)
    form = WayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        begun = checkins.start(
            occasion=found.occasion, by=request.actor, at=clock.now()
        )
        if form.cleaned_data["way"] == "all":
            return see_other("portal:all_questions", step)
        return _go_on(step, _so_far(request, begun))
    status = 422 if request.method == "POST" else 200
    context: dict[str, Any] = {
        "check_in": found,
        "form": form,
        "away": away_until(request),
    }
    return page(request, "check_in", status=status, **context)


@BOTH
@own_check_in
def question(request: Any, step: UUID, number: int) -> HttpResponse:
    """Ask one question. A press saves it; leaving it out is an answer too."""
    found: CheckIn = request.check_in
    administration = _begun(found)
    asked = checkins.questions_of(found.instrument, by=request.actor)
    if administration is None:
        return see_other("portal:check_in", step)
    if not 1 <= number <= len(asked.items):
        raise Http404
    error = ""
    if request.method == "POST":
        value, error = read_answer(request, asked, number, "a")
        if not error:
            _save(request, administration, number, value)
            return _after(request, step, number, asked)
    so_far = _so_far(request, administration)
    shown = as_questions(asked, so_far, name="a")[number - 1]
    context: dict[str, Any] = {
        "question": shown,
        "stem": stem_of(asked),
        "where": _where(number, asked, found),
        "error": error,
        "back_to": "check" if request.GET.get("change") else "",
        "step": step,
        "is_error": bool(error),
    }
    return page(request, "question", status=422 if error else 200, **context)


@BOTH
@own_check_in
def all_questions(request: Any, step: UUID) -> HttpResponse:
    """Ask everything on one page; what is left out stays left out."""
    found: CheckIn = request.check_in
    administration = _begun(found)
    asked = checkins.questions_of(found.instrument, by=request.actor)
    if administration is None:
        return see_other("portal:check_in", step)
    if request.method == "POST":
        given = [
            read_answer(request, asked, number, f"a{number}", may_skip=True)
            for number in range(1, len(asked.items) + 1)
        ]
        if not any(error for _value, error in given):
            for number, (value, _error) in enumerate(given, start=1):
                _save(request, administration, number, value)
            if request.POST.get("later"):
                return notes.say(see_other("portal:today"), "saved")
            return see_other("portal:check", step)
    status = 422 if request.method == "POST" else 200
    context: dict[str, Any] = {
        "questions": as_questions(asked, _so_far(request, administration), name="a{}"),
        "stem": stem_of(asked),
        "notice_line": asked.notice,
        "step": step,
        "is_error": status != 200,  # noqa: PLR2004 - the page came back
    }
    return page(request, "all_questions", status=status, **context)


@BOTH
@own_check_in
def check(request: Any, step: UUID) -> HttpResponse:
    """Show the answers with a way to change each, and send them once."""
    found: CheckIn = request.check_in
    administration = _begun(found)
    if administration is None:
        return see_other("portal:check_in", step)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at, words = clock.now(), form.cleaned_data["words"].strip()
        if words:
            checkins.save_words(
                administration=administration, words=words, by=request.actor, at=at
            )
        checkins.send(administration=administration, by=request.actor, at=at)
        return see_other("portal:thanks", step)
    asked = checkins.questions_of(found.instrument, by=request.actor)
    context: dict[str, Any] = {
        "questions": as_questions(asked, _so_far(request, administration), name="a"),
        "stem": stem_of(asked),
        "check_in": found,
        "form": form,
        "step": step,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "check", status=status, **context)


@require_safe
@own_check_in
def thanks(request: Any, step: UUID) -> HttpResponse:
    """Say what happens now, and offer to ask for a reply."""
    found: CheckIn = request.check_in
    if found.sent_at is None:
        return see_other("portal:check_in", step)
    context: dict[str, Any] = {
        "check_in": found,
        "days": REPLY_WITHIN.days,
        "step": step,
    }
    return page(request, "thanks", **context)


@require_POST
@own_check_in
def reply(request: Any, step: UUID) -> HttpResponse:
    """Ask that somebody gets in touch: it opens one answer and nothing else."""
    found: CheckIn = request.check_in
    if found.administration is None:
        return see_other("portal:check_in", step)
    checkins.ask_for_contact(
        administration=found.administration, by=request.actor, at=clock.now()
    )
    asking.open_one_answer(
        by=request.actor,
        client=request.client_id,
        about=f"check_in:{found.administration}",
    )
    response = see_other("portal:thanks", step)
    response["Location"] += "#done"
    return notes.say(response, "reply")


def _check_in(request: Any, step: UUID) -> CheckIn:
    with practice(request.practice_id):
        row = Step.objects.filter(pk=step, client_id=request.client_id).first()
    if row is None:
        raise NoCheckInError("none of this client's")
    return checkins.open_for(occasion=row.occasion, by=request.actor, at=clock.now())


def _insist_open(found: CheckIn) -> None:
    if found.sent_at is not None and found.administration is not None:
        raise AlreadySentError(found.administration)
    if found.closed:
        raise CheckInClosedError(found.step, found.closed)


def _begun(found: CheckIn) -> UUID | None:
    _insist_open(found)
    return found.administration


def _so_far(request: Any, administration: UUID) -> Answers:
    return checkins.answers_so_far(administration=administration, by=request.actor)


def _save(request: Any, administration: UUID, number: int, value: int | None) -> None:
    checkins.save_answer(
        administration=administration,
        item=number,
        value=value,
        by=request.actor,
        at=clock.now(),
    )


def read_answer(
    request: Any, asked: Instrument, number: int, name: str, *, may_skip: bool = False
) -> tuple[int | None, str]:
    """Read one answer as it was posted, or say what to do."""
    posted = request.POST.get(name, "")
    if request.POST.get("skip") or (may_skip and not posted):
        return None, ""
    answers = asked.answers_to(asked.items[number - 1].id)
    values = {str(answer.value): answer.value for answer in answers}
    if posted in values:
        return values[posted], ""
    return None, _("Choose an answer, or skip this question")


def _go_on(step: UUID, so_far: Answers) -> HttpResponse:
    """Go to the first question without an answer, or to the check of them all."""
    for number, value in enumerate(so_far, start=1):
        if value is None:
            return see_other("portal:question", step, number)
    return see_other("portal:check", step)


def _after(request: Any, step: UUID, number: int, asked: Instrument) -> HttpResponse:
    if request.POST.get("later"):
        return notes.say(see_other("portal:today"), "saved")
    if request.GET.get("change") or number == len(asked.items):
        return see_other("portal:check", step)
    return see_other("portal:question", step, number + 1)


def as_questions(asked: Instrument, so_far: Answers, *, name: str) -> list[Question]:
    """Give the questions as a page shows them, with the answers so far."""
    return [
        Question(
            number=number,
            name=name.format(number),
            words=item.text,
            chosen="" if value is None else str(value),
            answer=next((a.text for a in answers if a.value == value), ""),
            options=tuple(Option(str(a.value), a.text) for a in answers),
        )
        for number, (item, value) in enumerate(
            zip(asked.items, so_far, strict=True), start=1
        )
        for answers in [asked.answers_to(item.id)]
    ]


def stem_of(asked: Instrument) -> str:
    """Give what stands above the questions; some questionnaires have nothing there."""
    return asked.stem or _("Questions")


def _where(number: int, asked: Instrument, found: CheckIn) -> str:
    place = _("Question %(number)s of %(last)s.") % {
        "number": number,
        "last": len(asked.items),
    }
    return f"{place} {found.told_who_reads}".strip()


def away_until(request: Any) -> date | None:
    """Say until when the reader is away, if nobody reads meanwhile."""
    with practice(request.practice_id):
        own = Clinician.objects.filter(pk=request.home.clinician).first()
        if own is None or own.covered_by_id or own.away_until is None:
            return None
        today = clock.today(request.home.time_zone)
        begun = own.away_from is None or own.away_from <= today
        return own.away_until if begun and today <= own.away_until else None


urlpatterns = [
    path("q/<uuid:step>", check_in, name="check_in"),
    path("q/<uuid:step>/<int:number>", question, name="question"),
    path("q/<uuid:step>/all", all_questions, name="all_questions"),
    path("q/<uuid:step>/check", check, name="check"),
    path("q/<uuid:step>/thanks", thanks, name="thanks"),
    path("q/<uuid:step>/reply", reply, name="reply"),
]
