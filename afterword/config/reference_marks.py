"""Tables and links of the reference, written as Markdown. Not: what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from afterword.rules.rulebook import Pack, Rule


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a table; a bar inside a cell would break it."""
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += [
        "| " + " | ".join(each.replace("|", "\\|") for each in row) + " |"
        for row in rows
    ]
    return "\n".join(lines)


def to_pack(pack: Pack, folder: str = "") -> str:
    """Link to the page of a pack."""
    return f"[{pack.title}]({folder}{pack.id}.md)"


def to_rule(rule: Rule, words: str = "", folder: str = "") -> str:
    """Link to a rule on the page of its pack."""
    return f"[{words or rule.id}]({folder}{rule.pack.id}.md#{anchor(rule.id)})"


def anchor(heading: str) -> str:
    """Give the mark that a heading gets on a page."""
    return re.sub(r"[^\w-]", "", heading.lower())


def listed(lines: Iterable[str]) -> str:
    """Give a list."""
    return "\n".join(f"* {line}" for line in lines)
