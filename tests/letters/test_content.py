"""What a letter never says and never lacks, in words for whoever wrote it."""

from __future__ import annotations

from time import process_time

import pytest

from afterword.letters.content import KNOWS_NOT, remarks, sentences, stops
from afterword.letters.drafts import IDS, template
from tests.letters.a_letter import body

OWN = ("note.alder.example",)


def found(letter="planned_end_client", hosts=OWN, **changed):
    text = body(letter) | changed
    return remarks(template(letter), text, hosts=hosts)


def kinds(said, **kept):
    """Give what is wrong with one sentence that somebody added."""
    text = f"Our work together has ended. {said}"
    return {one.kind for one in stops(found(ended=text, **kept))}


@pytest.mark.parametrize("name", IDS)
def test_a_letter_as_it_is_kept_passes(name):
    """With everything known there is nothing to say against it."""
    assert found(name) == ()


@pytest.mark.parametrize(
    "said",
    [
        "The code was F32.1.",
        "It was 6B40.",
        "We wrote 296.32 down.",
        "Z63.0 was noted.",
        "You had a depression.",
        "Your anxiety is less.",
        "You live with PTSD.",
        "Your symptoms are gone.",
        "You were diagnosed.",
        "It was a Personality  disorder.".replace("  ", " "),
        "The PHQ-9 was low.",
        "You were SUICIDAL.",
    ],
)
def test_a_diagnosis_does_not_go(said):
    """Codes and names, whoever reads the letter."""
    assert kinds(said) == {"diagnosis"}
    third = remarks(
        template("transfer_receiver"),
        body("transfer_receiver", ended=f"Our work has ended. {said}"),
    )
    assert {one.kind for one in stops(third)} == {"diagnosis"}


@pytest.mark.parametrize(
    "said",
    ["It is on floor F3.", "It cost 296 dollars.", "We met 16 times.", "Call 6B."],
)
def test_what_only_looks_like_a_code_goes(said):
    """A floor, a price and a count are no diagnosis."""
    assert kinds(said) == set()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("You told me that you left.", "content"),
        ("We talked about your father.", "content"),
        ("We worked on your sleep.", "content"),
        ("Your marriage is better now.", "content"),
        ("You made good progress.", "content"),
        ("We have a special offer.", "marketing"),
        ("Get 20 % off.", "marketing"),
        ("Read our newsletter.", "marketing"),
        ("Tell a friend.", "marketing"),
        ("Leave us a short review.", "review"),
        ("A testimonial would help.", "review"),
        ("Rate us with five stars.", "review"),
        ("Your next appointment is on Monday.", "appointment"),
        ("This is a reminder.", "appointment"),
        ("You missed two.", "appointment"),
        ("You can donate.", "fundraising"),
        ("Support our work.", "fundraising"),
        ("Find us on Facebook.", "social"),
        ("I am @ruth_example there.", "social"),
        ("You must write.", "blame"),
        ("You failed to attend.", "blame"),
        ("We haven't heard from you.", "blame"),
        ("We haven’t heard from you.", "blame"),
        ("Your termination is done.", "blame"),
        ("Well done!", "exclamation"),
    ],
)
def test_what_a_letter_never_says(said, kind):
    """Each is found by its own line, and alone."""
    assert kinds(said) == {kind}


def test_others_may_hear_of_appointments_and_not_of_more():
    """A colleague may be told of a meeting; praise and money stay out."""
    name = "transfer_receiver"

    def said(text):
        ended = f"Our work together has ended. {text}"
        return {one.kind for one in stops(found(name, ended=ended))}

    assert said("Your next meeting is on Monday.") == set()
    assert said("They told me a lot.") == {"content"}
    assert said("Recommend us.") == {"review"}


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Look at https://note.alder.example/help", False),
        ("Look at note.alder.example.", False),
        ("Look at https://other.example/x", True),
        ("Look at www.other.org", True),
        ("Look at bit.ly/abc", True),
        ("Look at https://note.alder.example/help?who=7", True),
        ("Look at javascript://note.alder.example/x", True),
        ("Look at https://note.alder.example.evil.com/", True),
        ("Write to ruth@alder.example", False),
    ],
)
def test_only_our_own_addresses_stand_in_a_letter(text, is_wrong):
    """The practice's and the help page's; and none that counts who came."""
    assert ("web" in kinds(text)) is is_wrong


def test_a_service_may_be_named_with_its_site_and_looked_at():
    """A name that tells is for a person to weigh; a code in it still stops."""
    places = "Anxiety Example: anxiety.example.org\nB: 020 7946 0101\nC: ask a doctor"
    one = found(options=places)

    assert [(each.kind, each.weighs) for each in one] == [("diagnosis", "look")]
    counted = places.replace("example.org", "example.org/?utm=1")
    assert "web" in {each.kind for each in stops(found(options=counted))}
    assert "diagnosis" in {
        each.kind for each in stops(found(options=places.replace("B", "F32.1")))
    }


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("ended", ""),
        ("ended", "Thank you for all."),
        ("way_back", ""),
        ("way_back", "The door is always open."),
        ("options", "Elm: 020 7946 0120\nThe Rooms: 020 7946 0121"),
        ("options", "Elm: 020 7946 0120\nThe Rooms: 020 7946 0121\nOak House"),
        ("records", ""),
        ("no_reply", ""),
        ("no_reply", "I look forward to your reply."),
        ("name", " "),
    ],
)
def test_no_letter_lacks_what_it_must_say(block, text):
    """Each is named, with what to write."""
    (one,) = stops(found(**{block: text}))

    assert (one.block, one.kind) == (block, "missing")
    assert one.why
    assert one.instead


def test_a_way_back_that_is_none_is_a_way():
    """To say that they cannot come back is honest, and it goes."""
    assert found(way_back="You cannot come back here. The places below can help.") == ()


def test_a_gap_keeps_it_from_going_and_says_what_to_write():
    """The words in the brackets are the words of the remark."""
    text = "We met on [the last day]. Our work has ended."

    (one,) = stops(found(ended=text))

    assert (one.kind, one.found) == ("gap", "[the last day]")
    assert one.sentence == "We met on [the last day]."
    assert "the last day" in one.instead


def test_a_remark_names_its_sentence_alone():
    """Beside the sentence stands why, and what instead."""
    text = "Our work together has ended. You told me so. I wish you well."

    (one,) = found(ended=text)

    assert one.sentence == "You told me so."
    assert "meeting" in one.why
    assert one.instead


def test_a_long_sentence_is_looked_at_and_does_not_stop():
    """Twenty-six words are one too many; it goes all the same."""
    long = "Our work has ended and " + "so " * 19 + "it is."
    longer = found(ended=long)

    assert [(one.kind, one.weighs) for one in longer] == [("long", "look")]
    assert stops(longer) == ()
    assert found(ended=long.replace("so so ", "so ", 1)) == ()


def test_it_says_what_it_cannot_know():
    """A fact told in everyday words passes, and the page says so."""
    assert kinds("What happened in March was hard.") == set()
    assert "words, not meaning" in KNOWS_NOT


def test_a_sentence_ends_at_its_sign_or_its_line():
    """An address of a house in the middle does not cut it."""
    assert sentences("A b. C d?\nE f\n\nG.") == ("A b.", "C d?", "E f", "G.")


@pytest.mark.parametrize("bad", ["x", "9", "a.", "a@", "[", "'", "you "])
def test_whatever_is_typed_is_read_at_once(bad):
    """Twenty thousand of one sign take no longer than a letter does."""
    long = bad * (20_000 // len(bad))
    before = process_time()

    found(**dict.fromkeys(("ended", "way_back", "options", "no_reply"), long))

    assert process_time() - before < 3
