"""What may be told, on the desk: named, released, and a letter that goes under it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.consent import releases
from afterword.consent import services as consent
from afterword.consent.models import NamedPerson
from afterword.consent.releases import Told
from afterword.consent.services import Release
from afterword.desk import asking
from afterword.ending import referrals
from afterword.ending.models import Ending, Letter, LetterCopy
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer
from afterword.letters.drafts import template
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.ending_letters import BLOCKS
from tests.go_aheads import stated
from tests.staff import sign_in
from tests.stories import ENDED_ON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"paper": "us-letter", "to_address": "1 Oak Road\nOakland CA 94601"}


@pytest.fixture
def story(hands):
    """A former client of a counsellor in the United Kingdom, whose rules are here."""
    return an_agreement(
        clinician={
            "professions": ["counsellor"],
            "registers": [],
            "places": ["GB"],
            "hipaa_covered": "no",
        },
        client={"places": ["GB"]},
    )


@pytest.fixture
def ruth(client, story):
    """The browser of the former client's clinician."""
    return sign_in(client, story.staff)


@pytest.fixture
def birch(story):
    """A service that they wanted, of their ending."""
    with practice(story.practice.id):
        ending = Ending.objects.get(client=story.client).pk
    made = referring.offer_referral(
        client=story.client.pk,
        offer=Offer(own_words="Birch Helpdesk", ending=ending, offered_on=ENDED_ON),
        by=story.staff,
    )
    referring.note_referral(referral=made, says="accepted", on=ENDED_ON, by=story.staff)
    return made


def told_url(story, *rest):
    return reverse("desk:told", args=[story.client.pk]) + "".join(rest)


def release(story, to, **kept):
    """Give one on the client's own pages."""
    today = clock.today(story.client.time_zone)
    said = {
        "recipient": "Birch Helpdesk",
        "recipient_id": to,
        "shares": frozenset({"dates"}),
        "why": "",
        "given_on": today,
        "until": today + timedelta(days=30),
    }
    return consent.give_release(
        client=story.client.pk,
        release=Release(**(said | kept)),
        by=story.by_client(),
        at=clock.now(),
        door="portal",
    )


def take_back(story, made):
    consent.withdraw_release(
        release=made, client=story.client.pk, by=story.by_client(), at=clock.now()
    )


def a_letter(story, ruth, to):
    """Begin a letter to whoever sent them, and save it whole. Gives its address."""
    begun = ruth.post(
        reverse("desk:letters_of", args=[story.client.pk]),
        {"which": "planned_end_referrer:referrer:disclosure"},
    )
    url = begun["Location"].partition("#")[0]
    page = words(ruth.get(url))
    assert "Nobody was chosen yet who gets it" in page
    blocks = {b.key: BLOCKS[b.key] for b in template("planned_end_referrer").typed}
    ruth.post(url, blocks | FORM | {"to_whom": str(to)})
    return url


def opened(story, ruth, to):
    """Ask about posting it, and open the go-ahead as its page does."""
    made = asking.ask(
        story.client,
        {"purpose": "disclosure", "initiator": "therapist", "channel": "letter"},
        by=story.staff,
        at=clock.now(),
        extra=stated(legal_basis_named=False, recipient_knows=True),
        occasion=Told(to, frozenset({"dates"})).occasion,
    )
    page = ruth.get(reverse("desk:ruling", args=[made.id]))
    ticks = [
        name for name, _words in page.context["offer"].form.fields["confirm"].choices
    ]
    assert "get_written_release" not in ticks
    opening = ruth.post(
        reverse("desk:go_ahead_open", args=[made.id]), {"confirm": ticks}
    )
    assert "/go-aheads/" in opening["Location"]
    return opening["Location"]


def test_somebody_is_named_and_their_release_written_down_and_taken_back(story, ruth):
    """From the person's page; naming tells nothing, and their word is kept as said."""
    person = ruth.get(reverse("desk:person", args=[story.client.pk]))
    assert f'href="{told_url(story)}"' in person.content.decode()
    refused = ruth.post(told_url(story), {"kind": "guardian", "name": ""})
    assert refused.status_code == 422

    named = ruth.post(told_url(story), {"kind": "guardian", "name": "Kim Example"})
    with practice(story.practice.id):
        row = NamedPerson.objects.get()
    assert named["Location"] == told_url(story, f"/{row.pk}")
    page = ruth.get(named["Location"])
    assert "Kim" not in title(page)
    assert "Back to What may be told" in words(page)
    given = {
        "recipient": "Kim Example",
        "shares": ["dates"],
        "given_on": ENDED_ON.isoformat(),
        "until": (ENDED_ON + timedelta(days=90)).isoformat(),
        "door": "told_in_session",
    }
    saved = ruth.post(named["Location"], given, follow=True)

    text = words(saved)
    assert "Kim Example A parent or guardian" in text
    assert "Told in a session" in text
    assert "Holds" in text
    with practice(story.practice.id):
        (one,) = releases.releases_of(story.client.pk)
    assert one.recipient_id == row.pk
    back = ruth.post(told_url(story, f"/{one.id}/back"), follow=True)
    assert "Nothing more is told under it" in words(back)
    assert "They took it back" not in words(back)


def test_only_their_own_clinician_sees_or_names(story, client, birch):
    """A colleague and somebody of the office find nothing, and name nobody."""
    for role in (Role.CLINICIAN, Role.ADMINISTRATOR):
        by = factories.a_member(story.practice, role)
        if role is Role.CLINICIAN:
            factories.a_clinician(story.practice, by)
        web = sign_in(client, by)
        for answer in (
            web.get(told_url(story)),
            web.get(told_url(story, f"/{birch}")),
            web.post(told_url(story), {"kind": "family", "name": "Fi"}),
            web.post(told_url(story, f"/{release(story, birch)}/back")),
        ):
            assert answer.status_code in {403, 404}
    with practice(story.practice.id):
        assert not NamedPerson.objects.exists()
        assert all(
            one.withdrawn_at is None for one in releases.releases_of(story.client.pk)
        )


def test_a_letter_to_somebody_else_goes_from_begin_to_posted(story, ruth, birch):
    """It says what is missing and where; under the release it is printed and sent."""
    url = a_letter(story, ruth, birch)
    page = ruth.get(url)
    assert "No release of theirs covers this yet" in words(page)
    assert f'href="{told_url(story, f"/{birch}")}"' in page.content.decode()
    assert "own release" in words(ruth.post(f"{url}/ready", follow=True))

    given = release(story, birch)
    page = ruth.post(f"{url}/ready", follow=True)
    assert "Birch Helpdesk may be told this" in words(page)
    asked = re.search(r'href="(/desk/ask\?[^"]*)"', page.content.decode())[1]
    form = ruth.get(asked.replace("&amp;", "&")).content.decode()
    assert f'<option value="{birch}" selected>Birch Helpdesk' in form
    assert re.search(r'value="dates"[^>]* checked', form)

    going = words(ruth.get(opened(story, ruth, birch)))
    assert "To be told: Birch Helpdesk" in going
    assert "That we worked together, and when. Nothing else" in going
    paper = ruth.post(f"{url}/print", {"way": "post", "form": "text"})
    text = paper.content.decode()
    assert "Birch Helpdesk" in text
    assert "1 Oak Road" in text
    assert "It never changes now" in words(ruth.post(f"{url}/posted", follow=True))
    with practice(story.practice.id):
        letter = Letter.objects.get()
        under = set(LetterCopy.objects.values_list("release_id", flat=True))
        last = referrals.history(birch)[-1]
    assert (letter.state, letter.release_id, under) == ("sent", given, {given})
    assert (last.says, last.letter_id, last.shares) == ("sent", letter.pk, ["dates"])


def test_taken_back_in_between_nothing_is_printed_or_posted(story, ruth, birch):
    """Neither printed again nor called posted; the go-ahead is not said to be done."""
    url = a_letter(story, ruth, birch)
    given = release(story, birch)
    ruth.post(f"{url}/ready")
    going = opened(story, ruth, birch)
    ruth.post(f"{url}/print", {"way": "post"})
    take_back(story, given)

    posted = words(ruth.post(f"{url}/posted", follow=True))
    assert "own release" in posted
    assert "say so on the page of its go-ahead" in posted
    again = ruth.post(f"{url}/print", {"way": "post"}, follow=True)
    assert again["Content-Type"].startswith("text/html")
    assert "needs an open go-ahead" in words(again)
    assert "Something changed since you opened it" in words(ruth.get(going))
    with practice(story.practice.id):
        assert Letter.objects.get().state == "printed"
        assert LetterCopy.objects.count() == 1


def test_one_go_ahead_is_for_one_letter_alone(story, ruth, birch):
    """One that was asked for another recipient prints nothing here."""
    url = a_letter(story, ruth, birch)
    release(story, birch)
    ruth.post(f"{url}/ready")
    kim = consent.name_person(
        client=story.client.pk,
        kind="professional",
        name="Dr Kim",
        by=story.staff,
        at=clock.now(),
    )
    release(story, kim, recipient="Dr Kim")
    opened(story, ruth, kim)
    assert ruth.get(url).context["go_ahead_url"] == ""

    refused = ruth.post(f"{url}/print", {"way": "post"}, follow=True)
    assert "needs an open go-ahead" in words(refused)


def test_who_is_told_what_is_asked_only_where_a_release_holds(story, ruth, birch):
    """Then both are said together."""
    url = f"{reverse('desk:ask')}?client={story.client.pk}"
    assert "told_to" not in ruth.get(url).content.decode()
    release(story, birch)
    act = {"initiator": "therapist", "purpose": "care_handover", "channel": "phone"}

    assert "Birch Helpdesk" in words(ruth.get(url))
    half = ruth.post(url, act | {"told_to": str(birch)})
    assert "Say what they would be told" in words(half)
    other = act | {"purpose": "billing", "told_to": str(birch), "tells": ["dates"]}
    assert "nobody else is told" in words(ruth.post(url, other))
    whole = ruth.post(url, act | {"told_to": str(birch), "tells": ["dates"]})
    assert whole.status_code == 303
