"""The generated reference is current and whole. Not: whether it reads well."""

from __future__ import annotations

import ast
import re
from functools import cache

import yaml

from afterword.config import environment, reference
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


def conversion():
    return yaml.safe_load((PACKS / "conversion.yaml").read_text(encoding="utf-8"))


def test_every_entry_of_the_evidence_is_a_rule_or_is_said_to_be_none():
    """Each rule that the map names is there."""
    known = load_packs().rules
    for entry, became in conversion().items():
        if not became.startswith("not modelled"):
            assert [name for name in became.split() if name not in known] == [], entry


def test_every_rule_of_a_code_or_a_law_comes_from_an_entry():
    """No rule without evidence; a practice's own rules say what they rest on."""
    named = {name for became in conversion().values() for name in became.split()}
    rules = [r.id for r in load_packs().rules.values() if r.pack.rank != "practice"]
    assert [rule for rule in rules if rule not in named] == []
