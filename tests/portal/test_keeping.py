"""My data: the client's own, and each look at it in the record."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.models import Event
from afterword.clinic.models import ContactPoint
from afterword.clinic.services import measuring
from afterword.consent import queries
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer
from afterword.portal.looked import WHY
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.portal.people import COPING, SIGNS, a_visitor, words


def looks(jo) -> list[tuple[str, str]]:
    with practice(jo.home):
        rows = Event.objects.filter(name="vault.opened", client_id=jo.client)
        return list(rows.order_by("at").values_list("by_kind", "why"))


def test_who_looked_is_told_by_day_person_and_reason(inside, hands):
    """The name they know, or what the person does here; the machine by its name."""
    with practice(inside.home):
        point = ContactPoint.objects.get(client_id=inside.client)
    office = factories.a_member(inside.story.practice, factories.Role.ADMINISTRATOR)
    for by, why in (
        (inside.story.staff, "read_answers"),
        (office, "something_else"),
        (inside.story.machine, "hand_off"),
    ):
        vault.open(by=by, purpose=why, rows=[point], fields=["address"])
    hands.put(hands.now + timedelta(minutes=1))

    shown = words(inside.get("/d"))

    for part in (
        "Sunday 28 February 2027 Ruth To read what you answered",
        "A person in the office For the work here",
        "The machine, by itself To send you a note you said yes to",
    ):
        assert part in shown, part


def test_nobody_looked_is_said_with_its_day(inside):
    """An empty list says since when."""
    assert "Nobody has looked since Sunday 31 January 2027." in words(inside.get("/d"))


def test_looks_at_others_are_not_shown(inside):
    """Neither of this practice nor of another."""
    here = a_visitor(address="al@mail.example", home=inside.story.practice)
    with practice(here.home):
        point = ContactPoint.objects.get(client_id=here.client)
    by = inside.story.staff
    vault.open(by=by, purpose="read_answers", rows=[point], fields=["address"])

    assert "Nobody has looked" in words(inside.get("/d"))


def test_what_was_said_is_shown_with_its_receipt(inside):
    """Each line of the ledger, in words, with the receipt that proves it."""
    inside.post("/c/stop")
    with practice(inside.home):
        lines = queries.ledger_of(inside.client)

    shown = words(inside.get("/d"))

    assert "Stopped Sunday 28 February 2027, by you, on these pages" in shown
    assert "You said yes Sunday 31 January 2027, by you, on their tablet" in shown
    assert all(line.receipt[:16] in shown for line in lines)


def test_everything_can_be_taken_as_one_file(inside):
    """What they gave, said and answered, and who looked; and that it was taken."""
    answer = inside.get("/d/take")
    taken = json.loads(answer.content)

    assert answer["Content-Disposition"] == 'attachment; filename="data.json"'
    assert taken["about_you"]["name"] == "Jo Example"
    assert taken["addresses"][0]["address"] == "jo@mail.example"
    assert taken["plan"] == {"helps": {"text": COPING}, "early_signs": {"text": SIGNS}}
    assert next(s["words"] for s in taken["what_you_said"]) == "You said yes"
    assert len(taken["what_you_said"][0]["receipt"]) == 64
    assert ("client", "own_pages") in looks(inside)


def test_a_score_alone_a_service_and_the_way_back_are_in_the_file(inside):
    """With the day on which it was filled in, where they live."""
    story = inside.story
    measuring.enter_total(
        client=inside.client,
        instrument="gad7",
        total=9,
        occasion="gad7",
        moment="end",
        by=story.staff,
        at=clock.now(),
        source=measuring.Source(taken_on=date(2027, 1, 15)),
    )
    referring.offer_referral(
        client=inside.client,
        offer=Offer(own_words="Alder House\n555 0100", why="Debt"),
        by=story.staff,
    )

    taken = json.loads(inside.get("/d/take").content)

    (one,) = [row for row in taken["answers"] if row["questions"] == "gad7"]
    assert (one["score"], one["on"], one["answers"]) == (9, "2027-01-15", None)
    assert taken["services"] == ["Alder House 555 0100."]
    assert taken["how_to_come_back"] == [
        "Ruth has room from May. A first hour costs $90."
    ]
    assert "Debt" not in json.dumps(taken)


@pytest.mark.parametrize(
    "what", ["asked_to_correct", "asked_to_erase", "asked_for_copy"]
)
def test_a_change_is_asked_of_a_person(inside, what):
    """One item with an owner and a day; asking twice is one item."""
    inside.post("/d", what=what)
    answer = inside.post("/d", what=what)

    with practice(inside.home):
        item = Item.objects.get(kind=what)
    assert answer.status_code == 303
    assert item.owner_id == inside.story.clinician.pk
    assert item.client_id == inside.client
    assert "You asked for this before." in words(inside.get("/d"))


@pytest.mark.parametrize("what", ["", "came_back", "x"])
def test_nothing_else_can_be_put_on_the_list(inside, what):
    """Only what the form offers."""
    answer = inside.post("/d", what=what)

    assert answer.status_code == 422
    with practice(inside.home):
        assert not Item.objects.exists()


def test_every_reason_of_the_record_has_words():
    """A purpose for which something is opened is told in words."""
    import re
    from pathlib import Path

    import afterword

    root = Path(afterword.__file__).parent
    opens = r"\b(?:open|opened|opened_all|person_of|referrals_of)\("
    found = []
    for file in root.rglob("*.py"):
        text = file.read_text()
        said = re.findall(opens + r"[^()]*?purpose=(\"?\w+\"?)", text)
        named = dict(re.findall(r"^(\w+)(?:: Final)? = (\"\w+\")$", text, re.MULTILINE))
        found += [named.get(one, one) for one in said]
    used = {one.strip('"') for one in found if one.startswith('"')}

    assert {"own_pages", "referral", "executor"} <= used
    assert used - WHY.keys() == set()


def test_letters_that_they_got_can_be_read_again(inside):
    """Only what was handed over or posted to them; each look is in the record."""
    assert "None yet" in words(inside.get("/d/letters"))
    from afterword.ending.models import Ending
    from afterword.ending.services import letters, letters_going
    from tests import ending_letters

    story = inside.story
    with practice(story.practice.id):
        Ending.objects.update(state="open")
    given, kept = (ending_letters.ready(story.client, by=story.staff) for _ in "ab")
    letters_going.hand_over_letter(letter=given, by=story.staff)

    page = inside.get("/d/letters")

    assert words(page).count("Dear Jo,") == 1
    assert "You got it in a meeting" in words(page)
    assert looks(inside)[-1] == ("client", "own_pages")
    taken = json.loads(inside.get("/d/take").content)
    assert [one["how"] for one in taken["letters"]] == ["You got it in a meeting"]
    letters.call_off_letter(letter=kept, by=story.staff)
    assert words(inside.get("/d/letters")).count("Dear Jo,") == 1


def test_no_letter_is_opened_that_the_page_does_not_show(inside, monkeypatch):
    """The file of all their data has every one."""
    from afterword.ending.models import Ending
    from afterword.ending.services import letters_going
    from afterword.portal.views import letters as pages
    from tests import ending_letters

    story = inside.story
    with practice(story.practice.id):
        Ending.objects.update(state="open")
    for _each in "ab":
        made = ending_letters.ready(story.client, by=story.staff)
        letters_going.hand_over_letter(letter=made, by=story.staff)
    monkeypatch.setattr(pages, "MOST", 1)

    assert words(inside.get("/d/letters")).count("Dear Jo,") == 1
    with practice(inside.home):
        looks = Event.objects.filter(name="vault.opened", by_kind="client")
        told = [one.details for one in looks]
    opened = [one["rows"] for one in told if one["table"] == "ending_letterversion"]
    assert opened == [1]
