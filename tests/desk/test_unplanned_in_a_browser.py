"""The pages of endings that nobody planned, in a real browser: no rule broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import OwnRules
from afterword.contact import closures
from afterword.contact.services import closing_down, posting, standing
from afterword.ending.services import dropping_out, executing, leaving
from afterword.tenancy import practice
from tests import factories
from tests.desk.desks import findable
from tests.desk.test_staff_pages_in_a_browser import (
    LOOKS,
    _cookie,
    address,
    browser,
    come_in,
    elsewhere,
    looked_at,
)
from tests.go_aheads import a_point
from tests.journeys import screens

__all__ = ["address", "browser"]


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = (
    "Elm Street Centre: 415 555 0120",
    "The Rooms: 415 555 0121",
    "Your own doctor. Ask for somebody to talk to.",
)


def an_office():
    """Make a practice in which somebody stopped coming, somebody left and it closes."""
    home = factories.a_practice(set_up_at=clock.now())
    ruth = factories.a_member(home, Role.CLINICIAN, Role.ADMINISTRATOR)
    row = factories.a_clinician(
        home,
        ruth,
        name="Ruth Adeyemi",
        sets_complete=True,
        employer_policy="none",
        hipaa_covered="no",
    )
    kim = factories.a_member(home, Role.COMPLIANCE, Role.CLINICIAN)
    colleague = factories.a_clinician(home, kim, name="Kim Example")
    eva = factories.a_member(home, Role.EXECUTOR)
    dana = factories.a_member(home, Role.SUPERVISOR)
    today = clock.today(home.time_zone)
    with practice(home.pk):
        OwnRules.objects.create(clinician=row, place="US-CA", stated_on=today)
    jo, sam = findable(home, row), factories.a_client(home, row)
    a_point(jo, "letter", shared="no", confirmed_on=today)
    factories.a_client(home, row)
    ending = dropping_out.record_dropout(
        client=sam.pk,
        absence=dropping_out.Absence(today - timedelta(days=20)),
        by=ruth,
    )
    closure = _a_closure(ruth, kim, dana, today)
    left = _a_leaving(row, colleague, jo, ruth, today)
    will, glass = _a_will(row, ruth, eva, dana, today)
    pages = {
        "stopped": reverse("desk:stopped_coming", args=[jo.pk]),
        "dropout": reverse("desk:dropout", args=[ending]),
        "outreach": reverse("desk:practice_outreach"),
        "practice": reverse("desk:practice"),
        "person": reverse("desk:person", args=[sam.pk]),
        "closure": reverse("desk:closure"),
        "plan": reverse("desk:closure_plan"),
        "left-out": reverse("desk:closure_left_out", args=[closure]),
        "letters": reverse("desk:closure_letters", args=[closure]),
        "told": reverse("desk:closure_told", args=[closure]),
        "leaving": reverse("desk:clinician_announce", args=[row.pk]),
        "choice": reverse("desk:leaving_choice", args=[left, jo.pk]),
        "transfers": reverse("desk:transfers"),
        "clinician": reverse("desk:clinician", args=[row.pk]),
        "will": reverse("desk:will"),
        "eva:wills": reverse("desk:wills"),
        "eva:state": reverse("desk:glass_state", args=[will]),
        "eva:glass": reverse("desk:glass", args=[glass]),
        "eva:person": reverse("desk:glass_person", args=[glass, jo.pk]),
        "eva:nobody": reverse("desk:glass_person", args=[glass, sam.pk]),
        "dana:glass": reverse("desk:glass", args=[glass]),
        "dana:today": reverse("desk:today"),
    }
    cookies = {"ruth": _cookie(ruth), "eva": _cookie(eva), "dana": _cookie(dana)}
    return cookies, pages


def _a_closure(ruth, kim, dana, today):
    plan = closing_down.Plan(
        last_day=today + timedelta(days=60),
        custodian="Oak Records Example Ltd",
        ask_how="Write to 4 Oak Street.",
        questions_to="Kim Example, 415 555 0100, until March.",
        options=PLACES,
    )
    now = clock.now()
    made = closing_down.plan_closure(plan=plan, by=kim, at=now)
    row = closing_down.stand_behind(
        closure=made, reasons="The lease ends.", by=kim, at=now
    )
    standing.confirm(standing=row, by=dana, at=now)
    closing_down.begin(closure=made, by=kim, at=now)
    closing_down.prepare(closure=made, by=kim, at=now)
    opened = posting.release(closure=made, confirmed=closures.TICKED, by=ruth, at=now)
    assert len(opened) == 1
    return made


def _a_leaving(row, colleague, client, by, today):
    told = leaving.Announcement(
        today + timedelta(days=60),
        today + timedelta(days=30),
        "Alder House",
        "Ask at the desk.",
        "Dana Example, 415 555 0100.",
    )
    made = leaving.announce(clinician=row.pk, said=told, by=by)
    leaving.write_choice(
        leaving=made, client=client.pk, choice="transfer", to=colleague.pk, by=by
    )
    return made


def _a_will(row, ruth, eva, dana, today):
    named = executing.Named(
        executor=eva.id,
        second=dana.id,
        instructions_at="With the solicitor in Oak Street.",
        records_holder="Oak Records Example Ltd",
        records_how="Write to 4 Oak Street.",
        questions_to="Eva Example, 415 555 0100.",
        options=PLACES,
    )
    will = executing.make_will(clinician=row.pk, named=named, by=ruth)
    stated = executing.Stated("cannot_work", today, "The family rang.")
    glass = executing.break_glass(will=will, stated=stated, by=eva, at=clock.now())
    executing.confirm_glass(glass=glass, by=dana, at=clock.now())
    return will, glass


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_an_unplanned_ending_breaks_no_rule(
    transactional_db, browser, address, width, scheme
):
    """Narrow and dark, wide and light; one heading and one primary button at most."""
    cookies, pages = elsewhere(an_office)
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        for name, path in pages.items():
            who = name.partition(":")[0] if ":" in name else "ruth"
            come_in(page, address, cookies[who])
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, name
            looked_at(page, name)
