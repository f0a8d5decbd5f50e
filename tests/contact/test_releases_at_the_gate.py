"""A contact with somebody else: yes under a release that names them and all of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from afterword import clock
from afterword.consent import services as consent
from afterword.consent.releases import Told
from afterword.consent.services import Release
from afterword.contact.errors import (
    NotReleasedError,
    OpenedBeforeError,
    OthersFirstError,
    UnconfirmedError,
)
from afterword.contact.obligations import WRITTEN
from afterword.contact.services.looking_again import look_again, record_go_ahead
from tests.contact.talks import a_talk
from tests.go_aheads import CONFIRMED, a_request, opened, stated, the_row
from tests.stories import ENDED_ON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
BIRCH = UUID(int=7)
WRITTEN_OUT = {"professions": ["counsellor"], "registers": [], "places": ["GB"]}
"""A profession and a place whose own rules are written here: no talk is asked for."""
SAYS = (*CONFIRMED, "verify_identity", "tell_client_first", "record_reasons")


@pytest.fixture
def story(hands):
    """A former client of a counsellor in the United Kingdom."""
    return an_agreement(
        clinician=WRITTEN_OUT | {"hipaa_covered": "no"}, client={"places": ["GB"]}
    )


def release(story, *, by=None, door="portal", **kept):
    """Let Birch be told the dates, on the client's own pages."""
    today = clock.today(story.client.time_zone)
    said = {
        "recipient": "Birch",
        "recipient_id": BIRCH,
        "shares": frozenset({"dates"}),
        "why": "",
        "given_on": today,
        "until": today + timedelta(days=30),
    }
    return consent.give_release(
        client=story.client.id,
        release=Release(**(said | kept)),
        by=by or story.by_client(door),
        at=clock.now(),
        door=door,
    )


def tell(story, *, to=BIRCH, shares=("dates",), **kept):
    """Open a hand-over by phone to Birch, and give its row."""
    wanted = {
        "purpose": "care_handover",
        "recipient": "professional",
        "initiator": "therapist",
        "channel": "phone",
        "occasion": Told(to, frozenset(shares)).occasion,
        "said": stated(legal_basis_named=False, recipient_knows=True),
        "confirmed": SAYS,
    }
    return opened(story, None, **(wanted | kept))


@pytest.mark.parametrize(
    ("purpose", "recipient"),
    [
        ("care_handover", "professional"),
        ("disclosure", "professional"),
        ("family_contact", "family"),
        ("family_contact", "guardian"),
        ("reply_to_third_party", "professional"),
    ],
)
@pytest.mark.parametrize("channel", ["phone", "letter"])
def test_it_opens_under_a_release_for_just_this(story, purpose, recipient, channel):
    """Refused before; a person makes it once it is given."""
    asked = {"purpose": purpose, "recipient": recipient, "channel": channel}
    with pytest.raises(NotReleasedError) as why:
        tell(story, **asked)
    assert why.value.outcome in {"refuse", "hold"}

    release(story)
    made = tell(story, **asked)

    assert the_row(story, made).purpose == purpose
    seen = look_again(go_ahead=made, by=story.staff, at=clock.now())
    assert (seen.state, seen.address) == ("open", None)


def refused(story, **kept):
    """Say that nothing opens, and that the answer is no."""
    with pytest.raises(NotReleasedError) as why:
        tell(story, **kept)
    return why.value.outcome == "refuse"


def test_one_for_somebody_else_or_less_or_over_opens_nothing(story):
    """Nor one that names nobody, or was taken back, or begins by a lie of the asker."""
    today = clock.today(story.client.time_zone)
    ago = timedelta(days=9)
    release(story, recipient_id=UUID(int=8))
    release(story, recipient_id=None)
    release(story, given_on=today - 2 * ago, until=today - ago)
    given = release(story, shares=frozenset({"dates", "summary"}))
    consent.withdraw_release(
        release=given, client=story.client.id, by=story.by_client(), at=clock.now()
    )
    release(story, shares=frozenset({"summary"}))

    assert refused(story)
    assert refused(story, shares=("dates", "summary"))
    lie = stated(legal_basis_named=False, release_of_information=True)
    assert refused(story, said=lie)


def test_where_nobody_says_to_whom_nothing_opens(story):
    """A release holds; the asker's word that it is for this counts nothing."""
    release(story)
    lie = stated(legal_basis_named=False, release_of_information=True)
    with pytest.raises(NotReleasedError) as why:
        tell(story, occasion="", said=lie)
    assert why.value.outcome == "hold"


def test_taken_back_closes_what_was_open(story):
    """At the next look, before anything is told."""
    given = release(story)
    made = tell(story)
    consent.withdraw_release(
        release=given, client=story.client.id, by=story.by_client(), at=clock.now()
    )

    seen = look_again(go_ahead=made, by=story.staff, at=clock.now())
    assert (seen.state, seen.why) == ("closed", "not_released")


def test_each_recipient_is_a_contact_of_its_own(story):
    """What is open for Birch is not what opens for another, nor for more, that day."""
    other = uuid4()
    release(story, shares=frozenset({"dates", "summary"}))
    release(story, recipient_id=other)
    birch = tell(story)
    assert the_row(story, birch).hand_off.occasion.startswith(f"told:{BIRCH}:dates:")

    assert tell(story) == birch
    for changed in ({"to": other}, {"shares": ("dates", "summary")}):
        with pytest.raises(OthersFirstError):
            tell(story, **changed)
    record_go_ahead(go_ahead=birch, came="done", by=story.staff, at=clock.now())
    another = tell(story, to=other)
    assert another != birch
    record_go_ahead(go_ahead=another, came="done", by=story.staff, at=clock.now())
    with pytest.raises(OpenedBeforeError):
        tell(story, shares=("dates",))


def test_what_the_client_wrote_needs_no_tick_and_what_was_told_does(story):
    """A release that was told in a session is not yet the client's written one."""
    said = tuple(one for one in SAYS if one != WRITTEN)
    in_session = {"by": story.staff, "door": "told_in_session"}
    release(story, given_on=ENDED_ON, **in_session)
    with pytest.raises(UnconfirmedError) as why:
        tell(story, confirmed=said)
    assert why.value.left == (WRITTEN,)

    release(story)
    assert tell(story, confirmed=said)


def test_a_talk_about_telling_one_is_no_talk_about_another(hands):
    """Where a talk is asked for first, it holds for whom it was about."""
    talk = a_talk(reported="")
    other, said = UUID(int=8), stated(legal_basis_named=False, recipient_knows=True)
    for each in (BIRCH, other):
        release(talk.story, recipient_id=each)
    asked = a_request(
        talk.story,
        None,
        purpose="care_handover",
        recipient="professional",
        initiator="therapist",
        occasion=Told(BIRCH, frozenset({"dates"})).occasion,
    )
    talk.settle(talk.asked(asked, said))

    with pytest.raises(NotReleasedError) as why:
        tell(talk.story, to=other)
    assert why.value.outcome == "consult"
    assert tell(talk.story)
