"""Words for letters: parts, readers, where they stand. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afterword.letters.drafts import Template

Words = Mapping[str, str | Promise]

PARTS: Final[Words] = {
    "name": _("How it begins"),
    "ended": _("That the work has ended"),
    "next": _("What happens now"),
    "way_back": _("The way back, or that there is none"),
    "options": _("Three places that can help"),
    "records": _("Who keeps the records"),
    "no_reply": _("That no reply is needed"),
    "close": _("How it closes"),
}
HINTS: Final[Words] = {
    "name": _("The name they want to be called by."),
    "ended": _("Plainly, with the days. No letter goes without it."),
    "next": _("What they need to know, and no more."),
    "records": _("A name, and how to ask for a copy."),
    "no_reply": _("In one sentence."),
    "close": _("As you would sign."),
    "options": _("One on each line: its name, and how to reach it."),
    "way_back": _(
        "A real way: a number, an address, whom to ask. Or that they cannot."
    ),
}
READERS: Final[Words] = {
    "client": _("the person"),
    "guardian": _("a parent or guardian"),
    "referrer": _("whoever sent them"),
    "receiver": _("whoever goes on with the work"),
}
TO: Final[Words] = {"guardian": _("%(what)s, to a parent or guardian")}
"""How the title of a letter to its client reads where somebody else gets it."""
NEWS: Final[Words] = {
    "therapist_death": _("who died"),
    "therapist_incapacity": _("who cannot work"),
}
STATES: Final[Words] = {
    "draft": _("Being written"),
    "ready": _("Ready, not gone"),
    "printed": _("Printed for post, not posted"),
    "handed_over": _("Handed over in a session"),
    "sent": _("Posted"),
    "not_sent": _("Called off"),
}
SAYS: Final[Words] = {
    "printed": _("Printed"),
    "handed_over": _("Handed over in a session"),
    "sent": _("Posted"),
}
PAPERS: Final[Words] = {
    "a4": _("A4"),
    "us-letter": _("US Letter, 8.5 by 11 inches"),
}
FORMS: Final[Words] = {
    "usual": _("As usual"),
    "large": _("In large print"),
    "text": _("As plain text"),
}


def title_of(letter: Template, reader: str) -> str:
    """Give the title of a letter as one of its readers gets it."""
    if reader not in TO:
        return letter.title
    return str(TO[reader]) % {"what": letter.title.rpartition(",")[0]}
