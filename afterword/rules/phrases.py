"""The words that answers share, whoever shows them. Not: a whole answer (``saying``).

What is marked with ``gettext_noop`` is given back as it is; a page translates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from afterword.rules.periods import Span


def gettext_noop(words: str) -> str:
    """Mark words for translation where they are shown."""
    return words


OUTCOMES: Mapping[str, str] = {
    "require": gettext_noop("You must"),
    "permit": gettext_noop("Yes, like this"),
    "consult": gettext_noop("Talk to someone first"),
    "hold": gettext_noop("Cannot say yet"),
    "refuse": gettext_noop("No"),
}
SILENCE = gettext_noop(
    "Nothing that binds you forbids it by name, and nothing allows it. "
    "Without a ground the answer is no."
)
AS_USUAL = gettext_noop("If all is as usual: %(words)s. That is no permission yet.")
STANDS = gettext_noop("This stands until %(who)s changes it.")
MAY_ANSWER = gettext_noop("If %(who)s writes to you, you may answer.")
BECOMES: Mapping[str, str] = {
    "talk": gettext_noop(
        "This holds until %(day)s. After that it is talked over first."
    ),
    "no_ground": gettext_noop(
        "This holds until %(day)s. After that there is no ground for it."
    ),
    "no_wait": gettext_noop(
        "The waiting period ends on %(day)s. After that it is talked over first."
    ),
}
"""When and how the answer itself changes."""
GUIDANCE = gettext_noop("Guidance, not legal advice.")
DANGER = gettext_noop("Someone in danger? Act now. Nobody here is asked to wait.")

_REFUSALS: Mapping[str, str] = {
    "confidentiality": gettext_noop("No. It would give away what is confidential."),
    "no_consent": gettext_noop("No. There is no agreement that covers it."),
    "client_stop": gettext_noop("No. A stop stands against it."),
    "boundary": gettext_noop("No. It crosses a boundary."),
    "solicitation": gettext_noop("No. It serves the practice, not the client."),
    "channel": gettext_noop("No, not this way."),
    "authority_to_act": gettext_noop("No, not as things stand."),
}
_FORBIDDEN = gettext_noop("No. A rule forbids it.")
_CONSULTS: Mapping[str, str] = {
    "collision": gettext_noop("A duty and a bar meet here"),
    "safety_judgement": gettext_noop("Act now, and take advice while you act"),
    "talked_over": gettext_noop("It stays your own decision"),
}
_DAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
_YEAR = 12
_SECTION = re.compile(r"[0-9][0-9A-Za-z.()-]*\Z")


class Phrase(NamedTuple):
    """A sentence with gaps, and what fills them. ``str`` gives it in English."""

    words: str
    values: Mapping[str, str | int | date]

    def __str__(self) -> str:
        filled = {
            name: full_day(value) if isinstance(value, date) else value
            for name, value in self.values.items()
        }
        return self.words % filled


class Told(NamedTuple):
    """What a heading is made from: plain values, as they are stored too."""

    outcome: str
    reason: str
    kind: str = ""
    """Of the bar that decided."""
    who_stopped: str = ""
    """Who asked for no contact, where that decided."""
    no_replies: bool = False
    """Whether they asked for no answer either."""
    points: int = 0
    due_on: date | None = None


def heading(told: Told) -> Phrase:
    """Give the whole answer in one line."""
    match told.outcome:
        case "require":
            return _must(told)
        case "permit":
            return _yes(told)
        case "consult":
            first = gettext_noop("Not before you have talked to someone")
            return Phrase(_CONSULTS.get(told.reason, first), {})
        case "hold":
            return Phrase(OUTCOMES["hold"], {})
    return _no(told)


def _no(told: Told) -> Phrase:
    if told.reason == "silence":
        return Phrase(gettext_noop("No. There is no ground for this."), {})
    if told.who_stopped:
        asked = gettext_noop("No. %(who)s asked for no contact.")
        not_even = gettext_noop("No. %(who)s asked for no contact, not even an answer.")
        words = not_even if told.no_replies else asked
        return Phrase(words, {"who": told.who_stopped})
    return Phrase(_REFUSALS.get(told.kind, _FORBIDDEN), {})


def _must(told: Told) -> Phrase:
    if told.reason == "safety_duty":
        return Phrase(gettext_noop("You must act now"), {})
    if told.due_on is None:
        return Phrase(gettext_noop("You must do this"), {})
    return Phrase(
        gettext_noop("You must do this by %(day)s"),
        {"day": told.due_on},
    )


def _yes(told: Told) -> Phrase:
    if told.reason == "safety_ground":
        return Phrase(gettext_noop("Yes. Act now, as far as needed"), {})
    if told.points == 0:
        return Phrase(gettext_noop("Yes"), {})
    if told.points == 1:
        return Phrase(gettext_noop("Yes, if this one point is met"), {})
    return Phrase(
        gettext_noop("Yes, if these %(n)s points are met"), {"n": told.points}
    )


def full_day(day: date) -> str:
    """Write a day in full: Monday 1 March 2027."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def length(span: Span) -> str:
    """Say a length of time: two years are `2 years`, 60 days `60 days`."""
    years, months = divmod(span.months, _YEAR)
    parts = ((years, "year"), (months, "month"), (span.days, "day"))
    said = [f"{n} {unit}" if n == 1 else f"{n} {unit}s" for n, unit in parts if n]
    return listed(said) or "no time"


def listed(items: Iterable[str]) -> str:
    """Name several things in a sentence: `a, b and c`."""
    items = list(items)
    if len(items) < 2:  # noqa: PLR2004 - one is no list
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def titles(items: Iterable[str]) -> str:
    """Name several texts, whose titles hold commas: `a; b; and c`."""
    items = list(items)
    if len(items) < 2:  # noqa: PLR2004 - one is no list
        return "".join(items)
    return f"{'; '.join(items[:-1])}; and {items[-1]}"


def sentence(words: str) -> str:
    """Begin with a capital and end with a full stop."""
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "?")) else f"{words}."


def a(noun: str) -> str:
    """Put the article before a noun: a nurse, an arts therapist."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"


def lower(words: str) -> str:
    """Begin with a small letter."""
    return words[:1].lower() + words[1:]


def section(cite: str) -> str:
    """Say where in a text something stands."""
    return f"section {cite}" if _SECTION.match(cite) else cite
