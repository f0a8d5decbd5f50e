"""What others may be told: read, allowed in two steps, taken back by one press."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.consent import releases
from afterword.consent import services as consent
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer
from afterword.portal.forms.telling import WHAT
from afterword.tenancy import practice
from tests.portal.people import a_visitor, words


@pytest.fixture
def named(inside):
    """The same client; a service was named to them, and a sister by name."""
    staff = inside.story.staff
    inside.service = referring.offer_referral(
        client=inside.client,
        offer=Offer(own_words="Birch Helpdesk\nOak Road"),
        by=staff,
    )
    inside.sister = consent.name_person(
        client=inside.client, kind="family", name="Fi", by=staff, at=clock.now()
    )
    return inside


def chosen(jo, **kept):
    until = clock.today("America/Los_Angeles") + timedelta(days=30)
    return {
        "to": str(jo.service),
        "what": ["dates"],
        "why": "So that I need not tell it again",
        "until": until.isoformat(),
    } | kept


def every(jo):
    with practice(jo.home):
        return releases.releases_of(jo.client)


def test_it_is_allowed_after_it_was_read_once_more(named):
    """One sentence says who, what and until when; nothing counts before the yes."""
    form = words(named.get("/c/told/new"))
    for part in ("Birch Helpdesk", "Fi", *map(str, WHAT.values())):
        assert part in form
    assert " checked" not in named.get("/c/told/new").content.decode()

    check = named.post("/c/told/new", **chosen(named))
    assert "may tell Birch Helpdesk : That you came here" in words(check)
    assert "Nothing else, and nobody else." in words(check)
    assert every(named) == []

    given = named.post("/c/told/new", **chosen(named, sure="1"))
    assert (given.status_code, given["Location"]) == (303, "/c/told")
    (one,) = every(named)
    assert (one.recipient_id, one.shares, one.door) == (
        named.service,
        ("dates",),
        "portal",
    )
    assert one.is_written
    page = words(named.get("/c/told"))
    assert "They may be told this, and nothing else." in page
    assert "What for: So that I need not tell it again" in page
    assert named.events("consent.release_given") == [("done", "portal")]


def test_it_is_taken_back_by_one_press_and_counts_from_then(named):
    """Twice is no mistake; it stays to be read, and can be allowed anew."""
    named.post("/c/told/new", **chosen(named, sure="1"))
    (one,) = every(named)

    for _press in range(2):
        back = named.post(f"/c/told/{one.id}/back")
        assert (back.status_code, back["Location"]) == (303, "/c/told#done")

    (one,) = every(named)
    assert one.withdrawn_at is not None
    page = words(named.get("/c/told"))
    assert "From now on they are told nothing more." in page
    assert "Nobody may be told anything now." in page
    assert "and took it back" in page
    assert "Take it back :" not in page
    assert named.events("consent.release_withdrawn") == [
        ("done", "portal"),
        ("repeated", "portal"),
    ]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"to": ""}, "Choose who may be told"),
        ({"what": []}, "Tick at least one thing"),
        ({"what": ["other"]}, "Write what else they may be told"),
        ({"until": ""}, "Choose a day"),
        ({"until": "2020-01-01"}, "That day is over"),
        ({"until": "2028-12-31"}, "at most a year away"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_given(named, kept, said):
    """The form comes back as it was."""
    page = named.post("/c/told/new", **chosen(named, sure="1", **kept))

    assert page.status_code == 422
    assert said in words(page)
    assert every(named) == []


def test_only_somebody_who_is_written_down_for_them_can_be_chosen(named):
    """Not another client's service, nobody made up, nobody whom they declined."""
    other = a_visitor(address="al@mail.example", home=named.story.practice)
    theirs = consent.name_person(
        client=other.client,
        kind="family",
        name="Someone else",
        by=other.story.staff,
        at=clock.now(),
    )
    referring.note_referral(
        referral=named.service,
        says="declined",
        on=clock.today("America/Los_Angeles"),
        by=named.story.staff,
    )
    for who in (theirs, uuid4(), named.service):
        page = named.post("/c/told/new", **chosen(named, to=str(who), sure="1"))
        assert page.status_code == 422
    assert "Someone else" not in words(named.get("/c/told/new"))
    assert every(named) == []


def test_it_is_in_the_file_of_all_their_data(named):
    """To whom, what and why, in their words; what they took back, too."""
    named.post("/c/told/new", **chosen(named, sure="1"))
    named.post(f"/c/told/{every(named)[0].id}/back")

    (line,) = json.loads(named.get("/d/take").content)["what_others_may_be_told"]
    assert line["to"].startswith("Birch Helpdesk")
    assert line["things"] == [str(WHAT["dates"])]
    assert line["why"] == "So that I need not tell it again"
    assert (line["holds"], line["taken_back"]) == (False, True)


def test_nobody_takes_back_or_sees_what_another_allowed(named):
    """Another client's release is not found."""
    named.post("/c/told/new", **chosen(named, sure="1"))
    (one,) = every(named)
    other = a_visitor(address="al@mail.example", home=named.story.practice).come_in()

    assert other.post(f"/c/told/{one.id}/back").status_code == 404
    assert "Birch" not in words(other.get("/c/told"))
    assert every(named) == [one]


def test_where_nobody_is_written_down_it_says_how(inside):
    """No empty form; a person adds somebody."""
    assert "Nobody is written down here" in words(inside.get("/c/told"))
    assert (
        "<form"
        not in inside.get("/c/told/new")
        .content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
    )


def test_it_is_reached_from_the_first_page_and_from_the_choices(inside):
    """By a link in plain words."""
    for path in ("/t", "/c"):
        assert 'href="/c/told"' in inside.get(path).content.decode()


def test_the_client_and_the_desk_know_the_same_things():
    """Each code of a release has words for the client."""
    assert WHAT.keys() == releases.SHARES.keys()
