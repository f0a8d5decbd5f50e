"""The words around a client's plan: headings, one example for each, and its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.ending.plans import SAFETY, Part, lines, typed
from afterword.ending.referrals import ReferralView

HEADINGS: Final[Mapping[str, Promise]] = {
    "reasons": gettext_lazy("Why I came"),
    "learned": gettext_lazy("What I have learned"),
    "helps": gettext_lazy("What helps me"),
    "keep_doing": gettext_lazy("What I want to keep doing"),
    "early_signs": gettext_lazy("How I notice a hard patch early"),
    "steps": gettext_lazy("What I do when I notice one"),
    "hard_days": gettext_lazy("Days that may be hard"),
    "safety": gettext_lazy("If things get bad"),
    "people": gettext_lazy("People and services"),
    "coming_back": gettext_lazy("How to come back"),
    "next": gettext_lazy("What happens next"),
    "notes": gettext_lazy("My notes"),
}

EXAMPLES: Final[Mapping[str, Promise]] = {
    "reasons": gettext_lazy("I could not sleep, and I saw nobody."),
    "learned": gettext_lazy("One bad night is not a bad week."),
    "helps": gettext_lazy("A walk before work."),
    "keep_doing": gettext_lazy("Three lines in my book on Sundays, until June."),
    "early_signs": gettext_lazy("I stop opening the post."),
    "steps": gettext_lazy("I rest for a day. Then I ring Sam. Then I ask my doctor."),
    "hard_days": gettext_lazy("The week before 12 March."),
    "safety": gettext_lazy("Six short lists for a very hard day."),
    "people": gettext_lazy("My doctor. I ring in the morning. It is free."),
    "coming_back": gettext_lazy("After two hard weeks I ring. That is not failing."),
    "next": gettext_lazy("Notes that you said yes to."),
    "notes": gettext_lazy("A song, a place, a name."),
}
"""One example for each part, shown where nothing is written."""

FIELDS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "steps": {
        "alone": gettext_lazy("First, by myself"),
        "with_someone": gettext_lazy("Then, with somebody"),
        "with_service": gettext_lazy("Then, with a service"),
    },
    "safety": {
        "signs": gettext_lazy("How I know that it is getting bad"),
        "alone": gettext_lazy("What I can do by myself"),
        "company": gettext_lazy("People and places that take my mind off it"),
        "people": gettext_lazy("People I can ask for help"),
        "services": gettext_lazy("Services I can turn to"),
        "safer": gettext_lazy("How I make it safer around me"),
        "made_with": gettext_lazy("Who made it with me"),
    },
}

HINTS: Final[Mapping[str, Promise]] = {
    "signs": gettext_lazy("Like: I have not slept for two nights."),
    "alone": gettext_lazy("Like: I take a shower and put on music."),
    "company": gettext_lazy("Like: the library, my sister's kitchen."),
    "people": gettext_lazy("A name, two dots, how to reach them. Like: Sam: 555 0100"),
    "services": gettext_lazy("A name, two dots, how. Like: My doctor: 555 0101"),
    "safer": gettext_lazy("Like: I ask Sam to stay with me."),
    "made_with": gettext_lazy("A name, or nobody. You may leave this empty."),
}


@dataclass(frozen=True)
class Block:
    """Some lines under a heading of their own, or under none."""

    heading: str
    lines: tuple[str, ...]
    apart: bool = False
    """Each line is a thing of its own, and no line of one text."""


def heading(key: str) -> str:
    """Name a part."""
    return str(HEADINGS[key])


def label(key: str, name: str) -> str:
    """Name a field of a part; the only field of a part is named like it."""
    return str(FIELDS[key][name]) if key in FIELDS else heading(key)


def blocks(part: Part) -> tuple[Block, ...]:
    """Give the words of a part as lines, each list under its heading."""
    found = []
    for name, text in typed(part).items():
        if name != "made_with" and (said := lines(text)):
            under = label(part.key, name) if part.key in FIELDS else ""
            found.append(Block(under, tuple(said)))
    if part.key == SAFETY and part.words:
        found.append(Block("", tuple(_about(part)), apart=True))
    return tuple(found)


def service(named: ReferralView) -> str:
    """Say in one line where somebody was pointed to, how to reach it, what it costs."""
    if named.service is None:
        said = [_flat(named.own_words)]
    else:
        facts = named.service.said
        looked = _("Looked up on %(day)s.")
        said = [
            f"{facts.name}: {', '.join(facts.ways)}",
            facts.cost_words,
            looked % {"day": date_format(facts.checked_on, _("l j F Y"))},
        ]
    return " ".join(f"{part.rstrip('.')}." for part in said if part)


def way_back(plain: Mapping[str, str], words: Mapping[str, str]) -> tuple[str, ...]:
    """Say how to come back as it was agreed, or where else to turn. Nothing else of it.

    Takes what the task of an ending holds; why somebody would return stays there.
    """
    if plain.get("may_return") == "no":
        return tuple(lines(words.get("because", "")))
    said = lines(words.get("how", ""))
    if waiting := words.get("waiting"):
        said.append(_("How long it takes: %(words)s") % {"words": _flat(waiting)})
    if cost := words.get("cost"):
        said.append(_("What it costs: %(words)s") % {"words": _flat(cost)})
    if said and (until := plain.get("until")):
        day = date_format(date.fromisoformat(until), _("l j F Y"))
        said.append(_("This holds until %(day)s.") % {"day": day})
    return tuple(said)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _about(part: Part) -> list[str]:
    day = date.fromisoformat(part.words["last_reviewed"])
    said = [
        _("Last looked through on %(day)s.") % {"day": date_format(day, _("l j F Y"))}
    ]
    if who := part.words.get("made_with"):
        said.append(_("Made with %(who)s.") % {"who": who})
    return said
