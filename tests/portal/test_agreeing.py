"""Say yes or no on the tablet or with the card: nothing ticked, all read back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from afterword.audit.models import Event
from afterword.clinic.models import Clinician, ContactPoint
from afterword.consent import doors, queries, wording
from afterword.consent.models import SafeContact
from afterword.tenancy import practice
from tests.portal.people import somebody_asked, title, words
from tests.stories import AGREED_AT

YES = (
    ("notes", {"notes": "yes"}),
    ("address", {"who": "mine"}),
    ("sender", {"sender": "neutral"}),
    ("name", {"name_to_use": "Kim"}),
    ("hours", {"hours_from": "09:00", "hours_until": "20:00"}),
)


def walk(kim, **instead) -> list[str]:
    """Answer every screen; give where each led."""
    return [
        kim.answer(screen, **instead.get(screen, data))["Location"]
        for screen, data in YES
    ]


def doors_used(kim) -> list[str]:
    with practice(kim.home.id):
        rows = Event.objects.filter(name="consent.confirmed", outcome="done")
        return list(rows.values_list("door", flat=True))


def test_a_yes_goes_from_screen_to_screen_and_is_read_back(kim):
    """One choice a screen; nothing is saved before the last press."""
    led = walk(kim)
    assert led == [kim.url(s) for s in ("address", "sender", "name", "hours", "check")]
    assert (kim.state(), kim.safe()) == ("proposed", None)

    shown = words(kim.browser.get(kim.url("check")))
    for part in (
        "3 short notes by email You said: yes",
        "You said: only me kim@mail.example",
        "A note is from Alder House",
        "Your name on your own pages Kim",
        "It comes between 09:00 and 20:00",
        "Ruth reads what you answer, on Tuesdays.",
        "Email is not private.",
        "Save my choice",
    ):
        assert part in shown, part

    answer = kim.answer("check")
    assert (answer.status_code, answer["Location"]) == (303, kim.url())
    assert (kim.state(), doors_used(kim)) == ("confirmed", ["tablet"])


def test_what_was_saved_is_what_was_read_back(kim):
    """Sender, name, hours, who else reads, that it is not private, who reads it."""
    walk(
        kim,
        address={"who": "shared"},
        sender={"sender": "own", "own_words": "Sam from the allotment"},
    )
    kim.answer("check")

    safe = kim.safe()
    with practice(kim.home.id):
        point = ContactPoint.objects.get(pk=kim.point.pk)
    assert safe.sender_label == "Sam from the allotment"
    assert (safe.address_shared, safe.told_not_private) == (True, True)
    assert safe.told_who_reads == "Ruth reads what you answer, on Tuesdays."
    assert (safe.hours_from.hour, safe.hours_until.hour) == (9, 20)
    assert safe.time_zone == kim.client.time_zone
    assert point.shared == "yes"
    assert point.confirmed_on is not None


def test_a_no_is_as_short_as_it_is_good(kim):
    """One screen, read back, saved; nothing more is asked."""
    assert kim.answer("notes", notes="no")["Location"] == kim.url("check")
    shown = words(kim.browser.get(kim.url("check")))
    assert "You said: no" in shown
    assert "Nothing will come. You can still come back on any day." in shown

    kim.answer("check")

    assert kim.state() == "declined"
    assert kim.safe() is None
    assert "You said no. Nothing will come." in words(kim.browser.get(kim.url()))


def test_an_address_that_is_not_safe_is_never_used(kim):
    """Nothing is agreed for it; staff are to ask for another."""
    kim.answer("notes", notes="yes")
    assert kim.answer("address", who="unsafe")["Location"] == kim.url("check")
    assert "it is not safe" in words(kim.browser.get(kim.url("check")))

    kim.answer("check")

    with practice(kim.home.id):
        assert ContactPoint.objects.get(pk=kim.point.pk).unsafe
    assert kim.state() == "declined"
    assert "tell the people here another address" in words(kim.browser.get(kim.url()))


@pytest.mark.parametrize("screen", ["notes", "address", "sender"])
def test_nothing_is_chosen_beforehand_and_no_is_as_large_as_yes(kim, screen):
    """Equal rows, none of them ticked, and no answer is no answer."""
    walk(kim)
    kim.browser.cookies.pop("w")
    page = kim.browser.get(kim.url(screen)).content.decode()

    assert "checked" not in page
    assert len(re.findall(r'<label[^>]*><input type="radio"', page)) >= 2
    assert kim.answer(screen).status_code == 422


def test_the_sentences_are_those_that_were_put_before_them(kim):
    """Word for word what the hash in the proposal stands for."""
    shown = kim.browser.get(kim.url("notes")).content.decode()
    with practice(kim.home.id):
        from afterword.consent import queries

        found = queries.standing_of(kim.client.id).directives[kim.directive]
        sentences = wording.sentences_for(found.terms, ended_on=found.ended_on)

    assert wording.wording_hash(sentences) == found.terms.wording_hash
    assert all(f"<li>{sentence}</li>" in shown for sentence in sentences)


@pytest.mark.parametrize(
    "change", [{"client_facing_name": "Al"}, {"reads_answers": "on Fridays"}]
)
def test_after_a_change_nobody_can_say_yes_to_the_old_words(kim, change):
    """It is asked anew instead; nothing was saved."""
    walk(kim)
    with practice(kim.home.id):
        Clinician.objects.update(**change)

    for screen in ("", "notes", "check"):
        assert "Something in this has changed" in words(
            kim.browser.get(kim.url(screen))
        )
    kim.answer("check")
    assert kim.state() == "proposed"


def test_what_comes_later_waits_for_what_comes_first(kim):
    """Nobody can save what they were not asked."""
    assert kim.answer("check")["Location"] == kim.url("notes")
    kim.answer("notes", notes="yes")
    assert kim.answer("check")["Location"] == kim.url("address")
    assert kim.state() == "proposed"


def test_a_choice_is_changed_from_the_read_back(kim):
    """And it leads straight back there."""
    walk(kim)

    answer = kim.answer("hours", hours_from="12:00", hours_until="14:00")

    assert answer["Location"] == kim.url("check")
    assert "between 12:00 and 14:00" in words(kim.browser.get(kim.url("check")))


def test_a_name_that_tells_is_refused_with_the_word(kim):
    """Before it could stand on a locked screen."""
    answer = kim.answer("sender", sender="own", own_words="My therapist")

    assert answer.status_code == 422
    assert "“therapist” tells others what this is about" in words(answer)


def test_the_tablet_reaches_nothing_else(kim):
    """No way to any other page, no visit, no cookie that opens one."""
    walk(kim)
    for screen in ("", "notes", "address", "sender", "name", "hours", "check"):
        page = kim.browser.get(kim.url(screen))
        links = set(re.findall(r'href="([^"]+)"', page.content.decode()))
        outside = {
            link for link in links if not link.startswith((kim.url(), "/static/", "#"))
        }
        assert not outside
        assert django_settings.CLIENT_COOKIE not in page.cookies
    assert kim.browser.get("/t").status_code == 303


def test_the_key_ends_with_the_choice(kim):
    """The end says to give the tablet back; once it also says what was saved."""
    walk(kim)
    kim.answer("check")

    first, later = kim.browser.get(kim.url()), kim.browser.get(kim.url())

    assert "Give the tablet back" in words(first)
    assert "Saved. You said yes." in words(first)
    assert "Saved" not in words(later)
    assert "This page has ended." in words(later)
    assert kim.answer("check").status_code == 200
    assert doors_used(kim) == ["tablet"]


def test_what_was_typed_is_sealed_and_forgotten(kim):
    """The cookie cannot be read, is of no use elsewhere, and goes at the end."""
    walk(kim)
    sealed = kim.browser.cookies["w"]
    assert "Kim" not in sealed.value
    assert sealed["httponly"]

    other = somebody_asked()
    other.browser.cookies["w"] = sealed.value
    assert other.answer("check")["Location"] == other.url("notes")

    kim.answer("check")
    kim.browser.get(kim.url())
    assert kim.browser.cookies["w"].value == ""


@pytest.mark.parametrize("value", ["x", "", "AAAA", "é", "A" * 3000])
def test_a_cookie_of_anything_else_is_an_empty_draft(kim, value):
    """Nothing breaks, and nothing is chosen."""
    kim.browser.cookies["w"] = value

    assert kim.answer("check")["Location"] == kim.url("notes")


@pytest.mark.parametrize("opens", ["link", "visit", "card", "stopped"])
def test_only_a_tablets_key_opens_it(kim, opens):
    """And an unknown or old one gets the same page as any."""
    with practice(kim.home.id):
        token = doors.make(
            client=kim.client.id, opens=opens, directive_id=kim.directive, lasts=None
        )
    pages = [kim.browser.get(f"/w/{t}/notes") for t in (token, "x" * 32)]

    assert words(pages[0]) == words(pages[1])
    assert "This page has ended." in words(pages[0])


def test_a_look_saves_nothing(kim):
    """Every screen may be looked at."""
    walk(kim)
    for screen in ("", "notes", "check", "hours"):
        kim.browser.get(kim.url(screen))

    assert kim.state() == "proposed"
    with practice(kim.home.id):
        assert not SafeContact.objects.exists()


def test_with_the_card_on_ones_own_device(kim, hands):
    """The same screens within one's own pages; today says that something waits."""
    kim.browser.post("/", {"code": kim.card})
    assert "One thing waits for your yes or no" in words(kim.browser.get("/t"))
    for screen, data in YES:
        kim.browser.post(f"/k/{screen}", data)

    answer = kim.browser.post("/k/check")

    assert answer["Location"] == "/c"
    assert "Saved. You said yes." in words(kim.browser.get("/c"))
    assert (kim.state(), doors_used(kim)) == ("confirmed", ["card"])
    assert kim.browser.get("/k")["Location"] == "/c"


def test_after_fourteen_days_it_is_too_late_and_says_so(kim, hands):
    """Nothing is agreed; nobody is asked again."""
    walk(kim)
    hands.put(hands.now + timedelta(days=15))
    with practice(kim.home.id):
        kim.token = doors.make(
            client=kim.client.id,
            opens="tablet",
            directive_id=kim.directive,
            lasts=timedelta(hours=1),
        )
    for screen, data in YES:
        kim.answer(screen, **data)

    answer = kim.answer("check")

    assert answer.status_code == 422
    assert "within 14 days of the ending" in words(answer)
    assert kim.state() == "proposed"


def test_an_unknown_screen_is_not_found(kim):
    """There are six."""
    assert kim.browser.get(kim.url("secret")).status_code == 404


def test_titles_are_dull_and_differ(kim):
    """The word of the page and the neutral name."""
    walk(kim)
    seen = [title(kim.browser.get(kim.url(s))) for s in ("notes", "address", "check")]

    assert seen == [
        "Yes or no – Alder House",
        "Your address – Alder House",
        "Is this right? – Alder House",
    ]


def test_a_guardians_question_is_not_answered_with_a_card(db, hands):
    """It waits for the meeting, whatever is pressed; nothing is asked of one alone."""
    hands.put(AGREED_AT)
    kim = somebody_asked(asks="guardian")
    kim.browser.post("/", {"code": kim.card})

    seen = [words(kim.browser.get("/k")), words(kim.browser.get("/k/notes"))]
    pressed = [kim.browser.post(f"/k/{name}", data) for name, data in YES]
    kim.browser.post("/k/guardian", {"guardian": "yes"})
    kim.browser.post("/k/check", {})

    assert all("your yes and a parent" in page for page in seen)
    assert all("your yes and a parent" in words(page) for page in pressed)
    assert (kim.state(), doors_used(kim)) == ("proposed", [])


def test_with_a_card_they_answer_what_is_their_own_to_answer(db, hands):
    """Though a guardian's question was put before them after it."""
    hands.put(AGREED_AT)
    kim = somebody_asked(asks="client")
    own, theirs = kim.directive, kim.ask(asks="guardian")
    kim.browser.post("/", {"code": kim.card})
    for name, data in YES:
        kim.browser.post(f"/k/{name}", data)
    kim.browser.post("/k/check", {})

    with practice(kim.home.id):
        held = queries.standing_of(kim.client.id).directives
    assert (held[own].state, held[theirs].state) == ("confirmed", "proposed")
