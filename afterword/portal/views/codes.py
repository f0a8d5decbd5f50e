"""Ask at a link for a code, and answer the one empty form that it opens.

Whatever becomes of asking, the pages are the same. Whoever reads the mailbox gets to
an empty form and to nothing that anybody stored: no answers, choices, plan or data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from afterword import clock
from afterword.consent import code_requests
from afterword.followup import checkins, tasks
from afterword.followup.checkins import Answers, CheckIn
from afterword.followup.errors import (
    AlreadySentError,
    CheckInClosedError,
    NoCheckInError,
)
from afterword.look.pages import see_other
from afterword.measures.instruments import Instrument
from afterword.portal.access import end_visit, forget, form_visitor, network
from afterword.portal.forms.answering import WordsForm
from afterword.portal.forms.entering import LinkCodeForm
from afterword.portal.showing import page
from afterword.portal.views.answering import (
    as_questions,
    away_until,
    read_answer,
    stem_of,
)
from afterword.portal.views.links import ended, live, sender

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Filled:
    """What somebody put into an empty form just now."""

    answers: Answers
    words: str
    problem: str

    @property
    def is_blank(self) -> bool:
        return all(value is None for value in self.answers)


@require_POST
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a code to the address of this link. The answer is always the same."""
    opened = live(token)
    if opened is None:
        return ended(request, token)
    asked = code_requests.ask(opened, bucket=network(request), at=clock.now())
    if asked is not None:
        tasks.send_code_later(asked, practice_id=opened.practice)
    return see_other("portal:code_sent", token)


@require_safe
def code_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Say where to look, and ask for the code. It is not told whether one was sent."""
    opened = live(token)
    if opened is None:
        return ended(request, token)
    context: dict[str, Any] = {"token": token, "form": LinkCodeForm()}
    return page(
        request,
        "code_sent",
        neutral_name=sender(opened),
        practice_id=opened.practice,
        **context,
    )


@BOTH
@form_visitor
def form(request: Any) -> HttpResponse:
    """Show an empty form; keep or send what was filled in, and end the visit.

    What is stored is never shown, so it is never taken back here either: a question
    left blank leaves a stored answer as it is, one that is filled in replaces it.
    Sending sends both, as the page says, and needs at least one answer given here.
    """
    try:
        found = checkins.open_for(
            occasion=request.occasion, by=request.actor, at=clock.now()
        )
        if not found.is_open:
            return page(request, "form_closed")
        asked = checkins.questions_of(found.instrument, by=request.actor)
        if request.method != "POST":
            blank: Answers = [None] * len(asked.items)
            return _page(request, found, Filled(blank, "", ""), WordsForm())
        words = WordsForm(request.POST)
        filled = _read(request, asked, words)
        if filled.problem or not words.is_valid():
            return _page(request, found, filled, words, status=422)
        _save(request, found, filled)
    except (AlreadySentError, CheckInClosedError, NoCheckInError):
        return page(request, "form_closed")
    came = "form_saved" if request.POST.get("later") else "form_sent"
    end_visit(request)
    return forget(see_other(f"portal:{came}"))


@require_safe
def form_sent(request: HttpRequest) -> HttpResponse:
    """Say that it was sent, to whoever is led here. It knows nobody."""
    return page(request, "form_done", is_sent=True)


@require_safe
def form_saved(request: HttpRequest) -> HttpResponse:
    """Say that it was saved and not sent, and how to go on. It knows nobody."""
    return page(request, "form_done", is_sent=False)


def _read(request: Any, asked: Instrument, words: WordsForm) -> Filled:
    given = [
        read_answer(request, asked, number, f"a{number}", may_skip=True)
        for number in range(1, len(asked.items) + 1)
    ]
    answers = [value for value, _error in given]
    problem = next((error for _value, error in given if error), "")
    written = words.cleaned_data["words"].strip() if words.is_valid() else ""
    filled = Filled(answers, written, problem)
    if filled.is_blank and not problem and not request.POST.get("later"):
        return Filled(answers, written, _("Answer a question, then send"))
    return filled


def _save(request: Any, found: CheckIn, filled: Filled) -> None:
    by, at = request.actor, clock.now()
    row = checkins.start(occasion=found.occasion, by=by, at=at)
    for number, value in enumerate(filled.answers, start=1):
        if value is not None:
            checkins.save_answer(
                administration=row, item=number, value=value, by=by, at=at
            )
    if filled.words:
        checkins.save_words(administration=row, words=filled.words, by=by, at=at)
    if not request.POST.get("later"):
        checkins.send(administration=row, by=by, at=at)


def _page(
    request: Any, found: CheckIn, filled: Filled, words: WordsForm, *, status: int = 200
) -> HttpResponse:
    """Show the form with what this very press held, and nothing else."""
    asked = checkins.questions_of(found.instrument, by=request.actor)
    context: dict[str, Any] = {
        "check_in": found,
        "questions": as_questions(asked, filled.answers, name="a{}"),
        "stem": stem_of(asked),
        "form": words,
        "problem": filled.problem,
        "away": away_until(request),
    }
    return page(request, "form", status=status, **context)


urlpatterns = [
    path("n/<str:token>/send", send_code, name="send_code"),
    path("n/<str:token>/sent", code_sent, name="code_sent"),
    path("f", form, name="form"),
    path("f/sent", form_sent, name="form_sent"),
    path("f/saved", form_saved, name="form_saved"),
]
