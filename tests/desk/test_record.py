"""The record on its page: every line in words, filtered, paged, seen by who may."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import afterword
from afterword import postgres
from afterword.audit import services as audit
from afterword.audit.actors import Role, machine
from afterword.audit.models import Event
from afterword.audit.sequencing import sequence
from afterword.desk.events import EVENTS, PURPOSES
from afterword.desk.views import record as page
from afterword.tenancy import practice
from afterword.vault import ring
from tests import factories, stories
from tests.desk.pages import words
from tests.staff import sign_in

RECORD = "desk:record"
APPS = (
    "accounts|attention|clinic|consent|contact|ending|followup|messaging|"
    "screening|support|vault"
)
NAME = re.compile(rf"({APPS})\.[a-z][a-z_]+")


@pytest.fixture
def compliance(story):
    """Who answers for the record."""
    return factories.a_member(story.practice, Role.COMPLIANCE)


def named_in_code() -> set[str]:
    """Find every name of a line in the code; tasks and migrations name other things."""
    root = Path(afterword.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        if "migrations" in path.parts or path.name in {"tasks.py", "events.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = getattr(node, "value", None)
            if isinstance(node, ast.Constant) and isinstance(text, str):
                found |= {text} if NAME.fullmatch(text) else set()
    return found - {"contact.ruling"}


def lines(answer) -> list[str]:
    return [line.what for line in answer.context["lines"]]


def test_every_line_that_the_code_writes_has_words():
    """A new event needs a sentence before it can be merged."""
    assert named_in_code() - set(EVENTS) == set()


def test_no_words_are_kept_for_lines_that_nobody_writes():
    """A sentence without its event is taken out."""
    assert set(EVENTS) - named_in_code() == set()


def test_every_sentence_speaks_plainly():
    """No code, no shout, and no two events that read the same."""
    said = [str(one) for one in EVENTS.values()]

    assert len(set(said)) == len(said)
    assert not [one for one in said if "_" in one or "!" in one or "." in one]


def test_every_purpose_of_opening_has_words():
    """The record says why somebody looked, and not by a code."""
    root = Path(afterword.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", "")
            if name not in {"open", "opened", "person_of"}:
                continue
            for given in node.keywords:
                if given.arg == "purpose" and isinstance(given.value, ast.Constant):
                    found.add(given.value.value)

    assert {"read_answers", "hand_off"} <= found
    assert found - set(PURPOSES) == set()


def test_the_compliance_lead_reads_who_did_what(client, story, compliance):
    """Who, what, about whom and how it came out, newest first."""
    answer = sign_in(client, compliance).get(reverse(RECORD))

    text = words(answer)
    assert "The client agreed, on the practice&#x27;s tablet" in text
    assert "Sam Example" in text
    assert story.client.reference in text
    moments = [line.at for line in answer.context["lines"]]
    assert moments == sorted(moments, reverse=True)


def test_the_record_is_filtered_by_days(client, story, compliance):
    """Days are days of the practice, the last one included."""
    browser = sign_in(client, compliance)

    then = browser.get(reverse(RECORD), {"since": "2027-01-31", "until": "2027-01-31"})
    after = browser.get(reverse(RECORD), {"since": "2027-02-01", "until": "2027-02-27"})

    assert "An agreement was put before the client" in lines(then)
    assert lines(after) == []


def test_the_record_is_filtered_by_person(client, story, compliance):
    """A reference that is nobody's gives no lines, and never those of all."""
    browser = sign_in(client, compliance)

    own = browser.get(reverse(RECORD), {"person": story.client.reference.lower()})
    nobodys = browser.get(reverse(RECORD), {"person": "T-none"})

    assert {line.about for line in own.context["lines"]} == {story.client.reference}
    assert lines(nobodys) == []


def test_the_record_is_filtered_by_outcome(client, story, compliance):
    """What was turned down can be found alone."""
    with practice(story.practice.pk):
        audit.record(
            "consent.paused",
            by=machine(story.practice.pk),
            client=story.client.pk,
            outcome="refused",
        )

    answer = sign_in(client, compliance).get(reverse(RECORD), {"outcome": "refused"})

    assert {line.outcome for line in answer.context["lines"]} == {"Turned down"}


@pytest.mark.parametrize(
    ("kind", "rest"), [("opened", {True}), ("done", {False})], ids=["read", "done"]
)
def test_the_record_is_filtered_by_what_was_opened(
    client, story, compliance, kind, rest
):
    """Lines about reading, which are many, can be left out or seen alone."""
    browser = sign_in(client, story.staff)
    browser.get(reverse("desk:people"))

    answer = sign_in(client, compliance).get(reverse(RECORD), {"kind": kind})

    told = lines(answer)
    assert {line.startswith("Sealed text was opened") for line in told} == rest


def test_a_line_leads_only_to_pages_that_its_reader_may_open(client, story, compliance):
    """Who answers for the record sees references; a clinician's lead to the person."""
    person = reverse("desk:person", args=[story.client.pk])

    read = sign_in(client, compliance).get(reverse(RECORD)).content.decode()
    own = sign_in(Client(), story.staff).get(reverse(RECORD)).content.decode()

    assert story.client.reference in read
    assert person not in read
    assert person in own


def test_days_in_the_wrong_order_come_back_with_words(client, compliance):
    """The filter says what to do."""
    answer = sign_in(client, compliance).get(
        reverse(RECORD), {"since": "2027-02-01", "until": "2027-01-01"}
    )

    assert answer.status_code == 422
    assert "not before the first" in words(answer)


def test_a_long_record_has_pages_that_keep_the_filter(
    client, story, compliance, monkeypatch
):
    """No line stands on two pages and none is left out."""
    monkeypatch.setattr(page, "ON_A_PAGE", 2)
    browser = sign_in(client, compliance)
    wanted = {"until": "2027-01-31"}
    seen, answer = [], browser.get(reverse(RECORD), wanted)

    while True:
        seen += [(line.at, line.what) for line in answer.context["lines"]]
        if not answer.context["older"]:
            break
        answer = browser.get(reverse(RECORD) + answer.context["older"])

    with practice(story.practice.pk):
        until = stories.AGREED_AT + timedelta(days=1)
        assert len(seen) == Event.objects.filter(at__lt=until).count() > 2


def test_a_clinician_sees_lines_about_own_clients_alone(client, story):
    """Neither a colleague's clients nor the sign-ins of others are there."""
    other = stories.an_agreement(home=story.practice, address="kim@mail.example")

    answer = sign_in(client, story.staff).get(reverse(RECORD))

    about = {line.about for line in answer.context["lines"]}
    assert about == {story.client.reference}
    assert other.client.reference not in words(answer)


def test_another_practice_is_not_in_it(client, story):
    """A compliance lead reads one practice."""
    stranger = factories.a_member(factories.a_practice(), Role.COMPLIANCE)

    answer = sign_in(client, stranger).get(reverse(RECORD))

    assert story.client.reference not in words(answer)
    assert "The client agreed" not in words(answer)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EXECUTOR], ids=str)
def test_others_find_no_record(client, story, role):
    """Neither an administrator nor an executor has this place."""
    other = factories.a_member(story.practice, role)

    assert sign_in(client, other).get(reverse(RECORD)).status_code == 404


def test_a_line_leads_to_its_ruling(client, story, compliance):
    """What was asked can be opened from the line that says so."""
    browser = sign_in(client, story.staff)
    asked = browser.post(
        f"{reverse('desk:ask')}?client={story.client.pk}",
        {"purpose": "testimonial", "initiator": "therapist", "channel": "email"},
    )

    answer = sign_in(Client(), compliance).get(reverse(RECORD))

    urls = {line.ruling_url for line in answer.context["lines"]}
    assert asked["Location"] in urls


def check(browser):
    return browser.post(reverse("desk:record_check"))


@pytest.fixture
def placed(story, settings, tmp_path):
    """Every line so far has its place in the signed log."""
    settings.JOURNAL = tmp_path / "journal"
    signing = ring.load(settings.KEYS).signing
    sequence(story.practice.pk, signing=signing, notes=settings.JOURNAL)
    return story


def test_the_log_is_checked_on_the_page(client, placed, compliance):
    """Every line is read again, and each fits."""
    answer = check(sign_in(client, compliance))

    verdict = answer.context["verdict"]
    assert verdict.fits, verdict.misfit
    assert verdict.events > 2
    assert "The record fits its log" in words(answer)


def test_a_changed_line_is_named(client, placed, compliance, connect_as):
    """Whoever changes the record behind the application is found out."""
    with practice(placed.practice.pk):
        line = Event.objects.filter(name="consent.confirmed").get()
    owner = connect_as(postgres.OWNER)
    owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    owner.execute("UPDATE audit_event SET outcome = 'refused' WHERE id = %s", [line.pk])
    owner.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")

    answer = check(sign_in(client, compliance))

    assert "does not fit" in words(answer)
    assert str(line.pk) in words(answer)


def test_a_long_log_is_checked_at_the_server(client, placed, compliance, monkeypatch):
    """The page says which command does it."""
    monkeypatch.setattr(page, "MOST_CHECKED", 2)

    answer = check(sign_in(client, compliance))

    assert "afterword audit verify" in words(answer)
    assert answer.context["verdict"] is None


def test_only_the_compliance_lead_checks(client, story):
    """A clinician reads the record and does not check it."""
    assert check(sign_in(client, story.staff)).status_code == 404


def test_reading_the_record_opens_nothing_sealed(client, story, compliance):
    """References stand for people; no name is opened for a list."""
    browser = sign_in(client, compliance)
    with practice(story.practice.pk):
        before = Event.objects.filter(name="vault.opened").count()

    browser.get(reverse(RECORD))

    with practice(story.practice.pk):
        assert Event.objects.filter(name="vault.opened").count() == before
