"""The rules that answers rest on: every text, its rules in words, and their cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Clinician
from afterword.contact.weighing import book
from afterword.desk import packs
from afterword.desk.forms import rules as rules_form
from afterword.desk.forms.rules import RulesForm
from afterword.desk.sources import page_of_pack
from afterword.desk.whose import own_clinician
from afterword.look.shown import KnownFact
from afterword.rules import catalogue
from afterword.rules.binding import Authority, authorities_of, uncovered
from afterword.rules.conditions import YES
from afterword.rules.facts import Members
from afterword.rules.rulebook import Pack, Rule
from afterword.tenancy import practice

READERS = (Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMINISTRATOR)
ANSWERS: Final = ("contact.asked", "contact.ruled")
"""The lines of the record that name the rules of an answer."""
A_YEAR: Final = timedelta(days=365)


@require_GET
@staff(*READERS)
def rules(request: StaffRequest) -> HttpResponse:
    """Show the texts that fit a filter; without one, what binds whoever reads."""
    form = RulesForm(request.GET or None)
    today = _today(request)
    wanted = form.wanted()
    found = catalogue.highest_first(catalogue.chosen(book(), wanted) if wanted else ())
    context: dict[str, Any] = {
        "here": "rules",
        "form": form,
        "is_filtered": bool(wanted),
        "topic": wanted.topic,
        "lines": [packs.pack_line(p, today=today, topic=wanted.topic) for p in found],
    }
    if not wanted:
        context |= _own(request, today) | _indexes() | _readings(today)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/rules.html", context, status=status)


@require_GET
@staff(*READERS)
def pack(request: StaffRequest, pack: str) -> HttpResponse:
    """Show one text with all of its rules, or those on one topic."""
    found = _find(pack)
    today = _today(request)
    topic = _topic(request.GET.get("topic", ""), found)
    shown = packs.sections_first(found, topic)
    context = {
        "here": "rules",
        "pack": found,
        "about": packs.about_pack(found),
        "editions": packs.other_editions(found),
        "notes": packs.standing_words(catalogue.standing(found, on=today)),
        "rules": [packs.rule_line(rule, today=today) for rule in shown],
        "topics": _topics(found, topic),
        "topic": topic,
        "ended": _texts(found.not_modelled),
    }
    return render(request, "desk/rules_pack.html", context)


@require_GET
@staff(*READERS)
def rule(request: StaffRequest, pack: str, section: str) -> HttpResponse:
    """Show one rule: its sentence, its cases, and what depends on its section."""
    text = _find(pack)
    found = book().rules.get(f"{text.id}.{section}")
    if found is None:
        raise Http404
    applies, silent = packs.cases_about(found)
    context = {
        "here": "rules",
        "pack": text,
        "pack_url": page_of_pack(text),
        "rule": packs.rule_line(found, today=_today(request)),
        "url": found.url,
        "about": packs.about_rule(found),
        "ties": packs.ties(found),
        "applies": applies,
        "silent": silent,
        "answers": _answers(request, found),
    }
    return render(request, "desk/rules_rule.html", context)


def _answers(request: StaffRequest, rule: Rule) -> int | None:
    """Count the answers of a year that named this rule; for who answers for rules.

    Rulings are sealed, so it is the record that is asked: it names rules, no facts.
    """
    if not request.actor.has(Role.COMPLIANCE):
        return None
    with practice(request.actor.practice):
        rows = Event.objects.filter(
            at__gte=clock.now() - A_YEAR,
            name__in=ANSWERS,
            details__rules__contains=[rule.id],
        )
        return rows.count()


def _own(request: StaffRequest, today: date) -> dict[str, Any]:
    """Give what binds the reader, or everybody here, and what is not held for them."""
    with practice(request.actor.practice):
        own = own_clinician(request.actor)
        people = [own] if own else list(Clinician.objects.filter(left_on__isnull=True))
    if not any(one.professions and one.places for one in people):
        return {"is_mine": own is not None}
    values = _values(people)
    adopted = frozenset(request.membership.practice.house_policies)
    asked = {one.pack: one for one in authorities_of(book(), values)}
    binding = [
        asked[pack]
        for pack in catalogue.highest_first(asked)
        if asked[pack].restricts == YES
    ]
    return {
        "is_mine": own is not None,
        "mine": [
            (packs.pack_line(one.pack, today=today), _how(one))
            for one in binding
            if _holds(one.pack, adopted)
        ],
        "policies": [
            packs.pack_line(one.pack, today=today)
            for one in binding
            if not _holds(one.pack, adopted)
        ],
        "left_out": [packs.uncovered_words(one) for one in uncovered(book(), values)],
    }


def _holds(pack: Pack, adopted: Collection[str]) -> bool:
    """Say whether a text holds here: a house policy does where it was adopted."""
    policies = catalogue.policies_of(pack)
    return not policies or not policies.isdisjoint(adopted)


def _values(people: Sequence[Clinician]) -> dict[str, Any]:
    """Say who asks and where, as far as it is on file; the client is where they are."""
    places = Members(place for one in people for place in one.places)
    return {
        "professions": Members(p for one in people for p in one.professions),
        "registers": Members(p for one in people for p in one.registers),
        "memberships": Members(p for one in people for p in one.memberships),
        "therapist_places": places,
        "client_places": places,
    }


def _how(one: Authority) -> str:
    if catalogue.policies_of(one.pack):
        return _("Adopted by this practice")
    return _("Measures, and does not bind") if one.is_yardstick else _("Binds")


def _indexes() -> dict[str, Any]:
    """Give every place, profession and kind of contact as a way into the texts."""
    lanes = book().vocabulary.lanes.values()
    return {
        "places": [_way("place", *pair) for pair in rules_form.places()],
        "professions": [_way("profession", *pair) for pair in rules_form.professions()],
        "lanes": [_way("topic", lane.name, lane.label.capitalize()) for lane in lanes],
    }


def _way(key: str, value: str, words: str) -> KnownFact:
    return KnownFact(words, "", change_url=f"{reverse('desk:rules')}?{key}={value}")


def _readings(today: date) -> dict[str, Any]:
    """Give texts that are stale or replaced, and the dates to come."""
    standing = [(pack, catalogue.standing(pack, on=today)) for pack in book().packs]
    return {
        "stale": [
            packs.pack_line(p, today=today) for p, now in standing if now.is_stale
        ],
        "over": [packs.pack_line(p, today=today) for p, now in standing if now.is_over],
        "coming": packs.coming(book().packs, today=today),
    }


def _topics(pack: Pack, topic: str) -> list[tuple[str, str, bool]]:
    """Give the kinds of contact that a long text speaks of, with which is shown."""
    if len(pack.rules) <= 12:  # noqa: PLR2004 - as many fit on a page
        return []
    return [
        (f"?topic={lane.name}", lane.label.capitalize(), lane.name == topic)
        for lane in book().vocabulary.lanes.values()
        if catalogue.rules_on(pack, lane.name, book())
    ]


def _topic(given: str, pack: Pack) -> str:
    return given if given and catalogue.rules_on(pack, given, book()) else ""


def _texts(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Part what is not modelled into the section and the reason."""
    parted = (line.partition(": ") for line in lines)
    return [(head, reason) if reason else ("", head) for head, _colon, reason in parted]


def _find(name: str) -> Pack:
    found = next((pack for pack in book().packs if pack.id == name), None)
    if found is None:
        raise Http404
    return found


def _today(request: StaffRequest) -> date:
    return clock.today(request.membership.practice.time_zone)


urlpatterns = [
    path("rules", rules, name="rules"),
    path("rules/<slug:pack>", pack, name="pack"),
    path("rules/<slug:pack>/<str:section>", rule, name="rule"),
]
