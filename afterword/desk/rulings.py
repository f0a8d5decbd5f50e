"""A ruling as pages show it: the whole answer first, then reasons, sources, the rest.

It shows what was decided and decides nothing. What a stored answer says is shown as
it was stored; only where the same editions still hold is more worked out beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.contact.answers import Answer
from afterword.contact.settled import BY_TALKING
from afterword.contact.weighing import book
from afterword.desk.authorities import silent, speaking, unsure
from afterword.desk.duty_words import duty_says, met_by
from afterword.desk.fact_words import known_facts, starts, value_words, way
from afterword.desk.forms.places import place_words
from afterword.desk.questions import Next
from afterword.desk.reasons import due_on, in_doubt, is_stop, reasons, sides
from afterword.look.shown import Duty, KnownFact, RulingView
from afterword.look.templatetags.look import OUTCOMES
from afterword.rules.explaining import Explanation, explain
from afterword.rules.facts import Facts, Known, Members
from afterword.rules.words import read_word

QUIET: Final = frozenset({"relationship", "intimate"})
"""Lanes in which no date, no exception and nothing that would change it is shown."""
_SHORT: Final = 70
_BRANCHES: Final = 4


@dataclass(frozen=True)
class About:
    """What was asked, in words, and what is not in the answer itself."""

    asked: str
    who: str
    """How the client is called on this page; ``the client`` in general."""
    purpose: str
    on: date
    facts: Facts
    unmet: tuple[str, ...] | None = None
    """Obligations that are not met; ``None`` where there is no draft to look at."""


@dataclass(frozen=True)
class Shown:
    """Everything that a page shows of one ruling."""

    view: RulingView
    known: tuple[KnownFact, ...]
    rest: tuple[KnownFact, ...]
    editions: tuple[str, ...]
    not_covered: tuple[str, ...]
    assumed: tuple[tuple[str, str], ...]
    """What a provisional answer takes for granted: the fact's code, and its words."""


def show(
    plain: dict[str, Any],
    about: About,
    *,
    answer: Answer | None,
    asking: Next | None = None,
    branches: Sequence[tuple[str, str]] = (),
) -> Shown:
    """Put one answer into words, from its plain data and, where it holds, more."""
    told = explain(answer) if answer is not None else None
    lane = book().vocabulary.lane_of(about.purpose).name
    quiet = lane in QUIET
    main, rest = known_facts(about.facts)
    view = RulingView(
        outcome=plain["outcome"],
        on=about.on,
        words=_strip(plain),
        heading=_heading(plain, about),
        asked=about.asked,
        provisional=_beside(plain, about),
        why_heading=_("Why it waits: this may apply")
        if plain["outcome"] == "hold"
        else "",
        reasons=reasons(plain, asking),
        sides=sides(plain, in_doubt=in_doubt(answer)),
        duties=_duties(plain, about, met=False),
        met=_duties(plain, about, met=True),
        conditions=_conditions(plain, about),
        changes=[] if quiet else _changes(plain, about, told, branches),
        warnings=[]
        if plain["outcome"] == "refuse"
        else [_warning(name) for name in plain["warnings"]],
        speaking=speaking(plain, answer),
        silent=silent(plain),
        unsure=unsure(plain),
    )
    return Shown(
        view=view,
        known=main,
        rest=rest,
        editions=tuple(
            f"{_title(pack)} ({edition[:10]})"
            for pack, edition in sorted(plain["packs"].items())
        ),
        not_covered=tuple(_uncovered(one) for one in plain.get("not_covered", ())),
        assumed=_assumed(plain),
    )


def _uncovered(said: str) -> str:
    """Say a profession and its place in words: ``psychologist in US-CA``."""
    profession, within, place = said.replace("_", " ").partition(" in ")
    return f"{profession}{within}{place_words(place)}" if within else profession


def still_holds(plain: dict[str, Any]) -> bool:
    """Say whether the editions that an answer used are those of today."""
    now = {pack.id: pack.hash for pack in book().packs}
    return all(now.get(pack) == edition for pack, edition in plain["packs"].items())


def outcome_words(outcome: str) -> str:
    """Say an outcome in the words of the strip."""
    return str(OUTCOMES[outcome])


def asked_words(facts: Facts, *, who: str = "") -> str:
    """Say what was asked: about whom, what for, how, and who starts it."""
    said = {
        name: str(getattr(facts.get(name), "value", ""))
        for name in ("purpose", "channel", "initiator")
    }
    about = (
        _("You asked about %(who)s:") % {"who": who} if who else _("Asked in general:")
    )
    how = f"{value_words('purpose', said['purpose'])} {way(said['channel'])}".strip()
    return f"{about} {how}. {starts(said['initiator'])}"


def branch_facts(asking: Next, facts: Facts, on: date) -> list[tuple[str, Facts]]:
    """Give the facts as they would be after each answer, for a few answers."""
    if asking.kind != "rows" or len(asking.options) > _BRANCHES:
        return []
    words = book().vocabulary
    found = []
    for option in asking.options:
        value = read_word(words.facts[asking.fact], option.value, words)
        more = {asking.fact: Known(value, "ordinary", on)}
        found.append((option.words, facts.but(**more)))
    return found


def _strip(plain: dict[str, Any]) -> str:
    due = due_on(plain)
    if plain["outcome"] == "require" and due:
        return _("You must, by %(day)s") % {"day": _full(due)}
    if plain["reason"] == "silence":
        return _("No")
    if plain["reason"] == "safety_judgement":
        return _("Act on your judgement")
    if plain["reason"] == "talked_over" and plain.get("settled_by"):
        return _("Talked over")
    return ""


def _heading(plain: dict[str, Any], about: About) -> str:
    match plain["outcome"]:
        case "require":
            due = due_on(plain)
            return (
                _("You must do this by %(day)s") % {"day": _full(due)}
                if due
                else _("You must do this")
            )
        case "permit":
            return _permit(plain, about)
        case "consult":
            return _consult(plain)
        case "hold":
            count = len(plain["missing"])
            return ngettext(
                "One fact is missing before this can be answered",
                "Facts are missing before this can be answered",
                count,
            )
    return _refusal(plain, about)


def _permit(plain: dict[str, Any], about: About) -> str:
    count = len(plain["obligations"])
    if about.unmet is not None and not about.unmet:
        return _("Yes. Every point that it needs is met.")
    if count == 0:
        return _("Yes")
    return ngettext(
        "Yes, if this one point is met", "Yes, if these %(n)s points are met", count
    ) % {"n": count}


def _consult(plain: dict[str, Any]) -> str:
    if plain["reason"] == "collision":
        return _("A duty and a bar meet here")
    if plain["reason"] == "safety_judgement":
        return _("Act now, and take advice while you act")
    if plain["reason"] == "talked_over" and plain.get("settled_by"):
        return _("Talked over. It stays your decision")
    return _("Not before you have talked to someone")


def _refusal(plain: dict[str, Any], about: About) -> str:
    if plain["reason"] == "silence":
        return _("No. There is no ground for this.")
    if is_stop(plain):
        return _("No. %(who)s asked for no contact.") % {"who": about.who}
    because = plain["because_of"][0]["because"] if plain["because_of"] else ""
    first = because.partition(". ")[0].rstrip(".")
    return (
        f"{_('No.')} {first}."
        if first and len(first) <= _SHORT
        else _("No. A rule forbids it.")
    )


def _beside(plain: dict[str, Any], about: About) -> str:
    """Say the second line: what is left, or what it would be if all is as usual."""
    if plain["outcome"] == "permit" and about.unmet:
        met = len(plain["obligations"]) - len(about.unmet)
        left = len(about.unmet)
        return _("%(met)s are met. %(left)s left.") % {"met": met, "left": left}
    if maybe := plain.get("provisional"):
        return _("If all is as usual: %(words)s. That is no permission yet.") % {
            "words": outcome_words(maybe["outcome"])
        }
    return ""


def _duties(plain: dict[str, Any], about: About, *, met: bool) -> list[Duty]:
    """Give each obligation that is met, or not, where there is a draft to look at."""
    unmet = about.unmet
    if unmet is None or plain["outcome"] == "refuse":
        return []
    names = [one["id"] for one in plain["obligations"]]
    names += [name for name in unmet if name not in names]
    return [
        Duty(words=duty_says(name), met=met, by=met_by(name, met=met))
        for name in names
        if (name not in unmet) is met
    ]


def _conditions(plain: dict[str, Any], about: About) -> list[str]:
    if about.unmet is not None or plain["outcome"] == "refuse":
        return []
    known = book().vocabulary.obligations
    met = BY_TALKING if plain.get("settled_by") else frozenset()
    return [
        known[one["id"]].says
        for one in plain["obligations"]
        if one["id"] in known and one["id"] not in met
    ]


def _changes(
    plain: dict[str, Any],
    about: About,
    told: Explanation | None,
    branches: Sequence[tuple[str, str]],
) -> list[str]:
    found = [
        _("If the answer is “%(given)s”: %(then)s.") % {"given": given, "then": then}
        for given, then in branches
    ]
    if is_stop(plain) and plain["outcome"] == "refuse":
        who = {"who": about.who}
        found.append(_("This stands until %(who)s changes it.") % who)
        found.append(_("If %(who)s writes to you, you may answer.") % who)
    if told is not None:
        found += [rule.because for rule in told.would_lift]
        if told.changes_on:
            day = _full(told.changes_on)
            found.append(
                _("On %(day)s a period ends. Then it is to be talked over first.")
                % {"day": day}
            )
    return list(dict.fromkeys(found))


def _assumed(plain: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    maybe = plain.get("provisional")
    if not maybe:
        return ()
    facts = book().vocabulary.facts
    return tuple(
        (name, f"{facts[name].question} {value_words(name, _as_set(value))}.")
        for name, value in maybe["assuming"].items()
    )


def _as_set(value: Any) -> Any:
    return Members(value) if isinstance(value, list) else value


def _warning(name: str) -> str:
    return book().vocabulary.warnings.get(name, name.replace("_", " "))


def _title(pack: str) -> str:
    return next((one.title for one in book().packs if one.id == pack), pack)


def _full(day: date) -> str:
    return date_format(day, _("l j F Y"))
