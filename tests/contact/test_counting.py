"""What contacts that were made change of the facts, and that it only gets stricter."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.clinic.models import Episode
from afterword.consent.models import HandOff
from afterword.contact import counting
from afterword.contact import services as gate
from afterword.contact.weighing import book
from afterword.ending.models import Ending
from afterword.tenancy import practice
from tests.go_aheads import a_request, stated
from tests.stories import ENDED_ON, FIRST_NOON

ENDING_WORK = {"purpose": "unfinished_ending", "initiator": "therapist"}
LAST = "last_professional_contact_on"


def was_made(story, purpose, *, status="accepted", ago=0):
    """Put one contact into the register, some days ago."""
    with practice(story.practice.id):
        return HandOff.objects.create(
            client=story.client,
            occasion=f"person:{purpose}:{uuid4()}",
            status=status,
            ruling_id=uuid4(),
            purpose=purpose,
            claimed_at=clock.now() - timedelta(days=ago),
        )


def weighed(story, *, said=None, **kept):
    with practice(story.practice.id):
        return gate.weigh(
            a_request(story, story.point, **kept),
            at=clock.now(),
            extra=stated() if said is None else said,
        ).decision


def fired(decision) -> set[str]:
    return {one.rule.id for one in decision.findings if one.fired}


def fact(story, name, **kept):
    found = weighed(story, **kept).facts.get(name)
    return found.value if found else None


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("accepted", 1),  # done
        ("rejected", 1),  # not reached
        ("with_person", 1),  # nobody has said, so it may have been
        ("unknown", 1),
        ("cancelled", 0),  # not done, or stopped
    ],
)
def test_an_attempt_counts_whether_or_not_it_reached_them(story, status, counts):
    """Only what somebody said they did not do is left out."""
    was_made(story, "unfinished_ending", status=status)

    assert fact(story, "attempts_made", **ENDING_WORK) == counts


@pytest.mark.parametrize(
    ("status", "went"),
    [
        ("accepted", True),
        ("with_person", True),  # nobody has said, so it may have gone
        ("unknown", True),
        ("rejected", False),  # it came back
        ("cancelled", False),
    ],
)
def test_the_closing_letter_is_no_attempt_and_the_last_word(story, status, went):
    """Once it has gone, or may have, no attempt follows it."""
    was_made(story, "closing_letter", status=status)

    found = weighed(story, **ENDING_WORK)

    assert found.facts["closing_letter_sent"].value is went
    assert found.facts["attempts_made"].value == 0
    assert ("baseline.closing_letter_is_the_last" in fired(found)) is went


def test_after_three_attempts_a_fourth_is_refused(story):
    """The baseline counts them; two ask for a talk first."""
    was_made(story, "unfinished_ending", status="rejected", ago=9)
    was_made(story, "status_enquiry", status="rejected", ago=6)
    two = weighed(story, **ENDING_WORK)
    was_made(story, "unfinished_ending", ago=3)
    three = weighed(story, **ENDING_WORK)

    assert (two.outcome.value, three.outcome.value) == ("consult", "refuse")


def test_attempts_of_an_earlier_therapy_do_not_count(story):
    """Who came back and left again is not blamed for the time before."""
    was_made(story, "unfinished_ending", ago=400)
    was_made(story, "closing_letter", ago=390)
    with practice(story.practice.id):
        Episode.objects.update(started_on=date(2026, 9, 1))

    assert fact(story, "attempts_made", **ENDING_WORK) == 0
    assert fact(story, "closing_letter_sent", **ENDING_WORK) is False


def test_an_answer_that_went_out_is_counted_for_thirty_days(story):
    """A second one then needs a talk, whatever the asker says of the first."""
    was_made(story, "reply_to_client", ago=31)
    old = fact(story, "replies_sent")
    was_made(story, "return_request", ago=29)

    assert old == 0  # what the asker said: of none do we know anything
    assert fact(story, "replies_sent") == 1
    assert weighed(story).outcome.value == "consult"


def test_what_the_asker_knows_of_is_never_made_less(story):
    """They may have answered from elsewhere; the larger number counts."""
    was_made(story, "reply_to_client", ago=2)

    assert fact(story, "replies_sent", said=stated(replies_sent=3)) == 3


def test_where_none_is_here_nothing_is_claimed(story):
    """A missing number stays missing, and is asked for."""
    said = stated(replies_sent=None)

    assert fact(story, "replies_sent", said=said) is None
    assert weighed(story, said=said).outcome.value == "hold"


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_who_was_not_reached_was_not_in_contact(story, status):
    """Neither an answer nor a contact that starts a waiting period again."""
    was_made(story, "reply_to_client", status=status)

    assert fact(story, "replies_sent") == 0
    assert fact(story, LAST) == ENDED_ON


@pytest.mark.parametrize(
    ("purpose", "moves"),
    [
        ("reply_to_client", True),
        ("return_request", True),
        ("outcome_measure", True),
        ("billing", False),
        ("closing_letter", False),
        ("practice_closure", False),
    ],
)
def test_what_counts_as_professional_contact_moves_its_day(story, purpose, moves):
    """Where the packs warn of it whatever else is known, and nowhere else."""
    was_made(story, purpose, ago=3)

    moved = fact(story, LAST, purpose="intimate", initiator="client")

    assert moved == (date(2027, 2, 25) if moves else ENDED_ON)


def test_a_contact_lengthens_no_time_in_which_one_may_write(story, hands):
    """The sixty days of ending work run from the session: a reply opens none anew."""
    hands.put(FIRST_NOON + timedelta(days=40))
    before = weighed(story, **ENDING_WORK)
    was_made(story, "reply_to_client", ago=3)

    after = weighed(story, **ENDING_WORK)

    assert after.facts[LAST].value == ENDED_ON
    assert "baseline.unfinished" not in fired(after)
    assert (before.outcome, before.releases) == (after.outcome, False)


def test_a_day_that_nobody_knows_stays_unknown(story):
    """A later contact tells nothing of the last session before it."""
    with practice(story.practice.id):
        Episode.objects.update(last_professional_contact_on=None)
        Ending.objects.update(last_professional_contact_on=None)
    was_made(story, "reply_to_client")

    assert fact(story, LAST) is None


def test_its_own_occasion_does_not_count_against_it(story):
    """What is open is looked at again as if it were the first."""
    made = was_made(story, "reply_to_client", status="with_person")

    assert fact(story, "replies_sent", occasion=made.occasion) == 0


def test_the_purposes_are_those_of_which_a_rule_always_warns():
    """Check-ins and answers; a pack that warns of more is followed without a change."""
    found = counting.professional(book())

    lanes = {book().vocabulary.purposes[one].lane for one in found}
    assert lanes == {"follow_up", "reply"}
    assert found >= counting.REPLIES
