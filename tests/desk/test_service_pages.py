"""Services, help lines and referrals by their pages; a stranger finds none of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.consent import releases
from afterword.desk.views import ending_referrals, help_lines, services
from afterword.ending import referrals
from afterword.ending.models import Referral
from afterword.ending.services import referring, writing
from afterword.ending.services.referring import Offer
from afterword.support import directory, lines, overrides
from afterword.support.directory import ServiceFacts, Wanted
from afterword.support.marks import mark_of
from afterword.support.models import HelpLine, ServiceFile
from afterword.support.services import importing, listing
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories
from tests.desk.pages import words

pytestmark = pytest.mark.django_db
READ = {"services", "service"}
KEPT = {"service_add", "service_change", "service_check", "service_retire",
        "services_import", "services_file", "services_take",
        "services_drop"}  # fmt: skip
LINES = {"help_lines", "help_line_add", "help_line_correct", "help_line_hide",
         "help_line_end"}  # fmt: skip
OWN = {"referral", "referral_note", "referral_release", "referral_release_back",
       "referral_send"}  # fmt: skip
PATTERNS = {
    one.name: one
    for module in (services, help_lines, ending_referrals)
    for one in module.urlpatterns
}
CSV = (
    b"name,needs,cost,phone,checked by,checked on\n"
    b"Birch (invented),money,free,1,Jo,2026-11-01\n"
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.HELP_FOLDER = tmp_path / "help"
    settings.JOURNAL = tmp_path / "journal"
    return Path(settings.HELP_FOLDER)


def today(home):
    return clock.today(home.time_zone)


@pytest.fixture
def service(home, administrator):
    """One service, plainly invented."""
    said = ServiceFacts(
        name="Alder Walk-in (invented)",
        needs=("talking",),
        cost="free",
        phone="555 0100",
        places=("US-CA",),
        checked_by="Sam Example",
        checked_on=today(home) - timedelta(days=400),
    )
    return listing.add_service(
        said=said, by=administrator, at=clock.now(), today=today(home)
    )


@pytest.fixture
def referral(person, ruth, service):
    """That client was pointed to it, in their ending."""
    ending = writing.open_ending(client=person.pk, by=ruth)
    return referring.offer_referral(
        client=person.pk, offer=Offer(service=service, ending=ending), by=ruth
    )


@pytest.fixture
def boss(browser_of, administrator):
    return browser_of(administrator)


@pytest.fixture
def rows(home, administrator, service, referral):
    """Give one row for every kind of identifier in an address."""
    file = importing.take_services(
        data=CSV, by=administrator, at=clock.now(), today=today(home)
    )
    with practice(home.pk):
        line = HelpLine.objects.create(
            country="GB",
            does="hide",
            line="Shout",
            source="its page",
            checked_by="Sam",
            checked_on=today(home),
            at=clock.now(),
        )
    return {
        "service": service,
        "file": file,
        "line": line.pk,
        "iso": "GB",
        "referral": referral,
        "release": uuid4(),
    }


def path_of(name, rows) -> str:
    wanted = PATTERNS[name].pattern.converters
    path = reverse(f"desk:{name}", kwargs={key: rows[key] for key in wanted})
    if name in {"help_line_correct", "help_line_hide"}:
        path += "?line=Samaritans"
    return path


def statuses(browser, path) -> set[int]:
    return {browser.get(path).status_code, browser.post(path).status_code}


def test_every_page_is_in_a_list():
    """A new page is put into one of them, or this fails."""
    assert set(PATTERNS) == READ | KEPT | LINES | OWN


def test_nobody_signed_in_is_sent_to_the_sign_in(rows):
    """Whatever the address."""
    for name in PATTERNS:
        for answer in (
            Browser().get(path_of(name, rows)),
            Browser().post(path_of(name, rows)),
        ):
            assert answer.status_code in {302, 405}, name
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/staff/login"), name


@pytest.mark.parametrize(
    ("role", "finds"),
    [
        (Role.CLINICIAN, READ),
        (Role.SUPERVISOR, READ),
        (Role.COMPLIANCE, READ | LINES),
        (Role.EXECUTOR, set()),
    ],
)
def test_each_role_finds_its_own_pages_alone(home, browser_of, rows, role, finds):
    """What is not theirs is not there."""
    browser = browser_of(factories.a_member(home, role))

    for name in PATTERNS.keys() - finds:
        assert statuses(browser, path_of(name, rows)) <= {404, 405}, name
    for name in finds:
        assert browser.get(path_of(name, rows)).status_code != 404, name


def test_a_colleague_finds_no_referral_of_another_clinicians_client(
    home, browser_of, rows
):
    """Also one who has clients of their own."""
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)

    for name in OWN:
        assert statuses(browser_of(colleague), path_of(name, rows)) <= {404, 405}


def test_another_practice_finds_no_row_of_ours(home, browser_of, rows):
    """Neither to read nor to change."""
    elsewhere = factories.a_practice(set_up_at=clock.now())
    roles = (Role.CLINICIAN, Role.ADMINISTRATOR, Role.COMPLIANCE)
    stranger = factories.a_member(elsewhere, *roles)
    factories.a_clinician(elsewhere, stranger)
    browser = browser_of(stranger)

    for name, pattern in PATTERNS.items():
        if {"service", "file", "line", "referral"} & set(pattern.pattern.converters):
            found = statuses(browser, path_of(name, rows))
            assert found <= {303, 404, 405}, name
    with practice(elsewhere.pk):
        assert not HelpLine.objects.exists()
    with practice(home.pk):
        assert HelpLine.objects.get(pk=rows["line"]).ended_at is None
        assert ServiceFile.objects.get(pk=rows["file"]).state == "ready"


def test_the_list_is_searched_and_says_what_is_old(desk, service):
    """With its day; what does not fit is not there."""
    every = words(desk.get(reverse("desk:services")))
    money = words(desk.get(reverse("desk:services"), {"need": "money"}))

    assert "Alder Walk-in (invented)" in every
    assert "May have changed" in every
    assert "0 services fit" in money
    assert "Add a service" not in every


def test_a_service_is_added_checked_again_and_taken_out(home, boss):
    """By the administrator, with words where something is missing."""
    add = reverse("desk:service_add")
    typed = {
        "name": "Cedar (invented)",
        "needs": ["group"],
        "cost": "paid",
        "places": "California, GB",
        "checked_by": "Sam",
        "checked_on": today(home).isoformat(),
    }
    missing = boss.post(add, typed)
    made = boss.post(add, typed | {"web": "https://cedar.example"})
    with practice(home.pk):
        (one,) = directory.search(Wanted())
    boss.post(
        reverse("desk:service_check", args=[one.id]),
        {"checked_by": "Kim", "checked_on": today(home).isoformat()},
    )
    page = words(boss.get(made.headers["Location"]))
    boss.post(reverse("desk:service_retire", args=[one.id]))

    assert missing.status_code == 422
    assert "Give one way to reach it" in words(missing)
    assert one.said.places == ("US-CA", "GB")
    assert "by Kim" in page
    with practice(home.pk):
        assert directory.search(Wanted()) == []


def test_a_file_is_read_looked_at_and_taken(home, boss):
    """Nothing is stored before the yes; a broken one is refused in words."""
    upload = reverse("desk:services_import")

    def file(data):
        return {"file": SimpleUploadedFile("services.csv", data)}

    broken = boss.post(upload, file(b"name\nx\n"))
    read = boss.post(upload, file(CSV))
    page = words(boss.get(read.headers["Location"]))
    with practice(home.pk):
        before = directory.search(Wanted())
    boss.post(read.headers["Location"] + "/take")

    assert broken.status_code == 422
    assert "names no column for" in words(broken)
    assert "1 service would be added or changed" in page
    assert before == []
    with practice(home.pk):
        assert [one.said.name for one in directory.search(Wanted())] == [
            "Birch (invented)"
        ]


def test_a_number_that_another_service_has_is_said_on_the_page(home, boss, service):
    """In words, with what was typed still there."""
    add = reverse("desk:service_add")
    typed = {
        "name": "Elm (invented)",
        "needs": ["money"],
        "cost": "free",
        "phone": "555 0101",
        "external_id": "7",
        "checked_by": "Sam",
        "checked_on": today(home).isoformat(),
    }
    first, again = boss.post(add, typed), boss.post(add, typed)

    assert (first.status_code, again.status_code) == (303, 422)
    assert "Another service here has this number" in words(again)


def looked(home, **typed):
    return {
        "source": "its own page",
        "checked_by": "Sam Example",
        "checked_on": today(home).isoformat(),
    } | typed


def test_a_line_is_hidden_and_shown_again(home, boss, folder):
    """The practice's page follows at once; the emergency number is where it was."""
    factories.a_practice()
    hide = f"{reverse('desk:help_line_hide', args=['GB'])}?line=Shout"
    untold = boss.post(hide, looked(home, checked_by=""))
    boss.post(hide, looked(home))
    page = (folder / mark_of(home.pk) / "gb.html").read_text()
    listed = words(boss.get(reverse("desk:help_lines"), {"country": "GB"}))
    with practice(home.pk):
        (row,) = overrides.standing("GB")
    boss.post(reverse("desk:help_line_end", args=[row.pk]))

    assert untold.status_code == 422
    assert "Say who checked it" in words(untold)
    assert "85258" not in page
    assert "tel:999" in page
    assert "Checked by Sam Example" in listed
    assert "999, 112" in listed
    assert not (folder / mark_of(home.pk) / "gb.html").exists()


def test_a_line_is_added_and_a_wrong_number_is_refused_in_words(home, boss, folder):
    """What cannot be dialled there is named."""
    add = reverse("desk:help_line_add", args=["GB"])
    typed = looked(
        home, name="Alder Line (invented)", kind="listening", languages=["en"]
    )
    wrong = boss.post(add, typed | {"phone": "+44 116 123"})
    boss.post(add, typed | {"phone": "01632 960 001"})

    assert wrong.status_code == 422
    assert "+44 116 123” cannot be dialled there" in words(wrong)
    assert (
        "Alder Line (invented)" in (folder / mark_of(home.pk) / "gb.html").read_text()
    )


@pytest.mark.parametrize(
    ("iso", "name"),
    [
        ("AR", "Centro de Asistencia al Suicida"),
        ("US", "Veterans Crisis Line"),
        ("GB", "Samaritans"),
    ],
)
def test_putting_a_line_right_loses_nothing_of_it(home, boss, folder, iso, name):
    """Every number and the key after it, where it works, whether it calls for help."""
    url = reverse("desk:help_line_correct", args=[iso]) + f"?line={quote(name)}"
    form = boss.get(url).context["form"]
    saved = boss.post(url, form.initial | looked(home))
    with practice(home.pk):
        known = overrides.as_known(lines.country(iso), overrides.standing(iso))
    (now,) = [line for line in known.lines if line.name == name]
    (shipped,) = [line for line in lines.country(iso).lines if line.name == name]

    assert saved.status_code == 303
    assert now.is_checked
    told = {"confidence": shipped.confidence, "sources": shipped.sources}
    assert replace(now, **told) == shipped


@pytest.mark.parametrize("line", ["emergencySMS", "No such line", ""])
def test_emergency_help_has_no_page_to_hide_it(boss, line):
    """Nor has a line that is not there."""
    for does in ("hide", "correct"):
        path = reverse(f"desk:help_line_{does}", args=["GB"])
        assert boss.get(f"{path}?line={quote(line)}").status_code == 404


def test_a_service_is_named_in_the_ending(home, desk, person, ruth, service):
    """From the list or in words; how many there are, and that a way back is missing."""
    ending = writing.open_ending(client=person.pk, by=ruth)
    page = reverse("desk:ending_task", args=[ending, "referrals"])
    day = today(home).isoformat()

    nothing = desk.post(page, {"service": "own", "own_words": " ", "on": day})
    desk.post(page, {"service": str(service), "why": "Evenings", "on": day})
    desk.post(page, {"service": "own", "own_words": "Dr Elm (invented)", "on": day})
    shown = words(desk.get(page))

    assert nothing.status_code == 422
    assert "Write where they can turn" in words(nothing)
    assert "2 places were named to them" in shown
    assert "No way back is written down yet" in shown
    assert "Dr Elm (invented)" in shown
    assert "Alder Walk-in (invented)" in words(
        desk.get(page, {"need": "talking", "place": "US-CA"})
    )


def test_a_referral_goes_from_a_yes_to_something_sent(home, desk, person, referral):
    """Only after a release; taken back, the next sending is refused."""
    day = today(home).isoformat()
    at = {
        name: reverse(f"desk:referral{name}", args=[referral])
        for name in ("", "_note", "_release", "_send")
    }
    sent = {"shares": ["summary"], "what": "One page by post", "on": day}
    desk.post(at["_note"], {"says": "accepted", "on": day})
    unreleased = words(desk.get(at["_send"]))
    forged = desk.post(at["_send"], sent | {"release": str(uuid4())})
    desk.post(
        at["_release"],
        {
            "recipient": "Alder Walk-in",
            "shares": ["summary"],
            "given_on": day,
            "until": day,
            "door": "told_in_session",
        },
    )
    with practice(home.pk):
        (given,) = releases.releases_of(person.pk)
    wider = desk.post(
        at["_send"], sent | {"release": str(given.id), "shares": ["safety_plan"]}
    )
    desk.post(at["_send"], sent | {"release": str(given.id)})
    page = words(desk.get(at[""]))
    desk.post(reverse("desk:referral_release_back", args=[referral, given.id]))
    again = desk.post(at["_send"], sent | {"release": str(given.id)})

    assert "Nothing can be sent there" in unreleased
    assert (forged.status_code, wider.status_code, again.status_code) == (422,) * 3
    assert "there is no release of the client" in words(wider)
    assert "Something was sent there: A summary letter" in page
    with practice(home.pk):
        entries = [entry.says for entry in referrals.history(referral)]
    assert entries == ["offered", "accepted", "sent"]


@pytest.mark.parametrize(
    ("page", "status"), [(b"%PDF-1.7 a page", 303), (b"GIF89a", 422), (b"", 422)]
)
def test_a_scan_is_a_page_wherever_one_is_taken(home, desk, referral, page, status):
    """Where one clinician works alone; what is no page is refused in words."""
    Practice.objects.filter(pk=home.pk).update(is_solo=True)
    day = today(home).isoformat()
    answer = desk.post(
        reverse("desk:referral_release", args=[referral]),
        {
            "recipient": "Alder Walk-in",
            "shares": ["dates"],
            "given_on": day,
            "until": day,
            "door": "paper",
            "scan": SimpleUploadedFile("scan.pdf", page),
        },
    )

    assert answer.status_code == status
    wrong = {b"GIF89a": "This is no PDF, JPEG or PNG", b"": "This file is empty"}
    assert wrong.get(page, "") in words(answer)


def test_a_paper_without_a_second_person_is_refused_in_words(home, desk, referral):
    """And nothing is kept."""
    day = today(home).isoformat()
    answer = desk.post(
        reverse("desk:referral_release", args=[referral]),
        {
            "recipient": "Alder Walk-in",
            "shares": ["dates"],
            "given_on": day,
            "until": day,
            "door": "paper",
        },
    )

    assert answer.status_code == 422
    assert "second person" in words(answer)
    with practice(home.pk):
        row = Referral.objects.get()
        assert releases.releases_of(row.client_id) == []
