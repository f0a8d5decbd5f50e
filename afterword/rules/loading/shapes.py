"""Check keys, lists, dates and words of one part of a pack. Not: what they mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from afterword.rules.loading.reading import Document, Path
from afterword.rules.vocabulary import suggest
from afterword.rules.words import is_date

_WEB = ("https://", "http://")


def keys(
    data: dict[str, Any], known: Collection[str], path: Path, document: Document
) -> None:
    """Check that every key is known, and that none is there and says nothing."""
    for key, value in data.items():
        if key not in known:
            document.wrong(
                (*path, key),
                f"unknown key `{key}`",
                suggest(key, known) or f"known: {', '.join(known)}",
            )
        elif value is None or value == "":
            document.wrong(
                (*path, key), f"`{key}` is empty", "say something, or leave it out"
            )


def one_of(word: Any, known: Collection[str], path: Path, document: Document) -> bool:
    """Check a word of a closed list."""
    if word in known:
        return True
    if word is not None:
        hint = suggest(str(word), known)
        document.wrong(
            path,
            f"unknown {path[-1]} `{word}`",
            f"{hint} It is one of: {', '.join(known)}".strip(),
        )
    return False


def known_words(
    rule: dict[str, Any],
    key: str,
    known: Collection[str],
    path: Path,
    document: Document,
) -> list[str]:
    """Check a list of words of a closed list."""
    words = texts_of(rule.get(key), (*path, key), document)
    for i, word in enumerate(words):
        if word not in known:
            document.wrong(
                (*path, key, i),
                f"unknown {key.rstrip('s')} `{word}`",
                suggest(word, known),
            )
    return words


def texts_of(texts: Any, path: Path, document: Document) -> list[str]:
    """Check a list of texts, where it is there at all."""
    if texts is None:
        return []
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        return texts
    document.wrong(path, f"`{path[-1]}` is a list of texts", "write [first, second]")
    return []


def text_of(data: Mapping[str, Any], key: str, path: Path, document: Document) -> str:
    """Check that a key holds text, where it is there at all."""
    text = data.get(key)
    if isinstance(text, str):
        return text
    if text is not None:
        document.wrong((*path, key), f"`{key}` is text", "write one line of words")
    return ""


def url_of(data: Mapping[str, Any], path: Path, document: Document) -> str:
    """Check that an address can be opened from a page."""
    url = text_of(data, "url", path, document)
    if url and not url.startswith(_WEB):
        document.wrong(
            (*path, "url"),
            f"`{url[:80]}` is no address of a page",
            "begin with https://",
        )
    return url


def in_force(dates: Any, path: Path, document: Document) -> dict[str, str]:
    """Check from when until when something holds."""
    if dates is None:
        return {}
    if not isinstance(dates, dict):
        document.wrong(
            path, "`in_force` has from and until", "in_force: {from: 2024-01-01}"
        )
        return {}
    keys(dates, ("from", "until"), path, document)
    found = {
        key: day
        for key, text in dates.items()
        if text is not None and (day := date_of(text, (*path, key), document))
    }
    if found.get("from", "") > found.get("until", "9999-12-31"):
        document.wrong(
            path,
            f"it ends on {found['until']}, before it begins",
            "`until` is the last day, and not before `from`",
        )
    return found


def date_of(text: Any, path: Path, document: Document) -> str:
    """Check one day."""
    if is_date(text):
        return str(text)
    document.wrong(path, f"`{text}` is not a date", "write it like 2026-06-01")
    return ""
