"""Words as values of facts, for packs, cases and questions. Not: JSON or YAML."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from afterword.rules.vocabulary import FactSpec, Vocabulary, suggest

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_LONGEST_NUMBER = 9


def read_word(  # noqa: PLR0911 - one way out per type
    spec: FactSpec, word: Any, vocabulary: Vocabulary
) -> Any:
    """Read a word as a value (for sets, a member) of a fact; None if it is none."""
    if not isinstance(word, str):
        return None
    if spec.of_places:
        return vocabulary.places.read(word)
    if spec.type == "bool":
        return {"yes": True, "no": False}.get(word.lower())
    if spec.type == "int":
        return (
            int(word)
            if word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER
            else None
        )
    if spec.type == "date":
        return word if is_date(word) else None
    if spec.is_open:
        return word if _SLUG.match(word) else None
    if spec.type == "text":
        return word
    word = vocabulary.spellings.get(spec.name, {}).get(word, word)
    return word if word in spec.values else None


def allowed(spec: FactSpec, word: str, vocabulary: Vocabulary) -> str:
    """Say what a fact may be, with the nearest word first."""
    if spec.of_places:
        regions = ", ".join(vocabulary.places.regions)
        return f"a place is a code such as US, US-CA or GB, or one of {regions}"
    if spec.is_open:
        return "names are small letters, digits, `-` and `_`"
    kinds = {
        "bool": "yes or no",
        "int": "a whole number",
        "date": "a date such as 2026-06-01",
        "text": "text",
    }
    if spec.type in kinds:
        return f"it is {kinds[spec.type]}"
    hint = suggest(word, spec.values)
    values = ", ".join(spec.values)
    return f"{hint} It is one of: {values}".strip()


def is_date(text: Any) -> bool:
    """Say whether a text is a calendar date."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
