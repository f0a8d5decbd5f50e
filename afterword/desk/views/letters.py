"""Letters: what waits to be printed, those about one person, and one by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.contact.errors import GateError
from afterword.contact.services.looking_again import record_go_ahead
from afterword.desk import going_ahead, whose
from afterword.desk import letters as posting
from afterword.desk.forms.letters import LONGEST, BeginForm, LetterForm
from afterword.desk.letter_words import FORMS, READERS, SAYS, STATES, title_of
from afterword.desk.wording import said
from afterword.ending import letters
from afterword.ending.errors import EndingError, NoGoAheadForLetterError, NoReleaseError
from afterword.ending.letter_check import checked
from afterword.ending.letter_values import Whom
from afterword.ending.models import Letter, LetterCopy, LetterVersion
from afterword.ending.queries import is_held_by
from afterword.ending.services import letters as writing
from afterword.ending.services import letters_going
from afterword.ending.services.letters_releases import released
from afterword.letters.content import KNOWS_NOT, Remark, stops
from afterword.letters.errors import LetterError
from afterword.letters.letter import plain_text
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date, full_moment
from afterword.tenancy import practice

BOTH: Final = require_http_methods(["GET", "POST"])
UNBROKEN: Final = 10_000
"""A page breaks its lines by itself."""
KINDS: Final[Mapping[str, str]] = {"text": "text/plain; charset=utf-8"}


@require_GET
@staff(Role.CLINICIAN)
def queue(request: StaffRequest) -> HttpResponse:
    """Show the letters that are written and not gone."""
    by, now = request.actor, clock.now()
    with practice(by.practice):
        own = whose.own_clinician(by)
        theirs = Client.objects.filter(clinician=own, removed_at__isnull=True)
        rows = letters.waiting(theirs.values_list("pk", flat=True)) if own else []
        opened = {row.pk for row in rows if posting.go_ahead_for(row, by=by, at=now)}
    people = whose.opened(by, [row.client for row in rows], purpose="letter")
    waiting = [
        {
            "url": reverse("desk:letter", args=[row.pk]),
            "who": f"{person.called} ({person.reference})",
            "what": title_of(letters.template_of(row), row.recipient),
            "state": said(STATES, row.state),
            "note": _waits_for(row, may_go=row.pk in opened),
        }
        for row, person in zip(rows, people, strict=True)
    ]
    return render(request, "desk/letters.html", {"here": "people", "waiting": waiting})


@BOTH
@staff(Role.CLINICIAN)
def letters_of(request: StaffRequest, client: UUID) -> HttpResponse:
    """Show every letter about one person, and begin another."""
    person = _own(request, client)
    back = reverse("desk:person", args=[client])
    return about(request, person, back=back)


def about(request: StaffRequest, client: Client, *, back: str) -> HttpResponse:
    """Show or begin the letters of one person, from wherever one came."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name, reader, purpose = form.chosen
        try:
            made = writing.draft_letter(
                client=client.pk,
                name=name,
                recipient=reader,
                purpose=purpose,
                by=request.actor,
            )
        except (EndingError, LetterError) as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(
                request, _("Begun with what is known. Fill what is in brackets.")
            )
            return see_other(reverse("desk:letter", args=[made]) + "#done")
    with practice(request.actor.practice):
        rows = letters.of_client(client.pk)
    context = {
        "here": "people",
        "back_url": back,
        "form": form,
        "rows": [
            {
                "url": reverse("desk:letter", args=[row.pk]),
                "what": title_of(letters.template_of(row), row.recipient),
                "state": said(STATES, row.state),
                "day": row.made_at.astimezone(_zone(request)).date(),
                "is_over": row.state in letters.OVER,
            }
            for row in rows
        ],
    }
    if form.is_bound:
        return unprocessable(request, "desk/letters_of.html", context)
    return render(request, "desk/letters_of.html", context)


@BOTH
@staff(Role.CLINICIAN)
def letter(request: StaffRequest, letter: UUID) -> HttpResponse:
    """Show one letter: what is typed, what is wrong with it, and how it may go."""
    row, client = _find(request, letter)
    if request.method == "POST":
        return _save(request, row, client)
    text = letters.opened(_newest(request, row), by=request.actor)
    initial = {
        **text.blocks,
        "paper": row.paper,
        "to_name": text.whom.name,
        "to_address": text.whom.address,
        "to_whom": str(row.recipient_id or ""),
        "tells": row.shares,
    }
    form = LetterForm(
        kept=letters.template_of(row),
        is_to_other=row.recipient != "client",
        readers=posting.readers(row, by=request.actor),
        initial=initial,
    )
    return render(request, "desk/letter.html", _page(request, row, client, text, form))


@require_POST
@staff(Role.CLINICIAN)
def act(request: StaffRequest, letter: UUID, do: str) -> HttpResponse:
    """Make it ready, print it, say how it went, or call it off."""
    row, client = _find(request, letter)
    done = ACTS.get(do)
    if done is None:
        raise Http404
    try:
        return done(request, row, client)
    except (EndingError, LetterError, GateError) as error:
        messages.error(request, str(error.for_people))
    return _back(row)


def _save(request: StaffRequest, row: Letter, client: Client) -> HttpResponse:
    form = LetterForm(
        request.POST,
        kept=letters.template_of(row),
        is_to_other=row.recipient != "client",
        readers=posting.readers(row, by=request.actor),
    )
    if form.is_valid():
        try:
            writing.edit_letter(
                letter=row.pk,
                blocks=form.blocks,
                whom=form.whom,
                paper=form.cleaned_data["paper"],
                recipient_id=form.to_whom,
                shares=form.tells,
                by=request.actor,
            )
        except EndingError as error:
            messages.error(request, str(error.for_people))
        else:
            messages.success(request, _("Saved as a new version."))
        return _back(row)
    typed = {key: str(form.data.get(key, ""))[:LONGEST] for key in form.parts}
    context = _page(request, row, client, letters.Text(typed, Whom()), form)
    return unprocessable(request, "desk/letter.html", context)


def _ready(request: StaffRequest, row: Letter, _client: Client) -> HttpResponse:
    writing.make_letter_ready(letter=row.pk, by=request.actor)
    messages.success(request, _("Ready. It can be handed over, or asked about."))
    return _back(row)


def _handed_over(request: StaffRequest, row: Letter, _client: Client) -> HttpResponse:
    letters_going.hand_over_letter(letter=row.pk, by=request.actor)
    messages.success(request, _("Written down: they have it. It never changes now."))
    return _back(row)


def _called_off(request: StaffRequest, row: Letter, _client: Client) -> HttpResponse:
    writing.call_off_letter(letter=row.pk, by=request.actor)
    messages.success(request, _("Called off. It stays to be read."))
    return _back(row)


def _print(request: StaffRequest, row: Letter, client: Client) -> HttpResponse:
    way = "post" if request.POST.get("way") == "post" else "session"
    form = request.POST.get("form", "usual")
    form = form if form in FORMS else "usual"
    made = posting.printed(request, row, client, way=way, form=form)
    return _file(made, form)


def _envelope(request: StaffRequest, row: Letter, client: Client) -> HttpResponse:
    return _file(posting.envelope(request, row, client), "usual")


def _posted(request: StaffRequest, row: Letter, _client: Client) -> HttpResponse:
    """Say that it was posted: the go-ahead is done, and so the letter is sent."""
    by, now = request.actor, clock.now()
    with practice(by.practice):
        found = posting.go_ahead_for(row, by=by, at=now)
    if found is None or found.hand_off_id != row.hand_off_id:
        raise NoGoAheadForLetterError("nothing was printed under an open one")
    try:
        with practice(by.practice):  # before it is called done: it may be taken back
            released(row)
    except NoReleaseError as error:
        then = _("Posted before? Then say so on the page of its go-ahead.")
        messages.error(request, f"{error.for_people} {then}")
        return _back(row)
    record_go_ahead(go_ahead=found.pk, came="done", by=by, at=now)
    posting.sent_under(found, by=by)
    messages.success(request, _("Written down: posted. It never changes now."))
    return _back(row)


ACTS: Final[Mapping[str, Callable[..., HttpResponse]]] = {
    "ready": _ready,
    "handed-over": _handed_over,
    "call-off": _called_off,
    "print": _print,
    "envelope": _envelope,
    "posted": _posted,
}


def _page(
    request: StaffRequest,
    row: Letter,
    client: Client,
    text: letters.Text,
    form: LetterForm,
) -> dict[str, Any]:
    kept, home = letters.template_of(row), request.membership.practice
    by, now, today = request.actor, clock.now(), clock.today(client.time_zone)
    found = checked(kept, text.blocks) if row.state not in letters.OVER else ()
    with practice(by.practice):
        versions = list(LetterVersion.objects.filter(letter=row).order_by("-version"))
        copies = letters.copies_of(row.pk)
        go_ahead = posting.go_ahead_for(row, by=by, at=now)
        is_session = letters.may_be_handed_over(client, row.ending, on=today)
    return {
        "here": "people",
        "row": row,
        "title": title_of(kept, row.recipient),
        "reader": said(READERS, row.recipient),
        "state": said(STATES, row.state),
        "is_over": row.state in letters.OVER,
        "is_written": row.state in {letters.READY, letters.PRINTED},
        "is_whole": text.is_whole,
        "form": form,
        "parts": _parts(form, found),
        "left": len(stops(found)),
        "remarks": found,
        "knows_not": KNOWS_NOT,
        "preview": plain_text(
            letters.composed(row, text, client=client, home=home, on=today),
            width=UNBROKEN,
        ),
        "is_session": is_session and kept.is_to_client,
        "go_ahead_url": reverse("desk:go_ahead", args=[go_ahead.pk])
        if go_ahead
        else "",
        "ask_url": posting.ask_url(row),
        "release": posting.release_for(row, client, form, on=today, by=by),
        "purpose": going_ahead.purpose_words(row.purpose),
        "forms": list(FORMS.items()),
        "versions": _versions(request, versions),
        "copies": [_copy(request, one) for one in copies],
        "back_url": reverse("desk:letters_of", args=[client.pk]),
    }


def _parts(form: LetterForm, found: tuple[Remark, ...]) -> list[dict[str, Any]]:
    """Put beside each part what is wrong with its sentences."""
    return [
        {
            "field": form[key],
            "key": key,
            "remarks": [one for one in found if one.block == key],
        }
        for key in form.parts
    ]


def _versions(
    request: StaffRequest, rows: Sequence[LetterVersion]
) -> list[dict[str, str]]:
    called = going_ahead.naming(request.actor)
    return [
        {
            "words": _("Version %(number)s") % {"number": row.version},
            "at": full_moment(row.at.astimezone(_zone(request))),
            "by": called(row.by_id) if row.by_id else "",
            "hash": row.content_hash,
        }
        for row in rows
    ]


def _copy(request: StaffRequest, row: LetterCopy) -> dict[str, str]:
    words = said(SAYS, row.says)
    if row.is_large:
        words = _("%(words)s, in large print") % {"words": words}
    numbers = ""
    if row.country and row.numbers_dated:
        words_of_numbers = _("Help lines of %(country)s, the oldest list of %(day)s")
        day = full_date(row.numbers_dated)
        numbers = words_of_numbers % {"country": row.country, "day": day}
    return {
        "words": words,
        "at": full_moment(row.at.astimezone(_zone(request))),
        "version": _("version %(number)s") % {"number": row.version},
        "numbers": numbers,
    }


def _waits_for(row: Letter, *, may_go: bool) -> str:
    if may_go:
        return _("A go-ahead is open until the end of today")
    if row.state == letters.PRINTED:
        return _("Its go-ahead is over. Ask again before it is posted")
    return _("To post it, ask first")


def _newest(request: StaffRequest, row: Letter) -> LetterVersion:
    with practice(request.actor.practice):
        return letters.newest(row)


def _own(request: StaffRequest, client: UUID) -> Client:
    """Give a client of this clinician's own, or *not found*."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = Client.objects.filter(pk=client, removed_at__isnull=True)
        found = rows.select_related("practice").first()
    if own is None or found is None or found.clinician_id not in {own.pk, None}:
        raise Http404
    return found


def _find(request: StaffRequest, letter: UUID) -> tuple[Letter, Client]:
    with practice(request.actor.practice):
        rows = Letter.objects.select_related("ending", "client")
        row = rows.filter(pk=letter).first()
        own = whose.own_clinician(request.actor)
    if row is None or own is None or not is_held_by(row, own.pk):
        raise Http404
    return row, _own(request, row.client_id)


def _file(made: bytes, form: str) -> HttpResponse:
    """Give a file with a dull name."""
    ending = "txt" if form == "text" else "pdf"
    response = HttpResponse(made, content_type=KINDS.get(form, "application/pdf"))
    response["Content-Disposition"] = f'attachment; filename="letter.{ending}"'
    return response


def _back(row: Letter) -> HttpResponse:
    return see_other(reverse("desk:letter", args=[row.pk]) + "#done")


def _zone(request: StaffRequest) -> ZoneInfo:
    return ZoneInfo(request.membership.practice.time_zone)


urlpatterns = [
    path("letters", queue, name="letters"),
    path("letters/of/<uuid:client>", letters_of, name="letters_of"),
    path("letters/<uuid:letter>", letter, name="letter"),
    path("letters/<uuid:letter>/<slug:do>", act, name="letter_act"),
]
