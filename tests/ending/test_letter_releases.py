"""Letters to anybody but the client: for whom, under which release, each time anew."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from afterword import clock
from afterword.audit.actors import Role
from afterword.consent import services as consent
from afterword.consent.releases import SHARES, Told
from afterword.consent.services import Release
from afterword.ending import recipients, referrals
from afterword.ending.errors import (
    LetterRefusedError,
    NobodyChosenError,
    NoGoAheadForLetterError,
    NoReleaseError,
    OutOfTurnError,
)
from afterword.ending.letter_values import Whom
from afterword.ending.models import Letter, LetterCopy
from afterword.ending.services import (
    leaving,
    letters,
    letters_going,
    referring,
    writing,
)
from afterword.ending.services.referring import Offer
from afterword.letters.drafts import TELLS, template
from afterword.tenancy import practice
from tests.ending_letters import BLOCKS, came, in_hand
from tests.factories import a_client, a_clinician, a_member, a_practice

pytestmark = pytest.mark.django_db
OTHERS = [
    ("planned_end_referrer", "referrer", "service"),
    ("transfer_receiver", "receiver", "service"),
    ("transfer_receiver", "receiver", "colleague"),
    ("planned_end_client", "guardian", "mother"),
]


@pytest.fixture
def ward():
    """An ending in which a service, a colleague and two people could be told."""
    home = a_practice()
    ruth = a_member(home, Role.CLINICIAN)
    kim = a_clinician(home, a_member(home, Role.CLINICIAN))
    client = a_client(home, a_clinician(home, ruth))
    ending = writing.open_ending(client=client.pk, by=ruth)
    today = clock.today(client.time_zone)
    writing.write_facts(
        ending=ending,
        facts=writing.EndingFacts(
            "transfer", "both", "yes", "formal", today, today, "cbt"
        ),
        by=ruth,
    )
    referral = referring.offer_referral(
        client=client.pk, offer=Offer(own_words="Dr Elm", ending=ending), by=ruth
    )
    referring.note_referral(referral=referral, says="accepted", on=today, by=ruth)
    leaving.name_receiver(ending=ending, to=kim.pk, by=ruth)

    def named(kind, name):
        return consent.name_person(
            client=client.pk, kind=kind, name=name, by=ruth, at=clock.now()
        )

    return SimpleNamespace(
        home=home,
        ruth=ruth,
        client=client,
        ending=ending,
        today=today,
        referral=referral,
        ids={
            "service": referral,
            "colleague": kim.pk,
            "mother": named("guardian", "Kim Example"),
            "father": named("guardian", "Lee Example"),
            "partner": named("partner", "Al Example"),
        },
    )


def begun(ward, name, reader, *, to=None, shares=()):
    """Write a letter whole, for one of those who could be told."""
    made = letters.draft_letter(
        client=ward.client.pk, name=name, recipient=reader, by=ward.ruth
    )
    blocks = {block.key: BLOCKS[block.key] for block in template(name).typed}
    letters.edit_letter(
        letter=made,
        blocks=blocks,
        whom=Whom("Kim Example", "1 Elm Street"),
        recipient_id=ward.ids[to] if to else None,
        shares=shares,
        by=ward.ruth,
    )
    return made


def release(ward, to, shares=("dates", "summary"), **kept):
    """Write down what they said in the session."""
    said = {
        "recipient": "As named",
        "shares": frozenset(shares),
        "why": "",
        "given_on": ward.today,
        "until": ward.today + timedelta(days=30),
        "recipient_id": ward.ids[to],
    }
    return consent.give_release(
        client=ward.client.pk,
        release=Release(**(said | kept)),
        by=ward.ruth,
        at=clock.now(),
        door="told_in_session",
    )


def take_back(ward, made):
    consent.withdraw_release(
        release=made, client=ward.client.pk, by=ward.ruth, at=clock.now()
    )


def ready(ward, made):
    letters.make_letter_ready(letter=made, by=ward.ruth)


def the(ward, made):
    with practice(ward.home.id):
        return Letter.objects.get(pk=made)


def held(ward, made, **changed):
    """Enter in the register that just this may be told today, as the gate does."""
    row = the(ward, made)
    told = Told(
        changed.get("to", row.recipient_id),
        frozenset(changed.get("shares", row.shares)),
    )
    return in_hand(
        ward.client,
        row.purpose,
        by=ward.ruth,
        occasion=f"{told.occasion}:{uuid4()}",
    )


def copies(ward, made):
    with practice(ward.home.id):
        rows = LetterCopy.objects.filter(letter=made).order_by("at", "id")
        return [(row.says, row.recipient_id, row.release_id) for row in rows]


@pytest.mark.parametrize(("name", "reader", "to"), OTHERS)
def test_it_is_ready_under_the_clients_release_for_just_this(ward, name, reader, to):
    """Not before somebody was chosen, not before it was given; then it is kept."""
    unnamed = begun(ward, name, reader)
    with pytest.raises(NobodyChosenError):
        ready(ward, unnamed)
    made = begun(ward, name, reader, to=to)
    with pytest.raises(NoReleaseError) as why:
        ready(ward, made)
    assert "own release" in str(why.value.for_people)

    given = release(ward, to)
    ready(ward, made)

    found = the(ward, made)
    assert (found.state, found.release_id) == ("ready", given)
    assert found.recipient_id == ward.ids[to]


@pytest.mark.parametrize(("name", "reader", "to"), OTHERS)
def test_a_release_for_another_or_less_or_another_day_is_none(ward, name, reader, to):
    """Named somebody else; named less; over; not begun; taken back."""
    made = begun(ward, name, reader, to=to, shares=["summary"])
    ago = timedelta(days=9)
    release(ward, "partner")
    release(ward, "father")
    release(ward, to, shares=["dates"])
    release(ward, to, shares=["summary", "safety_plan"])
    release(ward, to, given_on=ward.today - ago, until=ward.today - timedelta(days=1))
    release(ward, to, recipient_id=None)
    take_back(ward, release(ward, to))

    with pytest.raises(NoReleaseError):
        ready(ward, made)
    assert the(ward, made).release_id is None


def test_it_is_for_somebody_of_its_kind_and_this_ending(ward):
    """A guardian's letter names a guardian; another client's people are nobody here."""
    other = a_client(ward.home, ward.client.clinician)
    theirs = consent.name_person(
        client=other.pk, kind="guardian", name="Fi", by=ward.ruth, at=clock.now()
    )
    ward.ids["theirs"] = theirs
    ward.ids["elsewhere"] = referring.offer_referral(
        client=ward.client.pk, offer=Offer(own_words="Of no ending"), by=ward.ruth
    )
    for name, reader, to in (
        ("planned_end_client", "guardian", "partner"),
        ("planned_end_client", "guardian", "service"),
        ("planned_end_client", "guardian", "theirs"),
        ("planned_end_referrer", "referrer", "colleague"),
        ("planned_end_referrer", "referrer", "mother"),
        ("planned_end_referrer", "referrer", "elsewhere"),
        ("planned_end_client", "client", "mother"),
    ):
        with pytest.raises(LetterRefusedError):
            begun(ward, name, reader, to=to)
    with pytest.raises(LetterRefusedError):
        begun(ward, "planned_end_referrer", "referrer", shares=["everything"])


def test_what_they_declined_is_nobody_to_write_to(ward):
    """Also where the letter was ready before."""
    release(ward, "service")
    made = begun(ward, "planned_end_referrer", "referrer", to="service")
    ready(ward, made)
    referring.note_referral(
        referral=ward.referral, says="declined", on=ward.today, by=ward.ruth
    )

    with pytest.raises(NobodyChosenError):
        letters_going.print_letter(letter=made, by=ward.ruth, hand_off=held(ward, made))


def test_a_service_that_they_have_not_said_yes_to_gets_nothing(ward):
    """As with anything else that is sent to a service."""
    offered = referring.offer_referral(
        client=ward.client.pk,
        offer=Offer(own_words="Dr Ash", ending=ward.ending),
        by=ward.ruth,
    )
    ward.ids["offered"] = offered
    release(ward, "offered")
    with pytest.raises(OutOfTurnError):
        ready(ward, begun(ward, "planned_end_referrer", "referrer", to="offered"))


def test_a_guardian_gets_it_in_the_session_as_long_as_the_release_holds(ward):
    """Looked at when it is printed and when it is handed over."""
    made = begun(ward, "planned_end_client", "guardian", to="mother")
    given = release(ward, "mother")
    ready(ward, made)
    letters_going.print_letter(letter=made, by=ward.ruth)
    take_back(ward, given)

    with pytest.raises(NoReleaseError):
        letters_going.print_letter(letter=made, by=ward.ruth)
    with pytest.raises(NoReleaseError):
        letters_going.hand_over_letter(letter=made, by=ward.ruth)

    again = release(ward, "mother")
    letters_going.hand_over_letter(letter=made, by=ward.ruth)
    mother = ward.ids["mother"]
    assert the(ward, made).state == "handed_over"
    assert copies(ward, made) == [
        ("printed", mother, given),
        ("handed_over", mother, again),
    ]


def test_it_is_posted_under_the_release_and_the_referral_says_so(ward):
    """Printed under a contact that was asked for just this; once posted, accounted."""
    made = begun(ward, "transfer_receiver", "receiver", to="service")
    given = release(ward, "service")
    ready(ward, made)
    for changed in ({"to": uuid4()}, {"shares": ["summary"]}):
        with pytest.raises(NoGoAheadForLetterError):
            letters_going.print_letter(
                letter=made, by=ward.ruth, hand_off=held(ward, made, **changed)
            )
    plain = in_hand(ward.client, "care_handover", by=ward.ruth)
    with pytest.raises(NoGoAheadForLetterError):
        letters_going.print_letter(letter=made, by=ward.ruth, hand_off=plain)

    row = held(ward, made)
    letters_going.print_letter(letter=made, by=ward.ruth, hand_off=row)
    came(ward.client, row, "done", by=ward.ruth)
    assert letters_going.mark_letter_sent(hand_off=row, by=ward.ruth) == made

    with practice(ward.home.id):
        last = referrals.history(ward.referral)[-1]
    assert (last.says, last.shares, last.release_id, last.letter_id) == (
        "sent",
        ["dates"],
        given,
        made,
    )
    assert [says for says, _to, under in copies(ward, made) if under == given] == [
        "printed",
        "sent",
    ]


def test_what_was_posted_is_written_down_although_it_was_taken_back_since(ward):
    """The register says that it went: the record says so too, and under which release.

    Taken back before, the contact does not open and the letter is not printed.
    """
    made = begun(ward, "planned_end_referrer", "referrer", to="service")
    given = release(ward, "service")
    ready(ward, made)
    row = held(ward, made)
    letters_going.print_letter(letter=made, by=ward.ruth, hand_off=row)
    came(ward.client, row, "done", by=ward.ruth)
    take_back(ward, given)

    assert letters_going.mark_letter_sent(hand_off=row, by=ward.ruth) == made

    assert the(ward, made).state == "sent"
    assert copies(ward, made)[-1] == ("sent", ward.ids["service"], given)
    with practice(ward.home.id):
        last = referrals.history(ward.referral)[-1]
    assert (last.says, last.release_id) == ("sent", given)


def test_posted_to_a_service_that_they_declined_since_only_the_letter_says_so(ward):
    """The referral's own story ended; what went is in the letter's."""
    made = begun(ward, "planned_end_referrer", "referrer", to="service")
    release(ward, "service")
    ready(ward, made)
    row = held(ward, made)
    letters_going.print_letter(letter=made, by=ward.ruth, hand_off=row)
    referring.note_referral(
        referral=ward.referral, says="declined", on=ward.today, by=ward.ruth
    )
    came(ward.client, row, "done", by=ward.ruth)

    assert letters_going.mark_letter_sent(hand_off=row, by=ward.ruth) == made

    assert the(ward, made).state == "sent"
    with practice(ward.home.id):
        assert referrals.history(ward.referral)[-1].says == "declined"


def test_editing_asks_for_the_release_anew(ward):
    """What it tells may be more; it never tells less than its template does."""
    made = begun(ward, "planned_end_referrer", "referrer", to="service")
    release(ward, "service", shares=["dates"])
    ready(ward, made)
    blocks = {b.key: BLOCKS[b.key] for b in template("planned_end_referrer").typed}
    letters.edit_letter(letter=made, blocks=blocks, shares=["summary"], by=ward.ruth)

    found = the(ward, made)
    assert (found.state, found.release_id) == ("draft", None)
    assert found.shares == ["dates", "summary"]
    assert found.recipient_id == ward.ids["service"]
    with pytest.raises(NoReleaseError):
        ready(ward, made)


def test_who_could_be_told_is_named_once_each(ward):
    """Services, colleagues and people; what they declined is not among them."""

    def names():
        found = recipients.recipients_of(
            ward.client.pk, by=ward.ruth, purpose="release"
        )
        return [(one.kind, one.name) for one in found]

    people = [
        ("guardian", "Kim Example"),
        ("guardian", "Lee Example"),
        ("partner", "Al Example"),
    ]
    first, colleague, *rest = names()
    assert first == ("service", "Dr Elm")
    assert colleague[0] == "colleague"
    assert rest == people
    referring.note_referral(
        referral=ward.referral, says="declined", on=ward.today, by=ward.ruth
    )
    assert names()[1:] == people


def test_what_a_letter_needs_is_what_a_release_can_name():
    """The letters keep a list of their own, and it is a part of the other."""
    assert set(TELLS.values()) <= set(SHARES)
