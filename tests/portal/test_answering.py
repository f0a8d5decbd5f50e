"""Answer on one's own pages: in own time, saved as it goes, sent once."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention.models import Item
from afterword.clinic.models import Administration, Clinician
from afterword.measures.instruments import instrument
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.portal.people import a_visitor, title, words
from tests.stories import FIRST_NOON

PHQ4 = instrument("phq4")


def at(jo, part: str = "") -> str:
    return f"/q/{jo.step().pk}" + (f"/{part}" if part else "")


def begin(jo, way: str = "each"):
    return jo.post(at(jo), way=way)


def stored(jo) -> Administration:
    with practice(jo.home):
        return Administration.objects.get(client_id=jo.client)


def answers(jo) -> list[int | None]:
    (opened,) = vault.open(
        by=jo.story.staff, purpose="test", rows=[stored(jo)], fields=["answers"]
    )
    return json.loads(opened["answers"])


def test_before_the_questions_stands_who_reads_them_and_when(inside):
    """How many, how long, who, when, not live, and where help is."""
    shown = words(inside.get(at(inside)))

    for part in (
        "4 questions",
        "Ruth reads answers on Tuesdays.",
        "Nobody watches this live.",
        "You get no reply unless you ask for one.",
        "It is open until Sunday 7 March 2027.",
        "You can skip any question, stop, and come back.",
        "Find help now",
    ):
        assert part in shown, part


def test_a_reader_who_is_away_is_said_before_the_questions(inside):
    """Nobody thinks that somebody reads who does not."""
    with practice(inside.home):
        Clinician.objects.update(
            away_from=FIRST_NOON.date(), away_until=FIRST_NOON.date() + timedelta(9)
        )

    shown = words(inside.get(at(inside)))

    assert "Nobody reads them until Tuesday 9 March 2027 has passed." in shown


def test_the_words_are_those_of_the_questionnaire(inside):
    """Stem, item and answers, word for word, and no number beside them."""
    begin(inside)

    for number, item in enumerate(PHQ4.items, start=1):
        page = inside.get(at(inside, str(number)))
        shown = words(page)
        assert PHQ4.stem in shown
        assert item.text in shown
        assert " ".join(a.text for a in PHQ4.answers) in shown
        assert "checked" not in page.content.decode()
        assert title(page) == f"Question {number} – Alder House"


def test_one_question_a_page_from_first_to_thanks(inside):
    """Saved at each press, looked at, sent once."""
    assert begin(inside)["Location"] == at(inside, "1")
    for number, value in enumerate((0, 1, 2, 3), start=1):
        answer = inside.post(at(inside, str(number)), a=value)
        then = "check" if number == 4 else str(number + 1)
        assert (answer.status_code, answer["Location"]) == (303, at(inside, then))
        assert answers(inside)[number - 1] == value
    assert answers(inside) == [0, 1, 2, 3]
    assert "More than half the days" in words(inside.get(at(inside, "check")))

    sent = inside.post(at(inside, "check"), words="The new job is hard.")

    assert sent["Location"] == at(inside, "thanks")
    assert stored(inside).sent_at == clock.now()
    shown = words(inside.get(at(inside, "thanks")))
    assert "Thank you. This is saved." in shown
    assert "You will not get a reply unless you ask for one." in shown
    with practice(inside.home):
        assert Item.objects.filter(kind="answers").count() == 1


def test_all_on_one_page(inside):
    """What is left out stays left out; it is no zero."""
    assert begin(inside, "all")["Location"] == at(inside, "all")
    shown = words(inside.get(at(inside, "all")))
    assert all(item.text in shown for item in PHQ4.items)

    answer = inside.post(at(inside, "all"), a1=3, a3=1)

    assert answer["Location"] == at(inside, "check")
    assert answers(inside) == [3, None, 1, None]
    assert words(inside.get(at(inside, "check"))).count("Skipped") == 2


def test_stopping_and_coming_back_another_day(inside, hands):
    """Each answer was saved; the page goes on where it was left."""
    begin(inside)
    inside.post(at(inside, "1"), a=2)
    inside.post("/out")
    hands.put(hands.now + timedelta(days=2))

    inside.come_in()

    assert "Go on answering" in words(inside.get("/t"))
    page = inside.get(at(inside, "1")).content.decode()
    assert 'value="2" checked' in page


def test_going_on_begins_at_the_first_question_without_an_answer(inside):
    """Nobody is asked again what they have answered; with all of it, it is checked."""
    begin(inside)
    inside.post(at(inside, "1"), a=2)

    assert begin(inside).url == at(inside, "2")

    for number in (2, 3, 4):
        inside.post(at(inside, str(number)), a=0)
    assert begin(inside).url == at(inside, "check")


def test_a_question_is_skipped_and_changed_later(inside):
    """From the check page back to the one question, and to the check page again."""
    begin(inside)
    inside.post(at(inside, "1"), a=2)
    assert inside.post(at(inside, "2"), skip=1)["Location"] == at(inside, "3")

    changed = inside.post(at(inside, "1?change=1"), skip=1)

    assert changed["Location"] == at(inside, "check")
    assert answers(inside) == [None] * 4


@pytest.mark.parametrize("value", ["", "4", "-1", "1.0", "01", "x", "٣"])
def test_what_is_no_answer_comes_back_with_what_to_do(inside, value):
    """Nothing is saved, and it is said beside the question."""
    begin(inside)

    answer = inside.post(at(inside, "1"), a=value)

    assert answer.status_code == 422
    assert "Choose an answer, or skip this question" in words(answer)
    assert title(answer).startswith("Error: ")
    assert stored(inside).answers is None


def test_all_on_one_page_with_a_wrong_value_saves_nothing(inside):
    """Not even the answers beside it."""
    begin(inside, "all")

    answer = inside.post(at(inside, "all"), a1=1, a2=9)

    assert answer.status_code == 422
    assert stored(inside).answers is None


def test_what_was_sent_is_neither_sent_nor_changed_again(inside):
    """Every address of it leads to the thank-you."""
    begin(inside)
    inside.post(at(inside, "1"), a=1)
    inside.post(at(inside, "check"))
    first = stored(inside).sent_at

    for part in ("", "1", "all", "check"):
        assert inside.get(at(inside, part))["Location"] == at(inside, "thanks")
        again = inside.post(at(inside, part), a=3, way="each")
        assert again["Location"] == at(inside, "thanks")
    assert answers(inside) == [1, None, None, None]
    assert stored(inside).sent_at == first
    assert inside.get(f"/n/{inside.link}").status_code == 200


def test_a_reply_comes_only_if_it_is_asked_for(inside):
    """One item, once, with the day by which somebody looks."""
    begin(inside)
    inside.post(at(inside, "check"))
    asked = words(inside.get(at(inside, "thanks")))
    assert "If you ask, a person here is to look at it within 2 days." in asked

    answer = inside.post(at(inside, "reply"))
    inside.post(at(inside, "reply"))

    with practice(inside.home):
        items = list(Item.objects.filter(kind="asked_for_contact"))
    assert answer.status_code == 303
    assert len(items) == 1
    assert items[0].due_at - clock.now() == timedelta(days=2)
    assert "Somebody here will see" in words(inside.get(at(inside, "thanks")))


def test_no_number_is_told_anywhere(inside):
    """No total, no band, no word for it."""
    begin(inside, "all")
    inside.post(at(inside, "all"), a1=3, a2=3, a3=3, a4=3)
    pages = [inside.get(at(inside, "check"))]
    inside.post(at(inside, "check"))
    pages += [inside.get(at(inside, "thanks")), inside.get("/t"), inside.get("/d")]

    for page in pages:
        shown = words(page).lower()
        assert not re.search(r"\b12\b", shown)
        for told in ("severe", "score", "anxiety", "total", "phq"):
            assert told not in shown, told


def test_it_is_over_when_its_days_are(inside, hands):
    """It says so, that this is fine, and where help is."""
    begin(inside)
    hands.put(FIRST_NOON + timedelta(days=8))
    inside.come_in()

    for path in (at(inside), at(inside, "1"), at(inside, "check")):
        answer = inside.get(path)
        assert "This is closed now" in words(answer)
    assert "that is fine" in words(answer)
    inside.post(at(inside, "1"), a=1)
    assert stored(inside).answers is None


def test_after_a_stop_nothing_is_open(inside):
    """What was begun stays theirs; nobody asks for the rest."""
    begin(inside)
    inside.post("/c/stop")

    assert "Nothing is open." in words(inside.get("/t"))


def test_a_strangers_questions_are_not_found(inside):
    """Of this practice, of another, and of none."""
    here = a_visitor(address="al@mail.example", home=inside.story.practice)
    there = a_visitor(address="bo@mail.example")

    for step in (here.step().pk, there.step().pk, uuid.uuid4()):
        for part in ("", "/1", "/all", "/check", "/thanks"):
            assert inside.get(f"/q/{step}{part}").status_code == 404
        assert inside.post(f"/q/{step}", way="each").status_code == 404
        assert inside.post(f"/q/{step}/reply").status_code == 404


def test_a_look_begins_nothing(inside):
    """Only a press makes a row."""
    for part in ("", "1", "all", "check", "thanks", "reply"):
        inside.get(at(inside, part))

    with practice(inside.home):
        assert not Administration.objects.filter(client_id=inside.client).exists()
