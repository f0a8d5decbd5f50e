"""The verbs of letters, with one call of each outcome. A part of ``verbs``."""

from __future__ import annotations

from collections.abc import Mapping

from afterword.ending.services import letters, letters_going
from tests.promises import verb_calls as call
from tests.promises.verb import Verb

LETTERS: Mapping[str, Verb] = {
    "ending.services.letters.draft_letter": Verb(
        "ending.letter_drafted",
        lambda s: call.drafted(s, s.ruth),
        refused=lambda s: call.drafted(s, s.boss),
    ),
    "ending.services.letters.edit_letter": Verb(
        "ending.letter_edited",
        lambda s: call.edited(s, s.ruth),
        refused=lambda s: call.edited(s, s.boss),
    ),
    "ending.services.letters.make_letter_ready": Verb(
        "ending.letter_readied",
        lambda s: letters.make_letter_ready(letter=s.written, by=s.ruth),
        refused=lambda s: letters.make_letter_ready(letter=s.letter, by=s.ruth),
    ),
    "ending.services.letters.call_off_letter": Verb(
        "ending.letter_called_off",
        lambda s: letters.call_off_letter(letter=s.letter, by=s.ruth),
        refused=lambda s: letters.call_off_letter(letter=s.letter, by=s.boss),
    ),
    "ending.services.letters_going.print_letter": Verb(
        "ending.letter_printed",
        lambda s: letters_going.print_letter(letter=s.readied, by=s.ruth),
        refused=lambda s: letters_going.print_letter(letter=s.letter, by=s.ruth),
    ),
    "ending.services.letters_going.hand_over_letter": Verb(
        "ending.letter_handed_over",
        lambda s: letters_going.hand_over_letter(letter=s.readied, by=s.ruth),
        refused=lambda s: letters_going.hand_over_letter(letter=s.letter, by=s.ruth),
    ),
    "ending.services.letters_going.mark_letter_sent": Verb(
        "ending.letter_sent",
        lambda s: letters_going.mark_letter_sent(hand_off=s.posted(), by=s.ruth),
        refused=lambda s: letters_going.mark_letter_sent(hand_off=s.printed, by=s.ruth),
        repeated=lambda s: letters_going.mark_letter_sent(
            hand_off=s.printed, by=s.ruth
        ),
    ),
}
