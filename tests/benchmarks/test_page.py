"""The page says all that was measured; a peer that disagrees ends the run."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks import decisions, itself
from tests.benchmarks.__main__ import ROWS
from tests.benchmarks.measuring import DisagreementError, Scale, Subject, in_turns
from tests.benchmarks.page import PAGE, Taken, page
from tests.benchmarks.peers import PEERS, afterword
from tests.benchmarks.policy import Answer
from tests.benchmarks.rows import at_least, at_most

SMALL = Scale(runs=3, requests=4, before=8, warming=2)
TAKEN = Taken(day="2026-11-23", commit="abc", load_before="0.1", load_after="0.2")


def headings(text):
    return set(re.findall(r"^## (.+)$", text, re.MULTILINE))


def test_the_page_names_every_row_that_is_measured():
    """If it was written, it was written by this runner, and whole."""
    if not PAGE.exists():
        pytest.skip("nothing was measured yet")
    text = PAGE.read_text(encoding="utf-8")
    wanted = {row.path[0].upper() + row.path[1:] for row in ROWS}
    assert headings(text) - {"Goals"} == wanted
    assert all(f"| {row.path} |" in text for row in ROWS)
    assert all(f"| {peer} |" in text for peer in PEERS)
    assert re.search(r"Measured on \d{4}-\d\d-\d\d at commit `\w+", text)


def test_rows_that_need_no_peer_are_measured_and_written():
    """A short run of them gives goals, tables and notes; no time is judged here."""
    rows = [decisions.row(afterword), itself.explanation(), itself.growth()]
    measured = [(row, row.measure(SMALL)) for row in rows]
    text = page(measured, TAKEN)
    assert headings(text) == {"Goals"} | {r.path[0].upper() + r.path[1:] for r in rows}
    assert "at commit `abc`" in text
    assert "0 disagreements" in text
    assert text.count("| the whole explanation |") == 2
    for _, result in measured[1:]:
        assert result.verdicts


def test_ten_times_the_rules_are_ten_times_the_rules():
    """Copies that bind others leave what binds these people as it was."""
    book = itself.load_packs()
    elsewhere = itself.grown(book, 10, itself._elsewhere)
    assert len(elsewhere.rules) >= 10 * len(book.rules)
    asking = itself._asking(book)
    for _ in range(30):
        facts = asking.facts(book.vocabulary.purposes)
        one, other = (itself._decided(b, facts) for b in (book, elsewhere))
        assert one.line == other.line
        assert [f.rule.id for f in one.findings] == [f.rule.id for f in other.findings]
    here = itself.grown(book, 2, itself._here)
    facts = asking.facts(["wellbeing_check"])
    one, both = (itself._decided(b, facts) for b in (book, here))
    assert len(both.findings) == 2 * len(one.findings)


def test_a_peer_that_disagrees_once_ends_the_run():
    """Times of engines that answer differently are not comparable."""

    def subject(answer):
        return Subject("a peer", "", lambda request: request, answer)

    good = subject(lambda _: Answer("refuse", frozenset()))
    bad = subject(lambda n: Answer("refuse" if n != 3 else "permit", frozenset()))

    def same(_request, answer):
        return answer.outcome == "refuse"

    timings = in_turns([good, good], range, SMALL, same=same)
    assert all(t.quickest <= t.median <= t.slowest for t in timings)
    with pytest.raises(DisagreementError, match="a peer"):
        in_turns([good, bad], range, SMALL, same=same)


def test_a_goal_is_met_at_its_very_number():
    """And a page never says that it is met when it is not."""
    assert at_least(10, "CEL", 10.0).met
    assert not at_least(10, "CEL", 9.99).met
    assert at_most(2, "the time", 2.0).met
    assert not at_most(2, "the time", 2.01).met
