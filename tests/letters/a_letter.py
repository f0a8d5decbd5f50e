"""One letter with everything known, for the tests of letters."""

from __future__ import annotations

from datetime import date

from afterword.letters import drafts
from afterword.letters.conventions import conventions
from afterword.letters.letter import Help, Letter, compose

HELP = Help(
    "the United Kingdom",
    "GB",
    "999",
    ("Samaritans: 116 123. Free, day and night.", "Shout: text SHOUT to 85258."),
    date(2026, 1, 1),
    "note.alder.example/help",
)
ADDRESS = ("Jo Example", "12 Alder Way", "London N1 9GU")
DAY = date(2027, 3, 2)
DAYS = {
    "started_on": date(2026, 2, 2),
    "ended_on": date(2027, 3, 1),
    "last_met_on": date(2027, 3, 1),
    "closing_on": date(2027, 4, 30),
    "leaves_on": date(2027, 4, 30),
}
VALUES = {
    "name": "Jo",
    "client_name": "Jo Example",
    "recipient_name": "Kim Example",
    "practice": "Alder House",
    "therapist": "Ruth Example",
    "writer": "Pat Example",
    "therapist_news": "I am sorry to tell you that Ruth Example has died.",
    "return_route": "You can come back to Ruth. Call 020 7946 0100. It costs £60.",
    "third_return_route": "They can call 020 7946 0100.",
    "next_service": "Kim Example takes over. You can call 020 7946 0133.",
    "options": "Elm Street Centre: 020 7946 0120.\nThe Rooms: 020 7946 0121.\n"
    "Your own doctor. Ask for somebody to talk to.",
    "records_holder": "Alder House",
    "records_how": "You can ask for a copy. Write to us or call 020 7946 0100.",
    "questions_to": "Pat Example answers them. Call 020 7946 0100 until May.",
    "no_contact_said": "You said that nobody here should write to you.",
    "notes_agreed": "You get 3 short notes by email. The last comes in September.",
}


def values(place="GB"):
    """Give all that a template may ask for, with dates as they are written there."""
    how = conventions("en", place)
    return VALUES | {name: how.day(day) for name, day in DAYS.items()}


def body(name, place="GB", **changed):
    """Give the blocks of one letter, filled, some of them changed."""
    return drafts.fill(drafts.template(name), values(place)) | changed


def letter(name="planned_end_client", place="GB", address=ADDRESS, **changed):
    """Give one letter, ready for paper."""
    how = conventions("en", place)
    found = drafts.template(name)
    sections = compose(found, body(name, place, **changed), help_now=HELP)
    return Letter(sections, DAY, "Alder House", how, how.paper, address)
