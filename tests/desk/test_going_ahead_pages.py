"""The pages of a contact that a person makes: offered, opened, closed, told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.attention.services import Kind, raise_item
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import ContactPoint
from afterword.consent import services as consent
from afterword.contact.models import GoAhead, Ruling
from afterword.desk import asking, going_ahead
from afterword.portal.looked import looked
from afterword.tenancy import practice
from tests import factories, stories
from tests.desk.pages import title, words
from tests.go_aheads import BILL, HOME, NUMBER, REPLY_POINTS, a_point, opened, stated
from tests.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
TICKED = {"confirm": list(REPLY_POINTS)}


@pytest.fixture
def phone(story):
    """The client's number."""
    return a_point(story.client)


@pytest.fixture
def ruth(client, story):
    """The clinician's browser."""
    return sign_in(client, story.staff)


def answered(story, *, by=None, said=None, **act):
    """Ask about an answer to the client by phone; give the page of the ruling."""
    wanted = {"purpose": "reply_to_client", "initiator": "client", "channel": "phone"}
    made = asking.ask(
        story.client,
        wanted | act,
        by=by or story.staff,
        at=clock.now(),
        extra=stated() if said is None else said,
    )
    return reverse("desk:ruling", args=[made.id])


def opens(browser, page, **data):
    """Press the button on the page of a ruling."""
    return browser.post(f"{page}/go-ahead", TICKED | data)


def looks(browser, story, **kept):
    """Open one, and give its address and its page."""
    url = opens(browser, answered(story, **kept))["Location"]
    return url, browser.get(url)


def stop(story, scope=None):
    consent.withdraw(
        client=story.client.id,
        scope=scope or consent.Scope.everything(),
        by=story.by_client("card"),
        at=clock.now(),
    )


def the_only(story, model):
    with practice(story.practice.id):
        return model.objects.get()


def test_a_yes_offers_it_with_every_point_and_none_ticked(story, phone, ruth):
    """The person says each by themselves; what is looked up is only shown."""
    page = ruth.get(answered(story))

    offer = page.context["offer"]
    assert [name for name, _ in offer.form.fields["confirm"].choices] == [
        "discreet_wording",
        "reply_acknowledge_signpost_only",
        "answer_the_way_it_came",
        "no_promotion",
    ]
    assert " checked" not in page.content.decode()
    assert "State once a year" in " ".join(offer.seen_to)
    assert NUMBER not in words(page)


def test_one_point_left_opens_nothing_and_keeps_what_was_ticked(story, phone, ruth):
    """It comes back as it was, with what to do and where."""
    page = opens(ruth, answered(story), confirm=["discreet_wording"])

    assert page.status_code == 422
    assert title(page).startswith("Error: ")
    assert "Tick every point" in words(page)
    assert page.content.decode().count(" checked") == 1
    with practice(story.practice.id):
        assert not GoAhead.objects.exists()


def test_it_opens_on_a_page_that_says_where_how_and_until_when(story, phone, ruth):
    """The number stands large, for who opened it; no title names the client."""
    _url, page = looks(ruth, story)

    text = words(page)
    assert "Ring Jo Example today" in text
    assert NUMBER in text
    assert f'href="tel:{NUMBER.replace(" ", "")}"' in page.content.decode()
    assert "Open until the end of today." in text
    assert "Do not leave a message. They did not agree to one." in text
    assert "They named the hours 09:00 to 20:00. It is 12:00 there now." in text
    assert "counts as professional contact" in text
    assert "They want to be called Jo." in text
    assert "Jo" not in title(page)


def test_a_letter_shows_the_address_and_what_stands_outside(story, ruth):
    """It can be printed: the address as lines, and the name that they chose."""
    a_point(story.client, "letter")
    said = answered(story, **BILL)
    points = [
        name
        for name, _ in ruth.get(said).context["offer"].form.fields["confirm"].choices
    ]

    page = ruth.get(opens(ruth, said, confirm=points)["Location"])

    assert "<br>".join(HOME.split("\n")) in page.content.decode()
    assert "On the outside stands Alder House and no other sender." in words(page)
    assert "Do not leave a message" not in words(page)


def test_where_the_day_ends_earlier_for_them_it_says_when(transactional_db, hands):
    """In New York midnight comes three hours earlier than at the practice."""
    story = stories.an_agreement(client={"time_zone": "America/New_York"})
    a_point(story.client)

    _url, page = looks(sign_in(Web(), story.staff), story)

    assert "Open until 21:00 today. Then the day ends where they are." in words(page)


def test_pressing_twice_leads_to_the_same_page(story, phone, ruth):
    """And the ruling page then leads there instead of offering it again."""
    said = answered(story)

    first, again = opens(ruth, said), opens(ruth, said)

    assert first.status_code == 303
    assert again["Location"] == first["Location"]
    assert ruth.get(said).context["offer"].there == first["Location"]
    assert the_only(story, GoAhead)


@pytest.mark.parametrize("outcome", ["consult", "hold", "refuse"])
def test_an_answer_that_is_no_yes_offers_nothing(story, phone, ruth, outcome):
    """Nor does it open when somebody posts to it."""
    said = {
        "consult": stated(replies_sent=1),
        "hold": stated(promotional=None),
        "refuse": stated(promotional=True),
    }
    page = answered(story, said=said[outcome])

    assert ruth.get(page).context["ruling"].outcome == outcome
    assert ruth.get(page).context.get("offer") is None
    assert opens(ruth, page)["Location"] == f"{page}#done"
    assert "opens nothing" in words(ruth.get(page))
    with practice(story.practice.id):
        assert not GoAhead.objects.exists()


def test_a_ruling_of_yesterday_opens_nothing(story, phone, ruth, hands):
    """A stored answer is no permission: it was for its own day."""
    page = answered(story)
    hands.put(hands.now + timedelta(days=1))

    assert ruth.get(page).context.get("offer") is None
    opens(ruth, page)

    with practice(story.practice.id):
        assert not GoAhead.objects.exists()
        assert Ruling.objects.count() == 1


def test_under_other_editions_of_the_rules_nothing_is_offered(
    story, phone, ruth, monkeypatch
):
    """What was answered under rules that have changed since is asked again."""
    page = answered(story)
    monkeypatch.setattr(going_ahead, "still_holds", lambda _plain: False)

    assert ruth.get(page).context.get("offer") is None


def test_a_yes_is_not_taken_from_the_page_but_decided_anew(story, phone, ruth):
    """What was reported since counts, and the page shows the new answer."""
    page = answered(story)
    story.report("complaint_open", "yes")

    answer = opens(ruth, page)

    assert page not in answer["Location"]
    shown = ruth.get(answer["Location"])
    assert shown.context["ruling"].outcome == "consult"
    assert "It was decided anew" in words(shown)


def test_after_a_stop_it_says_so_and_opens_nothing(story, phone, ruth):
    """Though the page still shows a yes."""
    page = answered(story)
    stop(story)

    shown = ruth.get(opens(ruth, page)["Location"])

    assert "They asked for no contact" in words(shown)
    with practice(story.practice.id):
        assert not GoAhead.objects.exists()


def test_without_a_number_on_file_it_says_what_is_missing(story, ruth):
    """And offers no button that would lead nowhere."""
    page = ruth.get(answered(story))

    assert page.context["offer"].form is None
    assert "There is no number or address on file" in words(page)


def test_what_no_tick_can_meet_is_named(story, phone):
    """That the sender stated own rules is in the record, or there is no button."""
    kim = factories.a_member(story.practice, Role.CLINICIAN)
    factories.a_clinician(story.practice, kim, name="Kim Example")
    with practice(story.practice.id):
        story.client.clinician = None
        story.client.save(update_fields=["clinician"])

    page = sign_in(Web(), kim).get(answered(story, by=kim))

    offer = page.context["offer"]
    assert offer.form is None
    (left,) = offer.left
    assert left.words.startswith("State once a year that nothing")
    assert "Open the go-ahead" not in words(page)


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        ({"purpose": "social", "channel": "phone"}, "consult"),
        ({"purpose": "outcome_measure", "initiator": "therapist", "channel": "email"},
         "permit"),
    ],
)  # fmt: skip
def test_what_nobody_makes_by_hand_is_offered_to_nobody(story, ruth, act, outcome):
    """Afterword answers, or the machine carries it."""
    story.plan()

    page = ruth.get(answered(story, **act))

    assert page.context.get("offer") is None


def test_a_stop_closes_the_page_and_it_says_so(story, phone, ruth):
    """The number is gone; what was begun before can still be told."""
    url, before = looks(ruth, story)
    stop(story, consent.Scope.no_contact())

    after = ruth.get(url)

    assert NUMBER in words(before)
    assert NUMBER not in words(after)
    assert "This go-ahead is closed" in words(after)
    assert "They asked for no contact after you opened this." in words(after)
    assert "If it was begun before, say what came of it" in words(after)


def test_what_was_reported_closes_the_page_with_the_answer_beside_it(
    story, phone, ruth
):
    """The way to the reasons is one link."""
    url, _page = looks(ruth, story)
    story.report("protective_order", "yes")

    page = ruth.get(url)

    assert "the answer is no longer a yes" in words(page)
    shown = ruth.get(page.context["ruling_url"])
    assert shown.context["ruling"].outcome == "refuse"


def test_the_next_day_it_is_closed_and_waits_to_be_told_of(story, phone, ruth, hands):
    """Today says so until somebody has."""
    url, _page = looks(ruth, story)
    hands.put(hands.now + timedelta(days=1))

    page = ruth.get(url)
    today = ruth.get(reverse("desk:today"))

    assert "that day is over" in words(page)
    assert NUMBER not in words(page)
    assert "1 thing waits for you" in words(today)
    assert "Nobody has said what came of it" in words(today)


@pytest.mark.parametrize(
    ("came", "says"),
    [("done", "Done"), ("not_reached", "Not reached"), ("not_done", "Not done")],
)
def test_what_came_of_it_is_written_down_and_shown(story, phone, ruth, came, says):
    """With a note, on its page, on the person's page and on the board."""
    url, _page = looks(ruth, story)

    answer = ruth.post(f"{url}/came", {"came": came, "note": "About the folder."})

    page = ruth.get(answer["Location"])
    assert "Written down." in words(page)
    assert f"{says}: answer the client&#x27;s message" in words(page)
    assert "About the folder." in words(page)
    for name, args in (("followup", []), ("person", [story.client.pk])):
        assert says in words(ruth.get(reverse(f"desk:{name}", args=args))), name
    assert "Nothing waits for you" in words(ruth.get(reverse("desk:today")))


def test_a_word_that_is_none_changes_nothing(story, phone, ruth):
    """It says what to do, and the first word that is one stands."""
    url, _page = looks(ruth, story)

    nothing = ruth.get(ruth.post(f"{url}/came", {"came": ""})["Location"])
    ruth.post(f"{url}/came", {"came": "done"})
    again = ruth.get(ruth.post(f"{url}/came", {"came": "not_done"})["Location"])

    assert "Choose what came of it" in words(nothing)
    assert "was written down before" in words(again)
    assert the_only(story, GoAhead).came == "done"


def test_a_note_that_is_too_long_is_not_cut(story, phone, ruth):
    """Nothing is written down, and the page says how long it may be."""
    url, _page = looks(ruth, story)

    answer = ruth.post(f"{url}/came", {"came": "done", "note": "x" * 4001})

    assert "Write at most" in words(ruth.get(answer["Location"]))
    assert the_only(story, GoAhead).came == ""


def test_a_colleague_sees_whose_it_is_and_no_number(story, phone, ruth):
    """A supervisor may say what came of it; a clinician of others finds nothing."""
    url, _page = looks(ruth, story)
    boss = sign_in(Web(), factories.a_member(story.practice, Role.SUPERVISOR))
    kim = factories.a_member(story.practice, Role.CLINICIAN)
    factories.a_clinician(story.practice, kim, name="Kim Example")

    seen = boss.get(url)

    assert "makes this contact" in words(seen)
    assert NUMBER not in words(seen)
    assert sign_in(Web(), kim).get(url).status_code == 404
    assert boss.post(f"{url}/came", {"came": "done"}).status_code == 303
    assert the_only(story, GoAhead).came == "done"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMPLIANCE, Role.EXECUTOR])
def test_others_find_none_of_these_pages(story, phone, ruth, role):
    """Neither the page nor what changes it; compliance reads and is offered none."""
    said = answered(story)
    url = opens(ruth, said)["Location"]
    other = sign_in(Web(), factories.a_member(story.practice, role))

    assert other.get(url).status_code == 404
    assert other.post(f"{url}/came", {"came": "done"}).status_code == 404
    assert other.post(f"{said}/go-ahead", TICKED).status_code == 404
    if role is Role.COMPLIANCE:
        assert other.get(said).context.get("offer") is None
    assert the_only(story, GoAhead).came == ""


def test_another_practice_finds_none_of_them(story, phone, ruth):
    """Existence is not told."""
    said = answered(story)
    url = opens(ruth, said)["Location"]
    home = factories.a_practice()
    stranger = factories.a_member(home, Role.CLINICIAN, Role.SUPERVISOR)
    browser = sign_in(Web(), stranger)

    assert browser.get(url).status_code == 404
    assert browser.post(f"{url}/came", {"came": "done"}).status_code == 404
    assert browser.post(f"{said}/go-ahead", TICKED).status_code == 404


def test_the_record_says_each_step_in_words(story, phone, ruth):
    """Opened, decided again, told of; and the client sees that their number was."""
    url, _page = looks(ruth, story)
    ruth.post(f"{url}/came", {"came": "done"})

    text = words(ruth.get(reverse("desk:record")))

    for said in (
        "A contact by hand was opened",
        "A contact by hand was decided again",
        "What came of a contact by hand was written down",
        "Sealed text was opened to make a contact by hand",
    ):
        assert said in text
    with practice(story.practice.id):
        why = {one.why for one in looked(story.client.id, zone="UTC")}
        assert Event.objects.filter(name="contact.go_ahead_opened").count() == 1
    assert "To reach you themselves, by phone, letter or in person" in why


def test_an_answer_to_a_message_has_the_messages_own_key(story, phone, ruth):
    """Asking about it finds what the client asked for last."""
    raise_item(
        kind=Kind.ASKED_FOR_CONTACT,
        key="asked:test",
        by=story.by_client(),
        at=clock.now(),
        client=story.client.id,
        about=story.client,
    )

    looks(ruth, story)

    with practice(story.practice.id):
        row = GoAhead.objects.select_related("hand_off").get()
    assert row.hand_off.occasion == f"inbound:check_in:{story.client.id}"


def test_of_two_numbers_the_confirmed_one_is_meant(story, phone, ruth):
    """One that nobody ever confirmed does not come first."""
    with practice(story.practice.id):
        ContactPoint.objects.filter(pk=phone.pk).update(confirmed_on=clock.today())
    a_point(story.client)

    made = opened(story, phone)

    assert made
    wanted = asking.request_of(
        story.client,
        {"purpose": "return_request", "initiator": "client", "channel": "phone"},
        by=story.staff,
        at=clock.now(),
    )
    assert wanted.contact_point == phone.pk
