"""Packs and rules in plain English, for pages, reference and command line alike.

The words of packs are English, and so are these. What stands around them on a page
is worded, and translated, there. Not: what a decision says (``explaining``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from afterword.rules.casebook import Case
from afterword.rules.phrases import OUTCOMES, full_day
from afterword.rules.rulebook import HOUSE, SEEN, Pack, Rule, RuleBook
from afterword.rules.vocabulary import FactSpec, Vocabulary
from afterword.rules.words import is_date

PlaceWords = Callable[[str], str]

EFFECTS: Final = {
    "forbid": "Forbids it",
    "consult": "Wants it talked over first",
    "permit": "Permits it",
    "require": "Orders it",
    "oblige": "Adds conditions",
}
KINDS: Final = {
    "confidentiality": "confidentiality",
    "no_consent": "no agreement",
    "client_stop": "the client's own stop",
    "waiting_period": "a waiting period",
    "boundary": "a boundary",
    "solicitation": "soliciting",
    "channel": "the way it goes",
    "authority_to_act": "who may act",
}
RANKS: Final = {
    "statute": "Law",
    "regulator": "Rules of a regulator",
    "association": "Code of an association",
    "practice": "Our own",
}
GRADES: Final = {
    "primary": "Read in the source",
    "secondary": "Read in a copy by others",
    "memory": "Not seen",
    "unverified": "Not seen",
    "draft": "Read as a draft",
    "superseded": "Read in an older edition",
    "house": "Our own words",
}
ONLY_STRICTER: Final = "it can only make an answer stricter"
_NOT_READ: Final = frozenset({"memory", "unverified"})
EVERYBODY: Final = "Everybody"
_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_EVENTS: Final = {
    "ended_on": "the end of therapy",
    "last_professional_contact_on": "the last professional contact",
    "incident_discovered_on": "the day on which the incident was discovered",
    "duty_triggered_on": "the day on which it happened",
    "client_wrote_on": "the day on which the client wrote or asked",
    "consent_given_on": "the day on which the client agreed",
    "consent_confirmed_on": "the day on which the client confirmed it",
    "consent_until": "the last day of the agreement",
    "address_confirmed_on": "the day on which the client last confirmed the address",
    "checked_own_rules_on": "the day on which own rules were last stated",
    "today": "today",
}
_MANY: Final = 3
_INITIALS: Final = 6
"""Longer names are words, unless they have next to no vowel."""
_VOWELS: Final = re.compile(r"[aeiouy]")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Write several things in a sentence: a, b and c."""
    found = [word for word in words if word]
    if len(found) < 2:  # noqa: PLR2004
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def span_words(lasts: str) -> str:
    """Say a length of time: ``P1Y6M`` is 1 year and 6 months."""
    parts = [
        f"{int(number)} {_UNITS[unit]}{'' if int(number) == 1 else 's'}"
        for number, unit in re.findall(r"(\d+)([YMWD])", lasts)
    ]
    return listed(parts)


def effect_words(rule: Rule) -> str:
    """Say what a rule does, and for a bar because of what."""
    words = EFFECTS[rule.effect]
    if rule.plain.get("opens") == "no":
        return f"{words}, and opens nothing by itself"
    return f"{words}: {KINDS[rule.kind]}" if rule.kind else words


def grade_words(grade: str, read_on: str = "") -> str:
    """Say how a text was read, when, and what it may not do for want of that."""
    words = GRADES.get(grade, grade)
    if grade not in _NOT_READ and is_date(read_on):
        on = full_day(date.fromisoformat(read_on))
        words = f"{words}, of {on}" if grade == HOUSE else f"{words} on {on}"
    return words if grade in SEEN or grade == HOUSE else f"{words}: {ONLY_STRICTER}"


def period_words(rule: Rule) -> str:
    """Say how long a rule holds, from when, and what comes after; perhaps nothing."""
    period = rule.period
    if period is None:
        return ""
    if period.lasts == "permanent":
        return "For good, however long ago it was."
    if period.lasts == "no_number":
        return "No number of years is named: it is to be talked over, however long ago."
    if period.lasts == "not_seen":
        return "How long was not seen, so it holds without end."
    since = [event_words(anchor) for anchor in period.anchors]
    start = f"the latest of: {listed(since)}" if len(since) > 1 else since[0]
    words = f"For {span_words(period.lasts)} from {start}."
    if period.afterwards == "consult":
        return f"{words} The last day counts. After it, it is to be talked over first."
    return f"{words} After that it no longer applies."


def due_words(rule: Rule) -> str:
    """Say by when a duty is owed, and by whom; perhaps nothing."""
    if rule.due is None:
        return ""
    who = f"Owed by: {rule.due.owner}." if rule.due.owner else ""
    if rule.due.span is None:
        return who
    within = span_words(str(rule.plain["due"]["within"]))
    since = listed([event_words(anchor) for anchor in rule.due.anchors])
    return f"Within {within} from {since}. {who}".strip()


def event_words(fact: str) -> str:
    """Name the day that a date fact holds."""
    return _EVENTS.get(fact, fact.removesuffix("_on").replace("_", " "))


def binds_words(
    binds: Mapping[str, Sequence[str]], place_words: PlaceWords = str
) -> str:
    """Say whom a pack binds, or measures: who they are, and where."""
    if not binds:
        return EVERYBODY
    people = []
    if memberships := binds.get("memberships"):
        people.append(f"members of {listed(map(body, memberships), 'or')}")
    if registers := binds.get("registers"):
        people.append(f"those registered with {listed(map(body, registers), 'or')}")
    if professions := binds.get("professions"):
        people.append(listed(map(plural, professions)))
    who = listed(people, "or") or "everybody"
    places = binds.get("places", ())
    where = f", where either person is in {listed(map(place_words, places), 'or')}"
    said = f"{who}{where if places else ''}"
    return said[:1].upper() + said[1:]


def body(name: str) -> str:
    """Write an association or a register: initials large, words as words."""
    parts = [
        part.upper()
        if len(part) <= _INITIALS or len(_VOWELS.findall(part)) <= 1
        else part.capitalize()
        for part in name.split("-")
    ]
    words = all(not part.isupper() for part in parts)
    return (" " if words else "-").join(parts)


def profession_words(profession: str) -> str:
    """Name a profession."""
    return profession.replace("marriage_family", "marriage and family").replace(
        "_", " "
    )


def plural(profession: str) -> str:
    """Name everybody of a profession."""
    words = profession_words(profession)
    return f"{words}es" if words.endswith("ch") else f"{words}s"


def topic_words(rule: Rule, words: Vocabulary) -> str:
    """Say what a rule is about, or what it is not about, whichever is shorter."""
    left = words.purposes.keys() - rule.purposes
    if not left:
        return "Whatever it is for"
    said, but = _kinds(rule.purposes, words), _kinds(left, words)
    if len(but) < len(said) and len(left) < len(rule.purposes):
        return f"Everything but: {'; '.join(but)}"
    joined = "; ".join(said)
    return joined[:1].upper() + joined[1:]


def _kinds(purposes: Collection[str], words: Vocabulary) -> list[str]:
    """Name whole lanes where every purpose is meant, else single purposes."""
    said = []
    for lane in words.lanes.values():
        here = {p.name: p.label for p in words.purposes.values() if p.lane == lane.name}
        named = [label for name, label in here.items() if name in purposes]
        if len(named) == len(here) >= _MANY:
            said.append(f"{lane.label} (every purpose)")
        else:
            said += named
    return said


def condition_words(
    rule: Rule, words: Vocabulary, place_words: PlaceWords = str
) -> list[str]:
    """Say each line of `when` as its question and the answer for which it holds."""
    return [
        f"{words.facts[line.plain[1]].question} "
        f"{_answer(line.plain, words, place_words)}."
        for line in rule.when
    ]


def value_words(spec: FactSpec, value: Any, place_words: PlaceWords = str) -> str:
    """Say one value of a fact, as packs and cases write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if spec.of_places:
        return place_words(text)
    if spec.type == "date":
        return full_day(date.fromisoformat(text)) if is_date(text) else text
    if spec.name in ("memberships", "registers"):
        return body(text)
    if spec.name == "professions":
        return profession_words(text)
    return text.replace("_", " ")


def _answer(plain: Sequence[Any], words: Vocabulary, place_words: PlaceWords) -> str:
    word, fact, wanted = plain
    spec = words.facts[fact]
    negated = word.startswith("not_")
    kind = word.removeprefix("not_")
    if kind == "number":
        return f"Less than {wanted}" if negated else f"At least {wanted}"
    if kind in ("before", "at_least"):
        before = (kind == "before") is not negated
        return f"{'Before' if before else 'On or after'} {_day_words(wanted)}"
    values = [value_words(spec, one, place_words) for one in _spoken(spec, wanted)]
    said = listed(values, "or")
    if not negated:
        return said[:1].upper() + said[1:]
    return f"Something other than {said}" if len(values) > 1 else f"Not “{said}”"


def _spoken(spec: FactSpec, wanted: Sequence[Any]) -> Sequence[Any]:
    """Leave out what a record fact's *no* includes by itself."""
    if spec.record and "no" in wanted:
        return [one for one in wanted if one != "none_reported"]
    return wanted


def _day_words(wanted: Mapping[str, str]) -> str:
    named = wanted.get("fact", "")
    fixed = wanted.get("date", "")
    day = event_words(named) if named else full_day(date.fromisoformat(fixed))
    if "by" not in wanted:
        return day
    side = "before" if wanted.get("sign") == "-" else "after"
    return f"{span_words(wanted['by'])} {side} {day}"


def in_force_words(pack: Pack) -> str:
    """Say from when until when the whole text holds; perhaps nothing."""
    return _dates_words(pack.plain.get("in_force") or {})


def rule_dates_words(rule: Rule) -> str:
    """Say from when until when a rule holds, where that is not as its text does."""
    return _dates_words(rule.plain.get("in_force") or {})


def _dates_words(dates: Mapping[str, str]) -> str:
    since, until = dates.get("from"), dates.get("until")
    said = [
        f"from {full_day(date.fromisoformat(since))}" if since else "",
        f"until {full_day(date.fromisoformat(until))}" if until else "",
    ]
    return " ".join(part for part in said if part)


def expected_words(case: Case, book: RuleBook) -> str:
    """Say what a case expects: the answer, by which sections, what it would ask."""
    outcome = OUTCOMES.get(str(case.expect.get("outcome", "")), "")
    why = reason_words(case, book)
    told = ", ".join(part for part in (f"“{outcome}”" if outcome else "", why) if part)
    return f"{told}." if told and not told.endswith("?") else told


def reason_words(case: Case, book: RuleBook) -> str:
    """Say by which sections the answer of a case comes out, and what it would ask."""
    words = book.vocabulary
    expect = case.expect
    said = ["because nothing allows it" if expect.get("reason") == "silence" else ""]
    said.append(_by("because of", expect.get("because_of"), book))
    if not expect.get("because_of"):
        said.append(_by("with", expect.get("fires"), book))
    if missing := expect.get("missing"):
        asked = [words.facts[name].question for name in missing if name in words.facts]
        said.append(f"and it asks: {' '.join(asked)}")
    return ", ".join(part for part in said if part)


def given_words(
    case: Case, words: Vocabulary, place_words: PlaceWords = str
) -> list[tuple[str, str]]:
    """Give what a case takes as known: the name of each fact, and its value."""
    found = []
    for name, given in case.facts.items():
        spec = words.facts.get(name)
        said = _given(spec, given, place_words) if spec else str(given)
        found.append((name.replace("_", " "), said))
    return found


def _given(spec: FactSpec, given: Any, place_words: PlaceWords) -> str:
    if isinstance(given, dict):
        if "unknowable" in given:
            return "it cannot be found out"
        if "members" in given:
            known = _given(spec, given["members"], place_words)
            more = given.get("complete") in ("no", False)
            return f"{known or 'none known'}, and perhaps more" if more else known
        return _given(spec, given.get("value"), place_words)
    if isinstance(given, list):
        return listed(value_words(spec, one, place_words) for one in given) or "none"
    return value_words(spec, given, place_words)


def _by(how: str, names: Any, book: RuleBook) -> str:
    rules = [book.rules[name] for name in names or () if name in book.rules]
    cited = dict.fromkeys(rule.cite or rule.id for rule in rules)
    return f"{how} {listed(cited)}" if cited else ""
