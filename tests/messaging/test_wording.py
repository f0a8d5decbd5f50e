"""Every message is discreet, plain, and says how to stop."""

from __future__ import annotations

import re

import pytest

from afterword.look.discretion import grade, longest_sentence, revealing
from afterword.messaging.errors import NoSuchTemplateError
from afterword.messaging.wording import TEMPLATES, speaks, write

BOTH = pytest.mark.parametrize("reads_replies", [True, False])
EVERY = pytest.mark.parametrize("template_id", TEMPLATES)


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_URL = "https://note.example.org"


def wording(template_id="check_in", *, reads_replies=False, **kept):
    """Write one message as it would go."""
    values = {"sender_label": "Alder House", "language": "en", "token": "k" * 32}
    return write(
        template_id=template_id, reads_replies=reads_replies, **(values | kept)
    )


@EVERY
@BOTH
def test_nothing_in_it_tells_a_stranger(template_id, reads_replies):
    """No word of a message, its subject or its HTML speaks of therapy."""
    made = wording(template_id, reads_replies=reads_replies)

    for text in (made.subject, made.text, made.html):
        assert revealing(text) == ()


@EVERY
@BOTH
def test_it_reads_easily(template_id, reads_replies):
    """Grade six at most, and no sentence of more than 25 words."""
    made = wording(template_id, reads_replies=reads_replies)
    prose = re.sub(r"https?://\S+", "", made.text)

    assert grade(prose) <= 6
    assert longest_sentence(prose) <= 25
    assert "!" not in made.text


@EVERY
@BOTH
def test_it_has_one_link_and_says_how_to_stop(template_id, reads_replies):
    """One link, to our own address; the stop is behind it, and said in words."""
    made = wording(template_id, reads_replies=reads_replies)

    links = re.findall(r"https?://\S+", made.text)
    assert links == ["https://note.example.org/n/" + "k" * 32]
    assert "choose Stop" in made.text
    assert set(re.findall(r'href="([^"]+)"', made.html)) == set(links)


def test_it_says_whether_somebody_reads_what_is_sent_back():
    """Read or not: the message says which, and offers the word only if it is read."""
    read, unread = wording(reads_replies=True), wording(reads_replies=False)

    assert "one word: STOP" in read.text
    assert "Nobody reads" in unread.text
    assert "STOP" not in unread.text


def test_the_subject_is_the_same_for_every_message():
    """One subject for all, that says who writes and no more."""
    subjects = {wording(each).subject for each in TEMPLATES}

    assert subjects == {"A note from Alder House"}


def test_what_is_shown_beforehand_is_what_goes():
    """The letter on the desk differs from the one that goes by its link alone."""
    shown = wording(token="")
    goes = wording()

    assert shown.text.replace("•" * 8, "k" * 32) == goes.text
    assert shown.hash == goes.hash


def test_a_label_with_odd_letters_changes_no_words():
    """A label is text and never markup."""
    made = wording(sender_label="A & B <b>House</b>")

    assert "A & B <b>House</b>" in made.text
    assert "<b>" not in made.html


def test_a_language_without_words_is_not_spoken():
    """Nobody is written to in a language that has no text."""
    assert speaks("en")
    assert speaks("en-GB")
    assert not speaks("pl")


def test_there_are_no_texts_but_the_fixed_ones():
    """A text that is not in the list cannot be written."""
    with pytest.raises(NoSuchTemplateError):
        wording("free_text")
