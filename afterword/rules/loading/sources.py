"""Check vocabularies and packs together, give plain data. Not: the cache."""

from __future__ import annotations

import hashlib
from typing import Any

from afterword.rules.errors import PacksError, Problem
from afterword.rules.loading.checking import check_pack
from afterword.rules.loading.crossing import Crossing
from afterword.rules.loading.reading import Document, read
from afterword.rules.periods import Span
from afterword.rules.vocabulary import Vocabulary, suggest

_TYPES = ("enum", "bool", "date", "set", "int", "text")
_FACT_KEYS = (
    "group", "type", "values", "open", "who", "ask", "record", "ordinary", "in_general",
    "usual", "stale_after",
)  # fmt: skip
_WHO = (
    "request", "ledger", "record", "client", "clinician", "practice", "supervisor",
    "computed", "engine",
)  # fmt: skip


def check_sources(sources: dict[str, bytes]) -> dict[str, Any]:
    """Give checked plain data for ``RuleBook.build``, or raise with every problem."""
    words: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in ("facts", "purposes", "obligations"):
        document = read(
            sources[f"afterword/rules/{name}.yaml"], f"afterword/rules/{name}.yaml"
        )
        words[name] = document.data
        if name == "facts":
            _check_facts(document)
        if name == "obligations":
            _check_together(document)
        problems += document.problems
    regions = read(sources["packs/places/regions.yaml"], "packs/places/regions.yaml")
    words["places"] = regions.data
    problems += regions.problems
    if problems:
        raise PacksError(problems)
    vocabulary = Vocabulary.build(words)
    texts = {name: text for name, text in sources.items() if name != regions.file}
    packs, documents = _read_packs(texts, vocabulary)
    whole = len(packs) == len(documents)
    Crossing(packs, vocabulary, whole=whole).check()
    if whole:
        _check_covered(regions, packs, vocabulary)
    for document in (*documents, regions):
        problems += document.problems
    if problems:
        raise PacksError(problems)
    return {**words, "packs": [plain for plain, _ in packs]}


def _read_packs(
    sources: dict[str, bytes], vocabulary: Vocabulary
) -> tuple[list[tuple[dict[str, Any], Document]], list[Document]]:
    """Read every pack and check it by itself; give those that say something."""
    packs: list[tuple[dict[str, Any], Document]] = []
    documents = []
    for file, text in sources.items():
        if file.startswith("afterword/rules/"):
            continue
        document = read(text, file)
        documents.append(document)
        plain = check_pack(document, vocabulary) if _is_legible(document) else None
        if plain is not None:
            plain |= {"file": file, "hash": hashlib.sha256(text).hexdigest()}
            packs.append((plain, document))
    return packs, documents


def _is_legible(document: Document) -> bool:
    """Say whether there is something to check; a file that is no YAML was told of."""
    return document.data is not None or not document.problems


def _check_facts(document: Document) -> None:  # noqa: C901 - a list of checks
    facts = document.data.get("facts") if isinstance(document.data, dict) else None
    if not isinstance(facts, dict):
        document.wrong((), "there is no list of facts", "begin with `facts:`")
        return
    for name, spec in facts.items():
        path = ("facts", name)
        for key in spec:
            if key not in _FACT_KEYS:
                document.wrong(
                    (*path, key), f"unknown key `{key}`", suggest(key, _FACT_KEYS)
                )
        for key in ("group", "type", "who", "ask"):
            if not spec.get(key):
                document.wrong(
                    path,
                    f"`{name}` has no `{key}`",
                    "every fact has group, type, who, ask",
                )
        if spec.get("type") not in _TYPES or spec.get("who") not in _WHO:
            document.wrong(
                path,
                f"`{name}` has an unknown type or who",
                ", ".join((*_TYPES, *_WHO)),
            )
        if ("usual" in spec) is not ("ordinary" in spec or "in_general" in spec):
            document.wrong(
                path,
                f"`{name}` has `usual` without a value that is assumed, or the reverse",
                "say in words what `ordinary` or `in_general` assumes",
            )
        if "stale_after" in spec and Span.read(spec["stale_after"]) is None:
            document.wrong(
                (*path, "stale_after"),
                f"`{spec['stale_after']}` is not a length",
                "P1Y",
            )
        named = spec.get("values")
        if isinstance(named, list):
            for key in ("ordinary", "in_general"):
                if key in spec and spec[key] not in named:
                    document.wrong(
                        (*path, key), f"`{spec[key]}` is not a value of `{name}`"
                    )


def _check_together(document: Document) -> None:
    """Ask of each sentence for several obligations that all of them are known."""
    known = document.data["obligations"]
    for i, line in enumerate(document.data.get("together", ())):
        for name in line["of"]:
            if name not in known:
                document.wrong(
                    ("together", i, "of"),
                    f"there is no obligation `{name}`",
                    suggest(name, known),
                )


def _check_covered(
    regions: Document,
    packs: list[tuple[dict[str, Any], Document]],
    vocabulary: Vocabulary,
) -> None:
    """Ask of each line under `covered` that its packs have been written."""
    for i, line in enumerate(regions.data.get("covered") or ()):
        for profession in line["professions"]:
            for place in line["places"]:
                if not any(
                    _speaks(pack, profession, place, vocabulary) for pack, _ in packs
                ):
                    regions.wrong(
                        ("covered", i),
                        f"no pack binds a {profession} in {place}",
                        "write the pack, or leave the line out",
                    )


def _speaks(
    pack: dict[str, Any], profession: str, place: str, vocabulary: Vocabulary
) -> bool:
    return any(
        profession in named.get("professions", ())
        and any(
            vocabulary.places.lies_in(place, outer) for outer in named.get("places", ())
        )
        for named in (pack["binds"], pack["yardstick_for"])
    )
