"""A rule as pages show it: its sentence, where it stands, and how it was read."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from afterword.contact.weighing import book
from afterword.desk.wording import address_of
from afterword.look.shown import Cite, Reason
from afterword.rules.rulebook import HOUSE, Pack, Rule

_NOT_READ: Final = frozenset({"memory", "unverified"})


def stored_reason(one: dict[str, Any]) -> Reason:
    """Show a rule as it was stored; the day it was read is that of its section."""
    rule = book().rules.get(one["rule"])
    house = one["grade"] == HOUSE
    read_on = None
    if rule is not None and not house and one["grade"] not in _NOT_READ:
        read_on = day_of(rule.read_on)
    who, composed = one["title"], False
    if rule is not None and rule.derived_from:
        sources = [book().rules[name].pack.title for name in rule.derived_from]
        who, composed = "; ".join(dict.fromkeys(sources)), True
    return Reason(
        because=one["because"],
        cite=Cite(
            who=who,
            section=one["cite"],
            url=one["url"],
            grade="" if house else one["grade"],
            read_on=read_on,
            composed=composed,
            page=page_of(rule) if rule is not None else "",
        ),
    )


def reason_of(rule: Rule) -> Reason:
    """Show a rule of today's editions."""
    return stored_reason(
        {
            "rule": rule.id,
            "title": rule.pack.title,
            "cite": rule.cite,
            "because": rule.because,
            "grade": rule.grade,
            "url": rule.url,
        }
    )


def page_of(rule: Rule) -> str:
    """Give the address at which a rule is shown with its cases."""
    section = rule.id.removeprefix(f"{rule.pack.id}.")
    return address_of("desk:rule", rule.pack.id, section)


def page_of_pack(pack: Pack) -> str:
    """Give the address at which a whole text is shown."""
    return address_of("desk:pack", pack.id)


def day_of(text: str) -> date | None:
    """Read a day of a pack; one that is not written is no day."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
