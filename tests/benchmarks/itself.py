"""The engine beside itself: the whole explanation, and many more rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import count
from typing import Any

from afterword.rules.deciding import Decision, decide
from afterword.rules.explaining import explain
from afterword.rules.facts import Facts
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook
from tests.benchmarks.cases import Asking
from tests.benchmarks.decisions import ON
from tests.benchmarks.measuring import Scale, Subject, in_turns
from tests.benchmarks.rows import Result, Row, Table, at_most, micro, paragraphs, rate

EXPLAINED, GROWN = 10, 2
TIMES = 10
SOME_MISSING = 0.3


def explanation() -> Row:
    """The row of the whole explanation."""
    return Row("one decision with the full explanation", _explain)


def growth() -> Row:
    """The row of many more rules."""
    return Row("growth with rules", _grow)


def _explain(scale: Scale) -> Result:
    book = load_packs()
    asking = _asking(book)
    purposes = book.vocabulary.purposes
    found: list[tuple[str, str, float]] = []
    verdicts = []
    for words, missing in (("all facts known", 0.0), ("3 of 10 missing", SOME_MISSING)):
        subjects = [
            _asked("the decision", book),
            Subject("the whole explanation", "", _anew, partial(_explained, book)),
        ]
        bare, whole = in_turns(
            subjects,
            lambda many, missing=missing: [
                asking.facts(purposes, missing=missing) for _ in range(many)
            ],
            scale,
        )
        found += [
            (subject.name, words, timing.median)
            for subject, timing in zip(subjects, (bare, whole), strict=True)
        ]
        ratio = whole.median / bare.median
        verdicts.append(at_most(EXPLAINED, f"the bare decision, {words}", ratio))
    table = Table(
        title=f"{len(book.packs)} packs, {len(book.rules)} rules",
        head=("what", "facts", "µs", "a second"),
        rows=tuple((name, words, micro(t), rate(t)) for name, words, t in found),
    )
    return Result(tuple(verdicts), (table,), _EXPLAINED_NOTES)


_EXPLAINED_NOTES = paragraphs("""
All shipped packs, all purposes, duties and the safety lane with them. The explanation
says what every authority says, what must be done, what is missing and in which order to
ask, and where the answer is held, what it would be if all is as usual, for which it
decides again up to four times.
""")


def _grow(scale: Scale) -> Result:
    book = load_packs()
    elsewhere, here = grown(book, TIMES, _elsewhere), grown(book, TIMES, _here)
    asking = _asking(book)
    purposes = book.vocabulary.purposes
    books = (
        ("the shipped rules", book),
        (f"{TIMES} × the rules, in packs that bind others", elsewhere),
        (f"{TIMES} × the rules, all binding the same people", here),
    )
    subjects = [_asked(words, weighed) for words, weighed in books]
    subjects += [
        _asked_by_strangers(books[0][0], load_packs()),
        _asked_by_strangers(books[1][0], grown(book, TIMES, _elsewhere)),
    ]
    timings = in_turns(
        subjects,
        lambda many: [asking.facts(purposes) for _ in range(many)],
        scale,
    )
    known, others, same, stranger, stranger_others = (t.median for t in timings)
    sizes = {words: len(weighed.rules) for words, weighed in books}
    rows = tuple(
        (
            subject.name,
            f"{sizes[subject.name]:,}",
            subject.form,
            micro(timing.median),
            f"{timing.median / timings[0].median:.1f}",
        )
        for subject, timing in zip(subjects, timings, strict=True)
    )
    table = Table(
        title="The same requests, weighed with more rules",
        head=("rules", "how many", "people", "µs", "× the first line"),
        rows=rows,
    )
    verdict = at_most(GROWN, f"the time with {TIMES} × the rules", others / known)
    more, slower = f"{same / known:.1f}", f"{stranger_others / stranger:.1f}"
    return Result((verdict,), (table,), _growth_notes(more, slower))


def _growth_notes(more: str, slower: str) -> tuple[str, ...]:
    return paragraphs(f"""
More rules means more packs: of other places, registers and memberships. Where every new
rule binds the same people, there is more to weigh; {TIMES} × the rules then take {more}
× the time.

*Strangers*: what binds somebody is worked out once for people who stand alike, and
remembered. For strangers it is worked out in the clock; with {TIMES} × the rules that
takes {slower} × the time.
""")


def _asking(book: RuleBook) -> Asking:
    conditions = (c for rule in book.rules.values() for c in rule.when)
    named = {fact for condition in conditions for fact in condition.facts}
    named |= {
        anchor
        for rule in book.rules.values()
        for one in (rule.period, rule.due)
        if one is not None
        for anchor in one.anchors
    }
    specs = book.vocabulary.facts
    given = {name for name in named if specs[name].who != "engine"}
    return Asking(book, given, on=ON, seed=len(book.rules))


def _anew(facts: Facts) -> Facts:
    """Give everybody the same facts as new ones: nobody finds them warm."""
    return Facts(facts)


def _decided(book: RuleBook, facts: Facts) -> Decision:
    return decide(facts, book, on=ON)


def _explained(book: RuleBook, facts: Facts) -> object:
    return explain(decide(facts, book, on=ON))


def _asked(name: str, book: RuleBook) -> Subject:
    return Subject(name, "known", _anew, partial(_decided, book))


def _asked_by_strangers(name: str, book: RuleBook) -> Subject:
    people = book.remembered["people"]

    def decided(facts: Facts) -> Decision:
        people.clear()
        return decide(facts, book, on=ON)

    return Subject(name, "strangers", _anew, decided)


Changed = Callable[[Mapping[str, Any], str], dict[str, Any]]


def grown(book: RuleBook, times: int, changed: Changed) -> RuleBook:
    """Give a book with so many times the rules: copies of the packs, changed."""
    packs = [dict(pack.plain) for pack in book.packs]
    rules = len(book.rules)
    copied = (
        _copy(changed(pack.plain, country), f"copy{number}")
        for number, country in zip(count(), _unnamed_countries(book, times))
        for pack in book.packs
        if changed is _here or pack.binds
    )
    wanted = times * rules
    for pack in copied:
        if rules >= wanted:
            break
        packs.append(pack)
        rules += len(pack["rules"])
    return RuleBook.of(book.vocabulary, packs, covered=book.covered)


def _unnamed_countries(book: RuleBook, times: int) -> Iterable[str]:
    """Name countries of which no pack is: nobody who asks is there."""
    words = book.vocabulary.places
    named = {above for p in book.packs for w in p.places for above in words.above(w)}
    free = sorted(c for c in words.countries - named if not words.above(c) & named)
    return (free[number % len(free)] for number in range(100 * times))


def _elsewhere(plain: Mapping[str, Any], country: str) -> dict[str, Any]:
    """Let a pack bind, and be a yardstick for, people in another country alone."""
    changes = {
        key: {**plain[key], "places": [country]}
        for key in ("binds", "yardstick_for")
        if plain.get(key)
    }
    return {**plain, **changes}


def _here(plain: Mapping[str, Any], _country: str) -> dict[str, Any]:
    return dict(plain)


def _copy(plain: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        **plain,
        "pack": f"{plain['pack']}_{name}",
        "rules": [
            {
                **rule,
                "id": f"{rule['id']}_{name}",
                "lifts": [f"{lifted}_{name}" for lifted in rule.get("lifts", ())],
            }
            for rule in plain["rules"]
        ],
    }
