"""What leaves the system is the same for people who differ in anything clinical.

Only a listed set of random parts, each of fixed length, is masked before comparing.
"""

from __future__ import annotations

import re

import pytest

from afterword.clinic.models import Administration
from afterword.consent import code_requests, doors
from afterword.followup import codes, services
from afterword.look.discretion import revealing
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.mail import hands, sink
from tests.stories import AGREED_AT, FIRST_NOON, an_agreement

__all__ = ["hands", "sink"]

pytestmark = pytest.mark.django_db(transaction=True)

RANDOM = {
    "the link": (rb"/n/[A-Za-z0-9_-]{32}", 35),
    "Message-ID": (rb"Message-ID: <[0-9a-f]{32}@", 46),
    "boundary": (rb"=_[0-9a-f]{32}", 34),
}
"""Everything that may differ: what it is, its form, and its one length."""
WITH_CODE = RANDOM | {
    "the code": (rb"The code: [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", 22),
}

DIFFERENT_LIVES = {
    "approach": {"episode": {"approach": "emdr"}},
    "service": {"episode": {"service_type": "other"}},
    "profession": {"clinician": {"professions": ["psychologist"], "registers": []}},
    "name": {"clinician": {"name": "Another Example", "client_facing_name": "Ana"}},
    "age": {"client": {"majority_on": AGREED_AT.date().replace(year=1971)}},
    "reported": {"reported": {"dependent": "no", "vulnerable": "yes"}},
    "reader": {"clinician": {"reads_answers": "every day", "reads_within_days": 1}},
    "purpose": {"terms": {"count": 6}},
}


def masked(raw, random=RANDOM):
    """Give a message with its random parts taken out, after checking their lengths."""
    flat = raw.replace(b"=\r\n", b"")
    for form, length in random.values():
        found = re.findall(form, flat)
        assert found
        assert {len(each) for each in found} == {length}
        flat = re.sub(form, b"*" * length, flat)
    return flat


def what_leaves(sink, hands, story):
    """Send the first check-in and give its bytes as they arrived."""
    before = len(sink.messages())
    services.sweep(story.practice.id, at=hands.now)
    (message,) = sink.messages()[before:]
    return message


def a_code_that_leaves(sink, story):
    """Ask at a link for a code, and give its bytes as they arrived."""
    before = len(sink.messages())
    story.plan()
    with practice(story.practice.id):
        token = doors.make(
            client=story.client.id,
            opens="link",
            occasion=story.step().occasion,
            contact_point_id=story.point.pk,
            lasts=None,
        )
    asked = code_requests.ask(doors.find(token), bucket=token, at=FIRST_NOON)
    codes.send(asked=asked, by=story.machine, at=FIRST_NOON)
    (message,) = sink.messages()[before:]
    return message


@pytest.mark.parametrize("life", DIFFERENT_LIVES)
def test_a_clinical_difference_changes_no_byte_of_a_code(
    transactional_db, hands, sink, life
):
    """Who asks for a code gets the same bytes, whatever their life; the code aside."""
    one = a_code_that_leaves(sink, an_agreement())
    other = a_code_that_leaves(sink, an_agreement(**DIFFERENT_LIVES[life]))

    assert masked(one.raw, WITH_CODE) == masked(other.raw, WITH_CODE)
    assert len(one.raw) == len(other.raw)
    assert (one.sender, one.recipients) == (other.sender, other.recipients)


@pytest.mark.parametrize("life", DIFFERENT_LIVES)
def test_a_clinical_difference_changes_no_byte(transactional_db, hands, sink, life):
    """Same label and address, another life: the same bytes, headers and all."""
    one = what_leaves(sink, hands, an_agreement())
    other = what_leaves(sink, hands, an_agreement(**DIFFERENT_LIVES[life]))

    assert masked(one.raw) == masked(other.raw)
    assert len(one.raw) == len(other.raw)
    assert (one.sender, one.recipients) == (other.sender, other.recipients)


def test_scores_and_earlier_answers_change_no_byte(transactional_db, hands, sink):
    """Somebody whose last score was high gets what everybody gets."""
    one = what_leaves(sink, hands, an_agreement())
    story = an_agreement()
    with practice(story.practice.id):
        row = Administration(
            client=story.client,
            instrument="phq4",
            version="x",
            moment="end",
            occasion="ending:1",
            entered_by="tablet",
            started_at=AGREED_AT,
            sent_at=AGREED_AT,
        )
        vault.seal(row, answers="[3, 3, 3, 3]")
        row.save(force_insert=True)
    other = what_leaves(sink, hands, story)

    assert masked(one.raw) == masked(other.raw)


def test_the_third_note_reads_like_the_first(transactional_db, hands, sink):
    """Nobody can tell from a note which of the three it is, but for its date."""
    story = an_agreement()
    one = what_leaves(sink, hands, story)
    hands.put(FIRST_NOON.replace(month=4, day=30))
    other = what_leaves(sink, hands, story)

    dateless = [
        re.sub(rb"Date: [^\r]{31}", b"Date", masked(each.raw)) for each in (one, other)
    ]
    assert dateless[0] == dateless[1]


def test_no_word_that_leaves_would_tell_a_stranger(transactional_db, hands, sink):
    """Envelope, headers and both bodies hold no word that speaks of therapy."""
    message = what_leaves(sink, hands, an_agreement())

    flat = message.raw.replace(b"=\r\n", b"").decode()
    assert revealing(flat) == ()
    assert "Jo" not in re.findall(r"\b\w+\b", flat.replace("jo@mail.example", ""))
    assert "Ruth" not in flat
