"""The staff pages in a real browser: no rule broken, narrow or wide, dark or light."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, Page

from afterword import clock
from afterword.attention import services as attention
from afterword.audit.actors import Actor, Role
from afterword.clinic.services import importing
from afterword.clinic.services.likeness import Wanted
from afterword.clinic.services.reports import report
from afterword.contact.services import consulting, standing
from afterword.contact.services.consulting import Advice
from afterword.contact.services.standing import Proposal
from afterword.desk import asking
from afterword.ending.models import Ending
from afterword.ending.services import (
    agreeing,
    closing,
    filling,
    handing,
    letters,
    letters_going,
    writing,
)
from afterword.ending.services.filling import Filling
from afterword.screening import services as screening
from afterword.screening.models import ConflictCheck
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import ending_letters, factories
from tests.desk.desks import findable
from tests.desk.measured_office import measure_pages
from tests.journeys import screens
from tests.staff import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = (
    b"id,name,dob,email,status,Email OK,Shoe size\r\n"
    b"1,Ana Example,1990-03-14,ana@mail.example,active,yes,9\r\n"
    b"2,Ben Sample,1985-01-02,,inactive,no,7\r\n"
    b"3,Cem Example,13/13/1999,cem at home,,,\r\n"
)
LOOKS = ((320, "dark"), (1200, "light"))


@dataclass
class Office:
    """One practice with something on every page, and who is signed in."""

    cookies: dict[str, str]
    pages: dict[str, str]


def elsewhere(make: Callable[[], Any]) -> Any:
    """Make people in a thread of their own: the browser's loop runs in this one."""
    made: list[Any] = []

    def work() -> None:
        made.append(make())
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    return made[0]


def an_office() -> Office:
    """Make a practice in which every page of the clinician has something on it."""
    home = factories.a_practice(set_up_at=clock.now())
    ruth = factories.a_member(home, Role.CLINICIAN, Role.ADMINISTRATOR)
    clinician = factories.a_clinician(home, ruth, name="Ruth Adeyemi")
    other = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, other, name="Kim Example")
    today = clock.today(home.time_zone)
    jo, sam = findable(home, clinician), factories.a_client(home, clinician)
    point, unsafe = factories.an_email(jo), factories.an_email(sam, unsafe=True)
    ending = _an_ending(jo.pk, ruth, today, point, clinician)
    barred = writing.open_ending(client=sam.pk, by=ruth)
    _facts(barred, ruth, today, kind="dropout")
    closed = _closed(home, clinician, ruth, today)
    report(
        client=sam.pk,
        name="complaint_open",
        value="yes",
        as_of=today,
        by=ruth,
        at=clock.now(),
    )
    paper = _what_waits(home, ruth, other, clinician, jo.pk, ending)
    second = _second(jo, clinician, ruth)
    lead = factories.a_member(home, Role.COMPLIANCE)
    check = _a_check(home, ruth)
    batch = importing.take_file(data=FILE, date_order="ymd", by=ruth)
    importing.dry_run(batch=batch, by=ruth)
    dana, talks = _talks(home, clinician, ruth)
    measures = measure_pages(clinician, ruth, ending)
    return Office(
        cookies={
            "both": _cookie(ruth),
            "other": _cookie(other),
            "dana": _cookie(dana),
            "lead": _cookie(lead),
        },
        pages=_pages(jo.pk, sam.pk, ending, barred, closed, batch, paper)
        | talks
        | measures
        | _second_pages(second, jo.pk, check)
        | _letter_pages(jo, ending, ruth)
        | {"address-safe": reverse("desk:address_safe", args=[sam.pk, unsafe.pk])},
    )


def _letter_pages(jo, ending, by):
    """Begin a letter with gaps, one that is ready, and one that they have."""
    begun = letters.draft_letter(
        client=jo.pk, name="dropout_close", recipient="client", by=by
    )
    ready, given = ending_letters.ready(jo, by=by), ending_letters.ready(jo, by=by)
    letters_going.hand_over_letter(letter=given, by=by)
    return {
        "letters": reverse("desk:letters"),
        "letters-of": reverse("desk:ending_task", args=[ending, "letters"]),
        "letter-begun": reverse("desk:letter", args=[begun]),
        "letter-ready": reverse("desk:letter", args=[ready]),
        "letter-given": reverse("desk:letter", args=[given]),
    }


def _talks(home, clinician, by):
    """Let something be talked over: asked, settled, and standing for many."""
    dana = factories.a_member(home, Role.SUPERVISOR)
    today = clock.today(home.time_zone)
    kim = factories.a_client(home, clinician, ended_on=today)
    known = {"sets_complete": True, "hipaa_covered": "yes", "part2_program": "no"}
    with practice(home.pk):
        type(clinician).objects.filter(pk=clinician.pk).update(
            professions=["psychologist"],
            memberships=["apa"],
            employer_policy="allows",
            **known,
        )
    act = {"purpose": "gift", "channel": "in_person", "initiator": "client"}
    rulings = []
    for _ in range(3):
        found = asking.ask(kim, act, by=by, at=clock.now())
        assert found.outcome == "consult", found.answer
        rulings.append(found.id)
    unasked, waits, settled = rulings
    for each in (waits, settled):
        consulting.ask_colleague(ruling=each, by=by, at=clock.now())
    advice = Advice("A card is no debt.", "Only the card.", today)
    consulting.settle(ruling=settled, advice=advice, by=dana, at=clock.now())
    proposal = Proposal(
        purpose="practice_closure",
        population="Closure of the second office",
        rules=frozenset({"baseline.complaint_care"}),
        reasons="The insurer was asked for all of them.",
        starts_on=today,
        ends_on=today,
    )
    standing.propose(proposal=proposal, by=dana, at=clock.now())
    propose = reverse("desk:standing_propose")
    return dana, {
        "ruling-unasked": reverse("desk:ruling", args=[unasked]),
        "ruling-waits": reverse("desk:ruling", args=[waits]),
        "ruling-settled": reverse("desk:ruling", args=[settled]),
        "settle-today": reverse("desk:today"),
        "settle": reverse("desk:settle", args=[waits]),
        "settle-again": reverse("desk:settle", args=[settled]),
        "settle-standing": reverse("desk:standing"),
        "settle-purpose": propose,
        "settle-propose": f"{propose}?purpose=practice_closure",
    }


def _an_ending(client, by, today, point, clinician):
    ending = writing.open_ending(client=client, by=by)
    _facts(ending, by, today)
    writing.write_words(
        ending=ending,
        words={"coping": "Walk\nRing Sam", "goals": "To sleep through again."},
        by=by,
    )
    filling.add(ending=ending, filling=Filling(answers=[1, 0, 2, 1]), by=by)
    agreeing.agree(
        ending=ending,
        decision="light_check_in",
        terms=factories.light_terms(point, clinician, starts_on=today),
        by=by,
    )
    return ending


def _facts(ending, by, today, kind="planned"):
    facts = writing.EndingFacts(
        approach="cbt",
        kind=kind,
        ended_by="both",
        agreed="yes",
        ending_form="formal",
        ended_on=today,
        last_professional_contact_on=today,
    )
    writing.write_facts(ending=ending, facts=facts, by=by)
    writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)


def _closed(home, clinician, by, today):
    client = factories.a_client(home, clinician)
    ending = writing.open_ending(client=client.pk, by=by)
    _facts(ending, by, today)
    writing.settle_measure(ending=ending, how="skipped", by=by)
    agreeing.agree(ending=ending, decision="client_may_start", by=by)
    closing.close(ending=ending, by=by)
    closing.reopen(ending=ending, by=by)
    _facts(ending, by, today, kind="time_limited")
    closing.close(ending=ending, by=by)
    return ending


def _what_waits(home, ruth: Actor, other: Actor, clinician, client, ending):  # noqa: PLR0913
    now = clock.now()
    for kind, owner in (("answers", clinician.pk), ("address_refused", None)):
        attention.raise_item(
            kind=kind,
            key=f"{kind}:1",
            by=ruth,
            at=now,
            client=client,
            owner=owner,
            due_at=now + 2 * clock.DAY,
        )
    from afterword.clinic.models import Clinician

    with practice(home.pk):
        second = Clinician.objects.get(user_id=other.id)
    return handing.ask_second_person(ending=ending, second=second, by=ruth)


def _second(client, clinician, by):
    """Declare two relationships, and plan for the second."""
    today = clock.today()
    made = []
    for kind, stage in (("intimate", "planned"), ("community", "existing")):
        said = screening.Declaration(kind, stage, "client", "chance", "no", "yes", "!")
        one = screening.declare(
            client=client.pk,
            clinician=clinician.pk,
            said=said,
            by=by,
            at=clock.now(),
        )
        asking.weigh_relationship(client, one, by=by, at=clock.now())
        made.append(one)
    plan = screening.Plan(
        review_on=today + 60 * clock.DAY,
        safeguards=["say_the_limits", "keep_it_in_the_open"],
        own_safeguards="No talk over the hedge.",
        consulted="supervisor",
        consulted_on=today - clock.DAY,
    )
    screening.save_plan(relationship=made[1], plan=plan, by=by, at=clock.now())
    return made


def _a_check(home, by):
    wanted = Wanted("Jo Example", "+1 415 555 0100")
    screening.check_conflict(about="hire", wanted=wanted, by=by, at=clock.now())
    with practice(home.pk):
        return ConflictCheck.objects.get().pk


def _second_pages(second, client, check):
    return {
        "declare": reverse("desk:declare", args=[client]),
        "relationship": reverse("desk:relationship", args=[second[0]]),
        "relationship-planned": reverse("desk:relationship", args=[second[1]]),
        "relationship-again": reverse("desk:relationship_again", args=[second[1]]),
        "name": reverse("desk:person_name", args=[client]),
        "conflict": reverse("desk:conflict"),
        "lead-today": reverse("desk:today"),
        "lead-check": reverse("desk:conflict_found", args=[check]),
    }


def _pages(jo, sam, ending, barred, closed, batch, paper):  # noqa: PLR0913
    def task(of, name):
        return reverse("desk:ending_task", args=[of, name])

    found = {
        "today": reverse("desk:today"),
        "waiting": reverse("desk:waiting"),
        "people": reverse("desk:people"),
        "add": reverse("desk:person_add"),
        "person": reverse("desk:person", args=[jo]),
        "person-plain": reverse("desk:person", args=[sam]),
        "ending": reverse("desk:ending", args=[ending]),
        "ending-closed": reverse("desk:ending", args=[closed]),
        "barred": task(barred, "contact"),
        "agree": reverse("desk:agree", args=[ending]),
        "paper": reverse("desk:agree_paper", args=[ending]),
        "imports": reverse("desk:imports"),
        "import": reverse("desk:import", args=[batch]),
        "report-one": reverse("desk:report_fact", args=[jo, "alive"]),
        "attest": reverse("desk:attest", args=[paper]),
        "rules": reverse("desk:rules"),
        "rules-found": reverse("desk:rules") + "?place=CA-ON&topic=relationship",
        "rules-pack": reverse("desk:pack", args=["aca_2014"]),
        "rules-rule": reverse("desk:rule", args=["gdpr", "art9-2a"]),
    }
    for name in ("stop", "report", "came_back", "address_add"):
        found[name] = reverse(f"desk:{name}", args=[jo])
    for name in ("facts", "review", "measure", "keeping", "support", "contact"):
        found[name] = task(ending, name)
    for name in ("plan", "safety"):
        found[name] = task(ending, name)
    found["plan-steps"] = reverse("desk:plan_steps", args=[ending])
    return found | {
        "check-ins": task(ending, "check-ins"),
        "check": task(ending, "check"),
    }


def _cookie(actor: Actor) -> str:
    from django.test import Client

    return sign_in(Client(), actor).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all of them; without one the tests fail.

    While it is open its loop runs, so the database may be asked beside a loop.
    """
    with pytest.MonkeyPatch.context() as patched, screens.open_browser() as opened:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield opened


@pytest.fixture
def address(live_server) -> Iterator[str]:
    """The server. What talks to the database from here closes its connection."""
    yield live_server.url
    connections.close_all()


@pytest.fixture
def office(transactional_db) -> Office:
    """A practice with something on every page."""
    return elsewhere(an_office)


def come_in(page: Page, address: str, cookie: str) -> None:
    """Be signed in, in this browser."""
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}]
    )


def looked_at(page: Page, name: str) -> None:
    """Fail where a page breaks a rule, is too wide, or has buttons too small."""
    assert screens.axe(page) == (), name
    assert screens.no_sideways_scroll(page), name
    assert screens.small_targets(page) == (), name
    assert page.locator("h1").count() == 1, name
    filled = page.locator(".button:not([data-kind=plain])").count()
    assert filled <= 1, f"{name} has {filled} primary buttons"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_staff_page_breaks_no_rule(browser, address, office, width, scheme):
    """Narrow and dark, wide and light; one heading and one primary button each."""
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        for name, path in office.pages.items():
            come_in(page, address, office.cookies[_who(name)])
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, name
            looked_at(page, name)


def test_a_form_that_came_back_breaks_no_rule(browser, address, office):
    """The summary leads to each field, without script."""
    with screens.open_page(browser, width=320, script=False) as page:
        come_in(page, address, office.cookies["both"])
        for name, button in (
            ("add", "Add this person"),
            ("facts", "Save and go back"),
            ("stop", "Stop it now"),
            ("imports", "Read the file"),
            ("declare", "Declare this relationship"),
            ("relationship", "Save this plan"),
            ("relationship-again", "Save what I found"),
            ("conflict", "Check this person"),
        ):
            page.goto(address + office.pages[name])
            page.locator("form[method=post]").evaluate_all(
                "all => all.forEach(one => { one.noValidate = true })"
            )
            for field in page.locator("input[type=date], textarea").all():
                field.fill("")
            page.get_by_role("button", name=button).click()
            assert page.title().startswith("Error: ")
            for link in page.locator(".errors a").all():
                target = (link.get_attribute("href") or "")[1:]
                assert page.locator(f"[id='{target}']").count() == 1, (name, target)


def test_the_tablet_shows_one_page_and_cannot_go_back(browser, address, office):
    """After handing over, the browser reaches no staff page, back included."""
    with screens.open_page(browser, width=1200) as page:
        come_in(page, address, office.cookies["both"])
        page.goto(address + office.pages["measure"])
        page.get_by_role("button", name="Hand over the tablet").click()
        assert "Over the last 2 weeks" in page.inner_text("h1")
        looked_at(page, "tablet")
        page.go_back()
        page.reload()
        assert "Four questions" not in page.title()
        page.goto(address + office.pages["person"])
        assert "Jo Example" not in page.inner_text("body")


def test_answers_that_cannot_be_kept_lead_to_help(browser, address, office):
    """The ending was closed while somebody wrote; the page that says so breaks none."""
    with screens.open_page(browser, width=320, scheme="dark") as page:
        come_in(page, address, office.cookies["both"])
        page.goto(address + office.pages["measure"])
        page.get_by_role("button", name="Hand over the tablet").click()
        elsewhere(_every_ending_is_closed)
        for answer in page.get_by_label("Not at all", exact=True).all():
            answer.check()
        page.locator("main form button").last.click()
        assert page.inner_text("h1") == "Your answers were not saved"
        looked_at(page, "not saved")


def _every_ending_is_closed() -> None:
    with practice(Practice.objects.get().pk):
        Ending.objects.update(state="closed")


@pytest.mark.parametrize("script", [True, False])
def test_a_conflict_check_is_answered_with_and_without_script(
    browser, address, office, script
):
    """Both answers break no rule; what looks for that needs script itself."""
    with screens.open_page(browser, width=320, script=script) as page:
        come_in(page, address, office.cookies["both"])
        for name, heading in (
            ("Jo Example", "Talk to the compliance lead"),
            ("Jane Other", "Nothing here"),
        ):
            page.goto(address + office.pages["conflict"])
            page.get_by_text("We are about to treat them").click()
            page.get_by_label("Name").fill(name)
            page.get_by_role("button", name="Check this person").click()
            assert page.inner_text("h1") == heading
            if script:
                looked_at(page, f"answer {heading}")


def _who(name: str) -> str:
    if name.startswith("settle"):
        return "dana"
    if name.startswith("lead-"):
        return "lead"
    return "other" if name == "attest" else "both"
