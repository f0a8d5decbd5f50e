"""What a client does, step by step, as a journey's hands: agree, answer, stop."""

from __future__ import annotations

import re
from typing import Final

from tests.journeys.desk_walks import NEUTRAL
from tests.journeys.walking import Walk

NUMBER: Final = re.compile(r"Question (\d) of 4")
ANSWERS: Final = ("Several days", "Not at all", "Several days", "Several days")


def agree_at_home(walk: Walk, *, code: str, address: str) -> None:
    """Come in with the card on an own phone, and say yes there."""
    come_in(walk, code)
    walk.reads("One thing waits for your yes or no").follow("Read it and choose")
    agree(walk, address=address)


def agree(walk: Walk, *, address: str) -> None:
    """Say yes on one screen per choice, and read everything back before it counts."""
    walk.is_at("Your choice about notes").follow("Start")
    walk.reads("that means no")
    assert not walk.page.locator("input:checked").count()
    walk.tick("Yes, I want them").press("Continue").reads(address)
    walk.tick("Only me").press("Continue").is_at("Who a note is from")
    walk.tick(NEUTRAL).press("Continue").fill("What should we call you?", "Jo")
    walk.press("Continue").is_at("When a note may come")
    walk.page.get_by_label("Not before").select_option("09:00")
    walk.page.get_by_label("Not after").select_option("20:00")
    walk.press("Continue").is_at("Is this right?").reads(address)
    walk.reads("You said: yes").reads("You said: only me").reads("09:00 and 20:00")
    walk.press("Save my choice")


def come_in(walk: Walk, code: str) -> None:
    """Enter the code of the card."""
    walk.open("/").fill("Your code", code).press("Open my pages")
    walk.is_at(re.compile("^Hello"))


def answer_some(walk: Walk, link: str, code: str) -> None:
    """Open the link, prove who it is, answer two questions and leave."""
    walk.open(link).is_at(f"A note from {NEUTRAL}").follow("Continue")
    walk.fill("Your code", code).press("Continue").is_at("4 questions")
    walk.reads("on Tuesdays").reads("Nobody watches this live")
    walk.tick("One question on each page").press("Start")
    for answer in ANSWERS[:2]:
        walk.tick(answer).press("Save and continue")
    walk.follow("Stop here for now").reads("4 questions are open")


def answer_the_rest(walk: Walk) -> None:
    """Come back to what is open, answer the rest, look at it and send it."""
    walk.open("/t").follow("Go on answering")
    walk.tick("One question on each page").press("Go on")
    while found := NUMBER.search(walk.page.locator("main").inner_text()):
        walk.tick(ANSWERS[int(found[1]) - 1]).press("Save and continue")
    walk.is_at("Look at your answers").reads("cannot be changed or sent again")
    walk.press("Send my answers").is_at("Thank you. This is saved.")


def stop_by_link(walk: Walk, link: str) -> None:
    """Follow the link, and press once."""
    walk.open(link).follow("Stop these notes").is_at("Stop all messages?")
    walk.press("Stop all messages").is_at("Done. You will get no more messages.")
    walk.reads("What stays").reads("If you change your mind")


def stop_by_card(walk: Walk, code: str) -> None:
    """Type the code of the card on the stop page, signed in nowhere."""
    walk.open("/stop").fill("Your code", code).press("Stop all messages")
    walk.is_at("Done. You will get no more messages.")
