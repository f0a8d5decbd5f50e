"""One sentence on what may happen next between a practice and a person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from afterword.consent.standing import DirectiveState, Standing
from afterword.desk.choices import confirm_by
from afterword.look.templatetags.look import full_date


@dataclass(frozen=True)
class Known:
    """What the sentence is made from."""

    alive: str
    is_current: bool
    ending_is_open: bool
    now: Standing
    today: date
    next_due: date | None = None
    next_waits_for: str = ""
    """Why the next check-in does not go yet, in words; empty while nothing holds it."""


def sentence(known: Known) -> str:
    """Say what may happen next. The gate is asked again each time all the same."""
    return _of_bars(known) or _of_agreements(known) or _of_care(known)


def _of_bars(known: Known) -> str:
    if known.alive == "confirmed_dead":
        return _("They have died. Nothing is sent.")
    if known.alive == "reported_dead":
        return _("Somebody said that they died. Nothing is sent until that is known.")
    if known.now.no_replies:
        return _("They asked for no contact, not even an answer. Nothing is sent.")
    if known.now.no_contact:
        return _("They asked that nobody here writes first. If they write, ask then.")
    return ""


def _of_agreements(known: Known) -> str:
    states: dict[str, list[DirectiveState]] = {}
    for one in known.now.directives.values():
        states.setdefault(one.on(known.today), []).append(one)
    if live := states.get("confirmed"):
        return _of_live(known, live)
    if waiting := states.get("proposed"):
        return _of_proposed(waiting[0])
    if "paused" in states:
        return _("They paused the check-ins. Only they can start them again.")
    return ""


def _of_care(known: Known) -> str:
    if known.now.stopped_everything:
        return _("They stopped all messages. Nothing is sent.")
    if known.ending_is_open:
        return _("An ending is open. What happens afterwards is agreed in it.")
    if known.is_current:
        return _("They are in care here. Contact afterwards is agreed in the ending.")
    return _("Nothing is sent. They agreed to nothing before the end.")


def _of_live(known: Known, live: list[DirectiveState]) -> str:
    if known.ending_is_open:
        return _(
            "They said yes to check-ins. Nothing goes out while the ending is open."
        )
    if known.next_due is None:
        until = max(one.terms.ends_on for one in live)
        return _("They said yes to check-ins until %(day)s.") % {
            "day": full_date(until)
        }
    if known.next_waits_for:
        return _("The check-in due %(day)s waits. %(why)s") % {
            "day": full_date(known.next_due),
            "why": as_sentence(known.next_waits_for),
        }
    return _("The next check-in is due %(day)s. It is weighed once more that day.") % {
        "day": full_date(known.next_due)
    }


def as_sentence(words: str) -> str:
    """Begin with a capital and end with a full stop."""
    said = words[:1].upper() + words[1:]
    return said if said.endswith((".", "?")) else f"{said}."


def _of_proposed(one: DirectiveState) -> str:
    until = confirm_by(one)
    if until is None:
        return _("Check-ins were put before them. Nothing is sent until they confirm.")
    return _("Check-ins wait for their own yes. Not confirmed by %(day)s means no.") % {
        "day": full_date(until)
    }
