"""Letters: begun from what is known, checked, kept by version, gone once."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Client, Episode
from afterword.consent import services as consent
from afterword.ending import letters as reading
from afterword.ending import queries
from afterword.ending.errors import (
    LetterNotReadyError,
    LetterOverError,
    LetterRefusedError,
    NoGoAheadForLetterError,
    NoSuchLetterError,
    NotTheirsError,
    TooLateToHandOverError,
)
from afterword.ending.letter_check import checked
from afterword.ending.letter_values import Whom
from afterword.ending.models import Ending, Letter, LetterCopy, LetterVersion
from afterword.ending.services import (
    letters,
    letters_going,
    referring,
    writing,
)
from afterword.letters.content import stops
from afterword.letters.drafts import IDS, gaps, template
from afterword.letters.letter import plain_text
from afterword.tenancy import practice
from tests import ending_letters
from tests.ending_letters import BLOCKS, came, in_hand, ready, written
from tests.factories import (
    a_client,
    a_clinician,
    a_member,
    a_practice,
    an_email,
    confirmed_directive,
)
from tests.wills import a_way_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_practice()


@pytest.fixture
def ruth(home):
    return a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    return a_clinician(home, ruth)


@pytest.fixture
def client(home, clinician):
    return a_client(home, clinician)


@pytest.fixture
def ending(client, ruth):
    """An ending with all that a letter takes from it."""
    made = writing.open_ending(client=client.pk, by=ruth)
    today = clock.today(client.time_zone)
    facts = writing.EndingFacts("planned", "both", "yes", "formal", today, today, "cbt")
    writing.write_facts(ending=made, facts=facts, by=ruth)
    with practice(ruth.practice):
        rows = Episode.objects.filter(client=client)
        rows.update(started_on=today - timedelta(days=400))
    for key, plain, words in (
        (
            "returning",
            {"may_return": "yes_same", "until": "2030-12-31"},
            {"how": "Call 415 555 0100", "waiting": "It takes 3 weeks."},
        ),
        ("records", {}, {"held_by": "Alder House.", "how_to_ask": "Write to us"}),
    ):
        writing.write_part(ending=made, key=key, plain=plain, words=words, by=ruth)
    writing.write_words(
        ending=made, words={"referrals": BLOCKS["options"], "goals": "Sleep"}, by=ruth
    )
    return made


@pytest.fixture
def gone(home, clinician, ruth):
    """Somebody whose work ended a month ago."""
    ended_on = clock.today("America/Los_Angeles") - timedelta(days=30)
    return a_client(home, clinician, ended_on=ended_on)


def text_of(letter, by):
    with practice(by.practice):
        row = Letter.objects.get(pk=letter)
        version = reading.newest(row)
    return reading.opened(version, by=by)


def state_of(letter, by):
    with practice(by.practice):
        return Letter.objects.get(pk=letter).state


def lines(name, by):
    with practice(by.practice):
        told = Event.objects.filter(name=name).values_list("outcome", flat=True)
        return list(told.order_by("at"))


def test_a_letter_is_filled_from_what_was_written_to_be_told(client, ending, ruth):
    """Dates, the way back, the places and the records; nothing of the work itself."""
    made = letters.draft_letter(
        client=client.pk, name="planned_end_client", recipient="client", by=ruth
    )

    text = text_of(made, ruth).blocks
    assert gaps("\n".join(text.values())) == ()
    assert "Dear Jo Example," in text["name"]
    way = "You can come back to Ruth. Call 415 555 0100. It takes 3 weeks."
    assert f"{way} This holds until Tuesday, December 31, 2030." in text["way_back"]
    assert text["options"] == BLOCKS["options"]
    assert text["records"] == "Alder House keeps your records. Write to us."
    assert "Sleep" not in "\n".join(text.values())
    letters.make_letter_ready(letter=made, by=ruth)
    assert state_of(made, ruth) == "ready"


@pytest.mark.usefixtures("ending")
def test_where_they_were_pointed_to_is_told_and_never_why(client, ruth):
    """The list of referrals goes before words in an ending; the reason stays sealed."""
    offer = referring.Offer(own_words="Oak House, 555 0100", why="For the panic.")
    referring.offer_referral(client=client.pk, offer=offer, by=ruth)

    made = letters.draft_letter(
        client=client.pk, name="planned_end_client", recipient="client", by=ruth
    )

    text = text_of(made, ruth).blocks
    assert text["options"].splitlines()[0] == "Oak House, 555 0100."
    assert "panic" not in "\n".join(text.values())
    assert len(gaps(text["options"])) == 2


def test_what_is_not_known_is_a_gap_and_keeps_it_from_being_ready(client, ruth):
    """Without an ending nothing is made up, and each gap is named."""
    made = letters.draft_letter(
        client=client.pk, name="planned_end_client", recipient="client", by=ruth
    )

    with pytest.raises(LetterNotReadyError) as caught:
        letters.make_letter_ready(letter=made, by=ruth)

    assert {one.kind for one in caught.value.remarks} >= {"gap"}
    assert state_of(made, ruth) == "draft"
    assert lines("ending.letter_readied", ruth) == ["refused"]


@pytest.mark.parametrize(
    ("decision", "says"),
    [("none", "nobody here should write"), ("client_may_start", "you may write to us")],
)
def test_a_decision_is_told_as_it_stands(client, ending, ruth, decision, says):
    """What they decided, and a gap while nothing is decided."""

    def next_part():
        made = letters.draft_letter(
            client=client.pk, name="no_follow_up_confirmed", recipient="client", by=ruth
        )
        return text_of(made, ruth).blocks["next"]

    assert gaps(next_part())
    writing.decide_contact(ending=ending, decision=decision, by=ruth)
    assert says in next_part()
    assert not gaps(next_part())


def test_notes_are_told_of_only_once_they_said_yes(
    client, clinician, ending, ruth, home
):
    """A proposal is no yes: until it is confirmed the letter has a gap."""
    today = clock.today(client.time_zone)
    directive = confirmed_directive(
        client, clinician, an_email(client), by=ruth, ended_on=today
    )

    def next_part():
        made = letters.draft_letter(
            client=client.pk, name="follow_up_agreed", recipient="client", by=ruth
        )
        return text_of(made, ruth).blocks["next"]

    assert gaps(next_part())
    with practice(home.id):
        Ending.objects.filter(pk=ending).update(directive_id=directive)
    assert "3 short notes by email. They come around " in next_part()
    consent.withdraw(
        client=client.pk,
        scope=consent.Scope.directive(directive),
        by=ruth,
        at=clock.now(),
        to_staff=True,
    )
    assert gaps(next_part())


@pytest.mark.parametrize("name", IDS)
def test_each_letter_can_be_begun_for_each_of_its_readers(client, ending, ruth, name):
    """With its gaps; a reader whom it is not for is refused."""
    whom = Whom("Kim Example")
    for recipient in template(name).recipients:
        made = letters.draft_letter(
            client=client.pk, name=name, recipient=recipient, whom=whom, by=ruth
        )
        text = text_of(made, ruth).blocks
        assert set(text) == {block.key for block in template(name).typed}
        assert text["name"] == (
            "Dear Jo Example," if recipient == "client" else "Dear Kim Example,"
        )
        if recipient == "guardian":
            assert "Jo Example" in text["ended"]
    wrong = "client" if "client" not in template(name).recipients else "referrer"
    with pytest.raises(LetterRefusedError):
        letters.draft_letter(client=client.pk, name=name, recipient=wrong, by=ruth)


def test_another_purpose_or_template_is_refused(client, ruth):
    """The lists are closed."""
    for kept in (
        {"name": "poem"},
        {"purpose": "marketing"},
        {"recipient": "neighbour"},
    ):
        given = {"name": "dropout_close", "recipient": "client"} | kept
        with pytest.raises(LetterRefusedError):
            letters.draft_letter(client=client.pk, by=ruth, **given)
    assert lines("ending.letter_drafted", ruth) == ["refused"] * 3


def test_every_saving_is_a_version_with_its_hash(client, ending, ruth, home):
    """The text is sealed; equal texts have different hashes, so nobody can try them."""
    made = written(client, by=ruth)
    letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth, paper="a4")

    with practice(home.id):
        rows = list(LetterVersion.objects.filter(letter=made).order_by("version"))
        row = Letter.objects.get(pk=made)
    assert [one.version for one in rows] == [1, 2, 3]
    assert len({one.content_hash for one in rows}) == 3
    assert {one.template_hash for one in rows} == {template("planned_end_client").hash}
    assert (row.version, row.paper) == (3, "a4")
    assert b"Dear Jo" not in bytes(rows[1].body)
    assert reading.opened(rows[1], by=ruth).blocks == BLOCKS


def test_a_text_that_is_not_what_its_hash_says_is_not_ready(client, ruth, monkeypatch):
    """Somebody at the database put another text under an old hash."""
    made = written(client, by=ruth)
    real = reading.sealed_text

    def other(blocks, whom):
        body, _hash = real(blocks, whom)
        return body, "0" * 64

    monkeypatch.setattr(reading, "sealed_text", other)
    letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth)

    assert not text_of(made, ruth).is_whole
    with pytest.raises(LetterNotReadyError):
        letters.make_letter_ready(letter=made, by=ruth)


def test_blocks_are_those_of_its_template(client, ruth):
    """A block too many, too few, or a sheet that nobody has, saves nothing."""
    made = written(client, by=ruth)
    short = {key: text for key, text in BLOCKS.items() if key != "records"}
    for blocks, paper in (
        (BLOCKS | {"help": "Call me."}, ""),
        (short, ""),
        (BLOCKS, "a5"),
    ):
        with pytest.raises(LetterRefusedError):
            letters.edit_letter(letter=made, blocks=blocks, by=ruth, paper=paper)
    assert text_of(made, ruth).blocks == BLOCKS


def test_a_changed_letter_is_a_draft_again(client, ruth):
    """What was ready was another text."""
    made = ready(client, by=ruth)

    letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth)

    assert state_of(made, ruth) == "draft"
    with pytest.raises(LetterNotReadyError):
        letters_going.hand_over_letter(letter=made, by=ruth)


def test_a_diagnosis_keeps_it_from_being_ready(client, ruth):
    """The content check is asked again at this moment, whatever a page showed."""
    made = written(client, by=ruth, ended="Our work has ended. You had a depression.")

    with pytest.raises(LetterNotReadyError) as caught:
        letters.make_letter_ready(letter=made, by=ruth)

    assert [one.kind for one in caught.value.remarks] == ["diagnosis"]


def test_what_was_handed_over_never_changes(client, ending, ruth, home):
    """Neither by a verb nor at the table; who got what is one line."""
    made = ready(client, by=ruth)
    with practice(home.id):
        row = Ending.objects.select_related("client", "episode").get(pk=ending)
        assert "letters" not in queries.held(row, on=clock.today()).elsewhere

    letters_going.hand_over_letter(letter=made, by=ruth)

    with practice(home.id):
        assert "letters" in queries.held(row, on=clock.today()).elsewhere
        (copy,) = LetterCopy.objects.filter(letter=made)
        version = LetterVersion.objects.get(letter=made, version=2)
    assert (copy.says, copy.way, copy.recipient) == ("handed_over", "session", "client")
    assert (copy.version, copy.content_hash) == (2, version.content_hash)
    assert (copy.country, copy.paper) == ("US", "us-letter")
    assert copy.numbers_dated
    for call in (
        lambda: letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth),
        lambda: letters.call_off_letter(letter=made, by=ruth),
        lambda: letters.make_letter_ready(letter=made, by=ruth),
        lambda: letters_going.hand_over_letter(letter=made, by=ruth),
        lambda: letters_going.print_letter(letter=made, by=ruth),
    ):
        with pytest.raises(LetterOverError):
            call()
    for change in (
        lambda rows: rows.update(state="draft"),
        lambda rows: rows.update(version=1),
        lambda rows: rows._raw_delete("default"),
    ):
        with (
            practice(home.id),
            pytest.raises(DatabaseError, match=r"never changes|violates"),
            transaction.atomic(),
        ):
            change(Letter.objects.filter(pk=made))


def test_a_letter_that_was_called_off_is_over(client, ruth):
    """It stays to be read, and another one is begun."""
    made = ready(client, by=ruth)

    letters.call_off_letter(letter=made, by=ruth)

    assert state_of(made, ruth) == "not_sent"
    with pytest.raises(LetterOverError):
        letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth)


def test_after_the_end_nothing_is_handed_over_in_a_session(gone, ruth):
    """A month later there is no session, so posting it is a contact."""
    made = ready(gone, by=ruth)

    for call in (letters_going.hand_over_letter, letters_going.print_letter):
        with pytest.raises(TooLateToHandOverError):
            call(letter=made, by=ruth)
    assert state_of(made, ruth) == "ready"


@pytest.mark.parametrize(
    ("status", "state", "days", "may"),
    [
        ("current", "closed", 30, True),
        ("former", "open", 30, True),
        ("former", "closed", 0, True),
        ("former", "closed", 1, False),
    ],
)
def test_a_session_is_now_open_or_of_this_day(status, state, days, may):
    """In care, in an open ending, or on its very day: the day that it is told."""
    on = date(2027, 3, 1)
    last = on - timedelta(days=days)
    row = SimpleNamespace(state=state, ended_on=last, last_professional_contact_on=last)
    person = SimpleNamespace(status=status)

    assert reading.may_be_handed_over(person, row, on=on) is may
    assert reading.may_be_handed_over(person, None, on=on) is (status == "current")


def test_posting_needs_a_contact_that_somebody_holds_today(gone, ruth, home):
    """For this client and purpose, by letter, still in hand, for this letter alone."""
    made, other = ready(gone, by=ruth), ready(gone, by=ruth)
    good = in_hand(gone, "closing_letter", by=ruth)

    def refused(hand_off, letter=made):
        with pytest.raises(NoGoAheadForLetterError):
            letters_going.print_letter(letter=letter, by=ruth, hand_off=hand_off)

    refused(uuid4())
    refused(in_hand(gone, "billing", by=ruth))
    refused(in_hand(gone, "closing_letter", by=ruth, channel="phone"))
    letters_going.print_letter(letter=made, by=ruth, hand_off=good, large=True)
    letters_going.print_letter(letter=made, by=ruth, hand_off=good)
    refused(good, letter=other)
    with practice(home.id):
        found = LetterCopy.objects.filter(letter=made).order_by("at")
        assert list(found.values_list("says", "way", "is_large", "hand_off_id")) == [
            ("printed", "post", True, good),
            ("printed", "post", False, good),
        ]


def test_after_a_stop_nothing_is_printed_for_post(gone, ruth):
    """A stop after it was opened ends it, on the letter's side too."""
    made = ready(gone, by=ruth)
    held = in_hand(gone, "closing_letter", by=ruth)
    consent.withdraw(
        client=gone.pk,
        scope=consent.Scope.everything(),
        by=ruth,
        at=clock.now(),
        to_staff=True,
    )

    late = in_hand(gone, "closing_letter", by=ruth, sequence=0)  # entered too late
    for row in (held, late):
        with pytest.raises(NoGoAheadForLetterError):
            letters_going.print_letter(letter=made, by=ruth, hand_off=row)


def test_a_letter_is_sent_when_the_contact_was_done(gone, ruth):
    """Not before somebody said so, once, and then it never changes."""
    made = ready(gone, by=ruth)
    held = in_hand(gone, "closing_letter", by=ruth)
    assert letters_going.mark_letter_sent(hand_off=held, by=ruth) is None
    letters_going.print_letter(letter=made, by=ruth, hand_off=held)
    with pytest.raises(NoGoAheadForLetterError):
        letters_going.mark_letter_sent(hand_off=held, by=ruth)
    came(gone, held, "done", by=ruth)

    assert letters_going.mark_letter_sent(hand_off=held, by=ruth) == made
    assert letters_going.mark_letter_sent(hand_off=held, by=ruth) == made

    assert state_of(made, ruth) == "sent"
    assert lines("ending.letter_sent", ruth) == ["refused", "done", "repeated"]
    with pytest.raises(LetterOverError):
        letters.edit_letter(letter=made, blocks=BLOCKS, by=ruth)


def test_what_was_not_done_leaves_the_letter_where_it_was(gone, ruth):
    """It can be printed again under another day's go-ahead."""
    made = ready(gone, by=ruth)
    held = in_hand(gone, "closing_letter", by=ruth)
    letters_going.print_letter(letter=made, by=ruth, hand_off=held)
    came(gone, held, "not_done", by=ruth)

    with pytest.raises(NoGoAheadForLetterError):
        letters_going.mark_letter_sent(hand_off=held, by=ruth)
    again = in_hand(gone, "closing_letter", by=ruth)
    letters_going.print_letter(letter=made, by=ruth, hand_off=again)
    came(gone, again, "done", by=ruth)
    assert letters_going.mark_letter_sent(hand_off=again, by=ruth) == made


def test_only_their_own_clinician_writes(client, ending, ruth, home):
    """A colleague, an administrator and another practice do not."""
    made = written(client, by=ruth)
    kim = a_member(home, Role.CLINICIAN)
    a_clinician(home, kim)
    for by in (kim, a_member(home, Role.ADMINISTRATOR)):
        with pytest.raises(NotTheirsError):
            letters.edit_letter(letter=made, blocks=BLOCKS, by=by)
        with pytest.raises(NotTheirsError):
            letters.draft_letter(
                client=client.pk, name="dropout_close", recipient="client", by=by
            )
    other = a_practice()
    with pytest.raises(NoSuchLetterError):
        letters.edit_letter(
            letter=made, blocks=BLOCKS, by=a_member(other, Role.CLINICIAN)
        )


def test_an_executor_types_no_letter_and_reads_none(client, ending, home, ruth):
    """Theirs has fixed words, from the will; a way in that is open opens no other."""
    made = written(client, by=ruth, name="executor_notice")
    _glass, pat = a_way_in(home, client.clinician, by=ruth, what="cannot_work")

    for name in ("executor_notice", "dropout_close"):
        with pytest.raises(NotTheirsError):
            letters.draft_letter(
                client=client.pk, name=name, recipient="client", by=pat
            )
    with pytest.raises(NotTheirsError):
        letters.edit_letter(letter=made, blocks=BLOCKS, by=pat)


def test_the_numbers_are_those_of_where_they_live(client, ruth, home):
    """Looked up when it is put together; the page of newer ones is always named."""
    made = ready(client, by=ruth)
    with practice(home.id):
        row, person = Letter.objects.get(pk=made), Client.objects.get(pk=client.pk)
        person.places = ["GB"]
    text = reading.opened(_newest(row, ruth), by=ruth)

    shown = plain_text(
        reading.composed(row, text, client=person, home=home, on=clock.today())
    )

    assert "call 999" in shown
    assert "Samaritans: call 116 123. Day and night, free." in shown
    assert "/help" in shown
    assert "Dear Jo," in shown


def _newest(row, by):
    with practice(by.practice):
        return reading.newest(row)


def test_a_hard_or_telling_letter_is_looked_at_again():
    """They are remarks for a person; neither keeps it from being ready."""
    hard = "Notwithstanding institutional considerations, responsibilities terminated."
    found = checked(
        template("planned_end_client"),
        BLOCKS | {"ended": f"Our therapy has ended. {hard} {hard}"},
    )

    looks = {one.kind for one in found if one.weighs == "look"}
    assert {"telling", "reading"} <= looks
    assert {one.kind for one in stops(found)} == {"blame"}
    assert checked(template("planned_end_client"), BLOCKS) == ()
    assert ending_letters.BLOCKS == BLOCKS
