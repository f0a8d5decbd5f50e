"""The generated reference is current and whole. Not: whether it reads well."""

from __future__ import annotations

import ast
import posixpath
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from afterword.config import environment, reference, reference_packs
from afterword.config.reference_evidence import (
    NOT_MODELLED,
    conversion,
    evidence,
    reason,
)
from afterword.config.reference_marks import anchor
from afterword.rules.casebook import cases_of
from afterword.rules.loading.packs import PACKS, load_packs
from tests.promises import source


@cache
def pages():
    return reference.pages()


def test_every_page_is_as_it_would_be_written_now():
    """After a change: `make reference`."""
    assert reference.stale() == []


def test_a_page_that_was_changed_by_hand_or_left_over_is_noticed(tmp_path):
    """The check above can fail, both ways; writing mends it."""
    reference.write(tmp_path)
    assert reference.stale(tmp_path) == []
    page = tmp_path / "facts.md"
    page.write_text(page.read_text() + "\nAnd one more.\n")
    (tmp_path / "gone.md").write_text("A page of yesterday.\n")
    assert reference.stale(tmp_path) == ["facts.md", "gone.md"]
    assert reference.write(tmp_path) == ["facts.md", "gone.md"]
    assert reference.stale(tmp_path) == []


def test_every_fact_purpose_obligation_warning_and_rule_is_in_it():
    """Nothing that a pack can name is left out."""
    book = load_packs()
    words = book.vocabulary
    for page, names in (
        ("facts.md", words.facts),
        ("purposes.md", words.purposes),
        ("obligations.md", [*words.obligations, *words.warnings]),
    ):
        assert [name for name in names if f"`{name}`" not in pages()[page]] == []
    for rule in book.rules.values():
        assert f"\n## {rule.id}\n" in pages()[f"rules/{rule.pack.id}.md"]


def test_every_setting_that_is_read_anywhere_is_named():
    """An operator finds each one in a single list."""
    read = {
        node.value
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"AFTERWORD_[A-Z_]+[A-Z]", node.value)
    }
    named = {setting.name for setting in environment.SETTINGS}
    assert read - named == set()
    assert all(f"`{name}`" in pages()["settings.md"] for name in named)


def test_every_event_that_is_written_has_words_in_it():
    """A literal name of an event that a verb writes is on the page of events."""
    written = {
        node.args[0].value
        for path in source.modules()
        for node in source.calls(path)
        if source.dotted(node.func) in {"audit.record", "audit.record_many"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert written
    assert [name for name in written if f"`{name}`" not in pages()["events.md"]] == []


def test_every_link_leads_to_a_page_and_to_a_heading_on_it():
    """Indexes, ties between rules and the rows of the evidence lead somewhere."""
    marks = {
        name: {anchor(line.lstrip("# ").replace(" ", "-"))
               for line in text.splitlines() if line.startswith("#")}
        for name, text in pages().items()
    }  # fmt: skip
    broken = []
    for name, text in pages().items():
        for to in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
            path, _, mark = to.partition("#")
            full = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if full.startswith("../") or full in reference.BY_HAND:
                if not (reference.FOLDER / full).exists():
                    broken.append((name, to))
            elif full not in marks or (mark and mark not in marks[full]):
                broken.append((name, to))
    assert broken == []


def test_every_pack_is_in_every_index():
    """By place, profession and reading all; by topic each that speaks of any."""
    for index in ("by-place", "by-profession", "by-topic", "by-reading"):
        text = pages()[f"rules/{index}.md"]
        packs = load_packs().packs
        assert [p.id for p in packs if f"]({p.id}.md" not in text] == [], index


def test_every_case_is_on_the_page_of_its_pack():
    """In its own words, so that a reviewer reads what was expected."""
    for pack in load_packs().packs:
        text = pages()[f"rules/{pack.id}.md"]
        named = [case for case in cases_of(pack, PACKS) if case.applies & _own(pack)]
        assert [case.says for case in named if case.says not in text] == []


def _own(pack):
    return {rule.id for rule in pack.rules}


def test_the_pages_are_the_same_on_every_day(monkeypatch):
    """What is old is told as of the newest reading, never as of today."""
    from afterword import clock

    today = pages()
    later = clock.now() + 4000 * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    assert reference.pages() == today


def test_a_text_is_stale_a_year_before_the_newest_reading(monkeypatch):
    """The table names it as soon as another text was read a year and a day later."""
    first, *rest = load_packs().packs
    newest = max(date.fromisoformat(pack.read_on) for pack in rest)
    for days, stale in ((365, False), (366, True)):
        read_on = (newest - timedelta(days=days)).isoformat()
        old = replace(first, read_on=read_on)
        text = reference_packs._by_reading(replace(load_packs(), packs=(old, *rest)))
        told = text.partition("## Stale")[2].partition("## Replaced")[0]
        assert (first.title in told) is stale


def test_every_entry_of_the_evidence_has_its_row():
    """By ledger, in order, with the source that it speaks of; none is lost."""
    text = pages()["conversion.md"]
    for name, ledger in evidence().items():
        part = text.partition(f"## {ledger['title']}\n")[2].partition("\n## ")[0]
        assert f"{len(ledger['entries'])} entries of the ledger `{name}`" in part
        rows = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", part, re.MULTILINE)
        assert rows == list(ledger["entries"].items())


def test_every_entry_that_is_no_rule_says_why_in_its_row():
    """Write the reason in brackets, or `(pack: how its line begins)`."""
    book = load_packs()
    silent = {
        entry: became
        for entry, became in conversion().items()
        if became.startswith(NOT_MODELLED) and not reason(became, book)
    }
    assert silent == {}
    assert "Its pack says why" not in pages()["conversion.md"]


def test_a_reason_that_points_to_no_line_is_no_reason():
    """The check above can fail: a line that was renamed, and one that two begin."""
    book = load_packs()
    assert reason("not modelled (aca_2014: H.6.a)", book)
    assert not reason("not modelled (aca_2014: H.6.z)", book)
    assert not reason("not modelled (aamft_2015: )", book)
    assert not reason("not modelled", book)


def test_every_entry_of_the_evidence_is_a_rule_or_is_said_to_be_none():
    """Each rule that the map names is there."""
    known = load_packs().rules
    for entry, became in conversion().items():
        if not became.startswith(NOT_MODELLED):
            assert [name for name in became.split() if name not in known] == [], entry


def test_every_rule_of_a_code_or_a_law_comes_from_an_entry():
    """No rule without evidence; a practice's own rules say what they rest on."""
    named = {name for became in conversion().values() for name in became.split()}
    rules = [r.id for r in load_packs().rules.values() if r.pack.rank != "practice"]
    assert [rule for rule in rules if rule not in named] == []
