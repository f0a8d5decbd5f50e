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
from afterword.contact.weighing import book
from afterword.desk.authorities import silent, speaking, unsure
from afterword.desk.duty_words import duty_says, met_by
from afterword.desk.fact_words import known_facts, starts, value_words, way
from afterword.desk.questions import Next
from afterword.desk.reasons import due_on, in_doubt, is_stop, reasons, sides
from afterword.look.shown import Duty, KnownFact, RulingView
from afterword.look.templatetags.look import OUTCOMES
from afterword.rules import phrases
from afterword.rules.explaining import Explanation, explain
from afterword.rules.facts import Facts, Known
from afterword.rules.gathering import QUIET_LANES
from afterword.rules.saying.answers import warned
from afterword.rules.saying.others import not_written
from afterword.rules.saying.points import (
    BY_PROGRAMME,
    met_by_talking,
    said_by_consult,
    said_together,
)
from afterword.rules.words import read_word

QUIET: Final = QUIET_LANES
"""Lanes in which no date, no exception and nothing that would change it is shown."""
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
    not_covered: str
    """For whom not every rule is written here, as a sentence; or nothing."""
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
        heading=_heading(plain, about, answer),
        asked=about.asked,
        provisional=_beside(plain, about),
        why_heading=_("Why it waits: this may apply")
        if plain["outcome"] == "hold"
        else "",
        reasons=reasons(plain, asking, told),
        sides=sides(plain, in_doubt=in_doubt(answer)),
        duties=_duties(plain, about, met=False),
        met=_duties(plain, about, met=True),
        conditions=_conditions(plain, about, answer),
        changes=[] if quiet else _changes(plain, about, told, branches),
        warnings=_warnings(plain),
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
        not_covered=_not_covered(plain),
        assumed=_assumed(plain),
    )


def _not_covered(plain: dict[str, Any]) -> str:
    places = book().vocabulary.places
    said = not_written(plain.get("not_covered", ()), places)
    return phrases.sentence(said) if said else ""


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
    if plain["reason"] == "talked_over" and plain.get("settled_by"):
        return _("Talked over")
    if plain["reason"] == "safety_judgement":
        return _("Act on your judgement")
    return ""


def _heading(plain: dict[str, Any], about: About, answer: Answer | None) -> str:
    """Say the whole answer in one line, in the words that every answer shares."""
    if plain["outcome"] == "permit" and about.unmet is not None and not about.unmet:
        return _("Yes. Every point that it needs is met.")
    if plain["outcome"] == "hold":
        return ngettext(
            "One fact is missing before this can be answered",
            "Facts are missing before this can be answered",
            len(plain["missing"]),
        )
    leading = plain["because_of"][0] if plain["because_of"] else None
    rule = book().rules.get(leading["rule"]) if leading else None
    points = len(_conditions(plain, about, answer) or plain["obligations"])
    return said(
        phrases.heading(
            phrases.Told(
                outcome=plain["outcome"],
                reason=plain["reason"],
                kind=rule.kind if rule else "",
                who_stopped=_first_word(about.who) if is_stop(plain) else "",
                no_replies=_asked_for_no_answer(about),
                points=points,
                due_on=due_on(plain),
            )
        )
    )


def said(phrase: phrases.Phrase) -> str:
    """Say a shared phrase in the reader's language, its days in full."""
    filled = {
        name: _full(value) if isinstance(value, date) else value
        for name, value in phrase.values.items()
    }
    return _(phrase.words) % filled


def _first_word(who: str) -> str:
    """Call the client at the beginning of a sentence; a name stays as it is written."""
    return _("The client") if who == _("the client") else who


def _asked_for_no_answer(about: About) -> bool:
    return getattr(about.facts.get("no_replies"), "value", None) is True


def _beside(plain: dict[str, Any], about: About) -> str:
    """Say the second line: what is left, or what it would be if all is as usual."""
    if plain["outcome"] == "permit" and about.unmet:
        met = len(plain["obligations"]) - len(about.unmet)
        left = len(about.unmet)
        return _("%(met)s are met. %(left)s left.") % {"met": met, "left": left}
    if maybe := plain.get("provisional"):
        words = phrases.lower(outcome_words(maybe["outcome"]))
        return said(phrases.Phrase(phrases.AS_USUAL, {"words": words}))
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


def _conditions(
    plain: dict[str, Any], about: About, answer: Answer | None
) -> list[str]:
    """Say what must be met, in as few sentences as say it."""
    if about.unmet is not None or plain["outcome"] in {"refuse", "hold"}:
        return []
    names = [one["id"] for one in plain["obligations"]]
    if plain["outcome"] == "consult":
        said_already = said_by_consult(plain["reason"])
        names = [name for name in names if name not in said_already]
    had = BY_PROGRAMME if plain.get("settled_by") else frozenset()
    if answer is not None:
        had = met_by_talking(answer)
    names = [name for name in names if name not in had]
    return [point.says for point in said_together(book().vocabulary, names)]


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
    if is_stop(plain):
        who = {"who": about.who}
        found.append(said(phrases.Phrase(phrases.STANDS, who)))
        if not _asked_for_no_answer(about):
            found.append(said(phrases.Phrase(phrases.MAY_ANSWER, who)))
    if told is not None:
        found += [rule.because for rule in told.would_lift]
        found += _better(told)
        found += _when(told)
    return list(dict.fromkeys(found))


def _better(told: Explanation) -> list[str]:
    if told.better is None:
        return []
    outcome, changes = told.better
    then = phrases.lower(outcome_words(outcome.value))
    return [
        _("If %(otherwise)s: %(then)s.")
        % {"otherwise": phrases.listed(changes), "then": then}
    ]


def _when(told: Explanation) -> list[str]:
    """Say on which day the answer itself changes."""
    if told.change is None:
        return []
    words = phrases.BECOMES[told.change.becomes]
    return [said(phrases.Phrase(words, {"day": told.change.on}))]


def _assumed(plain: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    maybe = plain.get("provisional")
    if not maybe:
        return ()
    facts = book().vocabulary.facts
    return tuple(
        (name, phrases.sentence(facts[name].usual)) for name in maybe["assuming"]
    )


def _warnings(plain: dict[str, Any]) -> list[str]:
    words = book().vocabulary.warnings
    names = warned(
        plain["warnings"],
        refused=plain["outcome"] in {"refuse", "hold"},
        covered=not plain.get("not_covered"),
    )
    return [words.get(name, name.replace("_", " ")) for name in names]


def _title(pack: str) -> str:
    return next((one.title for one in book().packs if one.id == pack), pack)


def _full(day: date) -> str:
    return date_format(day, _("l j F Y"))
