"""Help lines as this practice knows them: add, put right, hide, take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.desk.forms.help_lines import CountryForm, LineForm, LookedForm
from afterword.desk.views.services import today_of
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date
from afterword.support import lines, overrides
from afterword.support.errors import NoSuchCountryError
from afterword.support.lines import Country, Kind, Line
from afterword.support.marks import mark_of
from afterword.support.models import HelpLine
from afterword.support.overrides import ADD, CORRECT, HIDE
from afterword.support.services import helping
from afterword.support.services.errors import ChangeError, PagesNotWrittenError
from afterword.support.services.helping import Word
from afterword.support.words import KINDS
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
MAY = helping.MAY
CALLS: Final = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True)
class Shown:
    """A line on the list: how to reach it, what it rests on, what can be done."""

    name: str
    what: str
    ways: str
    rests_on: str
    is_old: bool
    said: UUID | None = None
    """The practice's own word on it, if there is one."""
    checked_by: str = ""
    correct: str = ""
    hide: str = ""
    is_hidden: bool = False


@require_GET
@staff(*MAY)
def help_lines(request: StaffRequest) -> HttpResponse:
    """Show the lines of one country, as clients of this practice see them."""
    home = request.membership.practice.country.partition("-")[0]
    form = CountryForm(request.GET or {"country": home})
    with practice(request.actor.practice):
        own = overrides.by_country()
    iso = form.cleaned_data["country"] if form.is_valid() else ""
    context: dict[str, Any] = {
        "here": "services",
        "form": form,
        "own": [(lines.country(one).name, _list(one), len(own[one])) for one in own],
    }
    if iso:
        context |= _country(request, lines.country(iso), own.get(iso, []))
    return render(request, "desk/help_lines.html", context)


@BOTH
@staff(*MAY)
def add(request: StaffRequest, iso: str) -> HttpResponse:
    """Add a line that is not shipped."""
    return _edit(request, _known(iso), ADD, None)


@BOTH
@staff(*MAY)
def correct(request: StaffRequest, iso: str) -> HttpResponse:
    """Put a shipped line right."""
    country = _known(iso)
    return _edit(request, country, CORRECT, _shipped(request, country))


@BOTH
@staff(*MAY)
def hide(request: StaffRequest, iso: str) -> HttpResponse:
    """Hide a shipped line."""
    country = _known(iso)
    return _edit(request, country, HIDE, _shipped(request, country))


@require_POST
@staff(*MAY)
def end(request: StaffRequest, line: UUID) -> HttpResponse:
    """Take the practice's own word back: what is shipped stands again."""
    with practice(request.actor.practice):
        row = HelpLine.objects.filter(pk=line).first()
    if row is None:
        raise Http404
    try:
        helping.end_line(
            line=line, by=request.actor, at=clock.now(), today=today_of(request)
        )
    except PagesNotWrittenError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Taken back. The page was written anew."))
    return see_other(_list(row.country) + "#done")


def _edit(
    request: StaffRequest, country: Country, does: str, line: Line | None
) -> HttpResponse:
    today = today_of(request)
    data = request.POST if request.method == "POST" else None
    kind = LookedForm if does == HIDE else LineForm
    form = kind(data, today=today, initial=_initial(request, line))
    context = {
        "here": "services",
        "form": form,
        "does": does,
        "country": country,
        "line": line,
        "list": _list(country.iso),
    }
    if data is None:
        return render(request, "desk/help_line.html", context)
    if form.is_valid():
        told = dict(form.cleaned_data)
        if "languages" in told:
            told["languages"] = tuple(told["languages"])
        word = Word(
            country=country.iso, does=does, line=line.name if line else "", **told
        )
        try:
            helping.write_line(word=word, by=request.actor, at=clock.now(), today=today)
        except PagesNotWrittenError as error:
            messages.error(request, str(error.for_people))
            return see_other(_list(country.iso) + "#done")
        except ChangeError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. The page was written anew."))
            return see_other(_list(country.iso) + "#done")
    return unprocessable(request, "desk/help_line.html", context)


def _country(
    request: StaffRequest, country: Country, own: list[HelpLine]
) -> Mapping[str, Any]:
    known = overrides.as_known(country, own)
    said_of = {row.line: row for row in own if row.line}
    added = {row.name: row for row in own if row.does == ADD}
    by_name = {row.name: row for row in own if row.does != HIDE} | added
    shown = [_shown(request, country, line, by_name) for line in known.lines]
    hidden = [
        Shown(
            name=row.line,
            what="",
            ways="",
            rests_on=_("Hidden: %(why)s, %(day)s")
            % {"why": row.source, "day": full_date(row.checked_on)},
            is_old=False,
            said=row.pk,
            checked_by=row.checked_by,
            is_hidden=True,
        )
        for row in said_of.values()
        if row.does == HIDE
    ]
    return {
        "country": country,
        "emergency": ", ".join(number.number for number in country.emergency),
        "lines": shown + hidden,
        "add": reverse("desk:help_line_add", args=[country.iso]),
        "page": f"/h/{mark_of(request.actor.practice)}/{country.iso.lower()}",
    }


def _shown(
    request: StaffRequest, country: Country, line: Line, own: Mapping[str, HelpLine]
) -> Shown:
    row = own.get(line.name) if line.is_checked else None
    source = line.seen_in[0]
    change = _change(country, line) if row is None else {}
    return Shown(
        name=line.name,
        what=str(KINDS[line.kind]),
        ways=", ".join(_ways(line)),
        rests_on=_("%(list)s, %(day)s")
        % {
            "list": source.title,
            "day": full_date(source.dated) or _("a copy without a date"),
        },
        is_old=source.is_old(today_of(request)),
        said=row.pk if row else None,
        checked_by=row.checked_by if row else "",
        correct=change.get(CORRECT, ""),
        hide=change.get(HIDE, ""),
    )


def _change(country: Country, line: Line) -> dict[str, str]:
    """Give where a shipped line is put right or hidden; emergency help never is."""
    if line.kind is Kind.EMERGENCY_TEXT:
        return {}
    query = urlencode({"line": line.name})
    return {
        does: f"{reverse(f'desk:help_line_{does}', args=[country.iso])}?{query}"
        for does in (CORRECT, HIDE)
    }


def _ways(line: Line) -> list[str]:
    found = [number.show for number in line.phone]
    if line.text:
        found.append(
            _("text %(word)s to %(number)s")
            % {"word": line.text.keyword, "number": line.text.to}
            if line.text.keyword
            else _("text %(number)s") % {"number": line.text.to}
        )
    return found + [page for page in (line.chat, line.web) if page]


def _initial(request: StaffRequest, line: Line | None) -> dict[str, Any]:
    fresh: dict[str, Any] = {
        "checked_by": request.membership.user.name,
        "checked_on": today_of(request),
    }
    if line is None:
        return fresh
    return fresh | {
        "name": line.name,
        "kind": str(line.kind),
        "phone": overrides.written(line.phone),
        "text_to": line.text.to if line.text else "",
        "text_word": line.text.keyword if line.text else "",
        "chat": line.chat,
        "web": line.web,
        "hours": line.hours,
        "cost": line.cost,
        "how": line.how,
        "where": line.where,
        "for_whom": line.for_whom,
        "may_call_emergency": CALLS[line.may_call_emergency],
        "languages": list(line.languages),
    }


def _known(iso: str) -> Country:
    try:
        return lines.country(iso)
    except NoSuchCountryError:
        raise Http404 from None


def _shipped(request: StaffRequest, country: Country) -> Line:
    """Give the shipped line that is named in the address."""
    wanted = request.GET.get("line", "")
    for line in country.lines:
        if line.name == wanted and line.kind is not Kind.EMERGENCY_TEXT:
            return line
    raise Http404


def _list(iso: str) -> str:
    return f"{reverse('desk:help_lines')}?{urlencode({'country': iso})}"


urlpatterns = [
    path("help-lines", help_lines, name="help_lines"),
    path("help-lines/<str:iso>/add", add, name="help_line_add"),
    path("help-lines/<str:iso>/correct", correct, name="help_line_correct"),
    path("help-lines/<str:iso>/hide", hide, name="help_line_hide"),
    path("help-lines/said/<uuid:line>/end", end, name="help_line_end"),
]
