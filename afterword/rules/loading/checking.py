"""Check one pack by itself: every key, word and date. Not: other packs."""

from __future__ import annotations

import re
from typing import Any

from afterword.rules.loading.reading import Document, Path
from afterword.rules.loading.rules import GRADES, check_rule
from afterword.rules.loading.shapes import (
    date_of,
    in_force,
    keys,
    one_of,
    text_of,
    texts_of,
    url_of,
)
from afterword.rules.vocabulary import Vocabulary
from afterword.rules.words import allowed, read_word

PACK_KEYS = (
    "pack",
    "title",
    "edition",
    "binds",
    "yardstick_for",
    "rank",
    "source",
    "in_force",
    "not_modelled",
    "rules",
)
_PACK_ID = re.compile(r"[a-z][a-z0-9_]*")
_SECTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
RANKS = ("practice", "association", "regulator", "statute")


def check_pack(document: Document, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """Give the pack as checked plain data; problems are left in the document."""
    data = document.data
    if not isinstance(data, dict):
        document.wrong((), "a pack is a list of keys", "begin with `pack: its_name`")
        return None
    keys(data, PACK_KEYS, (), document)
    for key in ("pack", "title", "rank", "source", "rules"):
        if not data.get(key):
            document.wrong(
                (), f"`{key}` is missing", f"a pack has {', '.join(PACK_KEYS)}"
            )
    name = text_of(data, "pack", (), document)
    if name and not _PACK_ID.fullmatch(name):
        document.wrong(
            ("pack",),
            f"`{name[:80]}` is no name of a pack",
            "small letters, digits and `_`, such as example_board_2024",
        )
    one_of(data.get("rank"), RANKS, ("rank",), document)
    source = _source(data.get("source"), document)
    rules = data.get("rules")
    if rules and not isinstance(rules, list):
        document.wrong(("rules",), "`rules` is a list", "begin each with `- id: …`")
    plain: dict[str, Any] = {
        "pack": name,
        "title": text_of(data, "title", (), document),
        "edition": text_of(data, "edition", (), document),
        "rank": data.get("rank"),
        "binds": _binds(data.get("binds"), ("binds",), document, vocabulary),
        "yardstick_for": _binds(
            data.get("yardstick_for"), ("yardstick_for",), document, vocabulary
        ),
        "source": source,
        "in_force": in_force(data.get("in_force"), ("in_force",), document),
        "not_modelled": texts_of(data.get("not_modelled"), ("not_modelled",), document),
        "rules": [
            check_rule(rule, ("rules", i), document, vocabulary, source)
            for i, rule in enumerate(rules if isinstance(rules, list) else [])
        ],
    }
    for i, rule in enumerate(plain["rules"]):
        _check_id(rule.get("id"), name, ("rules", i, "id"), document)
    return plain


def _check_id(name: Any, pack: str, path: Path, document: Document) -> None:
    """Check that a rule's id is its pack's, a dot, and the section."""
    if not isinstance(name, str):
        return
    prefix = f"{pack}."
    if not name.startswith(prefix):
        document.wrong(path, f"`{name}` is not in this pack", f"begin with `{prefix}`")
    elif not _SECTION.fullmatch(name.removeprefix(prefix)):
        document.wrong(
            path,
            f"`{name}` cannot stand in an address",
            "after the dot: letters, digits, `-`, `_`, such as s4-2",
        )


def _binds(
    binds: Any, path: Path, document: Document, vocabulary: Vocabulary
) -> dict[str, list[str]]:
    """Check who is bound, or measured; `places` means those of either person."""
    if binds is None:
        return {}
    if not isinstance(binds, dict):
        document.wrong(
            path,
            f"`{path[-1]}` names people and places",
            "{memberships: […], places: […]}",
        )
        return {}
    keys(binds, ("registers", "memberships", "professions", "places"), path, document)
    result: dict[str, list[str]] = {}
    for key, words in binds.items():
        spec = vocabulary.facts.get("client_places" if key == "places" else key)
        if spec is None:
            continue
        result[key] = []
        for word in words if isinstance(words, list) else [words]:
            value = read_word(spec, word, vocabulary)
            if value is None:
                document.wrong(
                    (*path, key),
                    f"`{key}` cannot be `{word}`",
                    allowed(spec, str(word), vocabulary),
                )
            else:
                result[key].append(value)
        if not result[key]:
            document.wrong(
                (*path, key), f"`{key}` names nobody", "leave it out or name one"
            )
    return result


def _source(source: Any, document: Document) -> dict[str, Any]:
    if not isinstance(source, dict):
        if source:
            document.wrong(
                ("source",),
                "`source` has url, read_on and grade",
                "write {url: …, read_on: 2026-06-01, grade: primary}",
            )
        return {}
    keys(source, ("url", "read_on", "grade", "note"), ("source",), document)
    url_of(source, ("source",), document)
    if source.get("grade") is None:
        document.wrong(
            ("source",), "`grade` is missing", f"it is one of: {', '.join(GRADES)}"
        )
    one_of(source.get("grade"), GRADES, ("source", "grade"), document)
    date_of(source.get("read_on"), ("source", "read_on"), document)
    return {key: text for key, text in source.items() if isinstance(text, str)}
