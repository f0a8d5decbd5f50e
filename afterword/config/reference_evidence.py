"""The page of the reference on the evidence: what became of each entry, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from afterword.config.reference_marks import table, to_rule
from afterword.rules.loading.packs import PACKS
from afterword.rules.rulebook import RuleBook

NOT_MODELLED: Final = "not modelled"
_BEYOND: Final = "Read beyond the evidence"
_NOT_YET: Final = "not converted yet"
_REASON: Final = re.compile(rf"{NOT_MODELLED} \((.+)\)\Z", re.DOTALL)
_FILE: Final = re.compile(r"(?:places/|support/)?[a-z]{2,3}(?:-[a-z]{2,3})?\.yaml")
_KEPT: Final = {
    "places/": "it is kept with the place",
    "support": "it is on the help pages",
}


def page(book: RuleBook) -> str:
    """Give the page: one table for each ledger of the evidence, in its order."""
    ledgers, became = evidence(), conversion()
    left = dict(became)
    parts = [
        "# What became of each entry of the evidence",
        (
            "Every entry of the evidence on codes and law is a rule, or is not "
            "modelled, and then the row says why. A reason that begins with the title "
            "of a text stands on its page under *Not modelled*."
        ),
    ]
    for name, ledger in ledgers.items():
        entries: Mapping[str, str] = ledger["entries"]
        rows = []
        for entry, source in entries.items():
            left.pop(entry, None)
            said = _became(became[entry], book) if entry in became else _NOT_YET
            rows.append((f"`{entry}`", source, said))
        parts += [
            f"## {ledger['title']}",
            f"{len(entries)} entries of the ledger `{name}`.",
            table(("entry", "source", "became"), rows),
        ]
    if left:
        rows = [(f"`{entry}`", "", _became(left[entry], book)) for entry in left]
        parts += [f"## {_BEYOND}", table(("entry", "source", "became"), rows)]
    return "\n\n".join(parts)


def evidence() -> dict[str, dict[str, Any]]:
    """Give the ledgers of the evidence, each with its entries and their sources."""
    found: dict[str, dict[str, Any]] = _read("evidence.yaml")
    return found


def conversion() -> dict[str, str]:
    """Give what became of each entry, as it is written."""
    return {str(k): str(v) for k, v in _read("conversion.yaml").items()}


def reason(became: str, book: RuleBook) -> str:
    """Say why an entry is not modelled; nothing where nobody said so.

    ``(pack: beginning)`` points to the one line of that pack's `not_modelled` that
    begins so; anything else in brackets is the reason itself.
    """
    found = _REASON.fullmatch(became)
    if found is None:
        return ""
    name, colon, begins = found[1].partition(": ")
    packs = {pack.id: pack for pack in book.packs}
    if not colon or name not in packs:
        return _in_words(found[1])
    lines = [x for x in packs[name].not_modelled if x.startswith(begins)]
    if len(lines) != 1:
        return ""
    return f"[{packs[name].title}](rules/{name}.md#not-modelled), {lines[0]}"


def _in_words(said: str) -> str:
    """Say a reason; one that only names files says what is kept in them."""
    kept = next((words for b, words in _KEPT.items() if said.startswith(b)), "")
    named = _FILE.sub(lambda file: f"`{file[0]}`", said)
    return f"{kept}: {named}" if kept else named


def _became(became: str, book: RuleBook) -> str:
    if not became.startswith(NOT_MODELLED):
        return ", ".join(_links(became, book))
    why = reason(became, book)
    return f"Not modelled: {why}" if why else "Not modelled. Its pack says why."


def _links(became: str, book: RuleBook) -> Iterator[str]:
    for name in became.split():
        rule = book.rules.get(name)
        yield to_rule(rule, folder="rules/") if rule else f"`{name}`"


def _read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((PACKS / name).read_text(encoding="utf-8"))
    return dict(found)
