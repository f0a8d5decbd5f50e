"""Check one pack by itself: every key, word and date. Not: other packs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from afterword.rules.loading.grammar import purposes_of, read_when
from afterword.rules.loading.reading import Document, Path
from afterword.rules.periods import Span
from afterword.rules.vocabulary import Vocabulary, suggest
from afterword.rules.words import allowed, is_date, read_word

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
RULE_KEYS = (
    "id", "effect", "kind", "when", "period", "because", "cite", "grade", "url",
    "read_on", "note",
    "in_force", "overrides", "prevails_over", "obligations", "warnings", "derived_from",
    "signed_by", "signed_on", "due", "owner", "opens",
)  # fmt: skip
RANKS = ("practice", "association", "regulator", "statute")
EFFECTS = ("forbid", "consult", "permit", "require", "oblige")
KINDS = (
    "confidentiality", "no_consent", "client_stop", "waiting_period", "boundary",
    "solicitation",
    "channel", "authority_to_act",
)  # fmt: skip
GRADES = (
    "primary",
    "secondary",
    "memory",
    "unverified",
    "draft",
    "superseded",
    "house",
)
SEEN = ("primary", "secondary")
LASTS_WORDS = ("permanent", "no_number", "not_seen")
_LISTS = ("overrides", "derived_from")
_TEXT_KEYS = ("id", "because", "cite", "url", "note", "owner", "signed_by", "opens")


def check_pack(document: Document, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """Give the pack as checked plain data; problems are left in the document."""
    data = document.data
    if not isinstance(data, dict):
        document.wrong((), "a pack is a list of keys", "begin with `pack: its_name`")
        return None
    _keys(data, PACK_KEYS, (), document)
    for key in ("pack", "title", "rank", "source", "rules"):
        if not data.get(key):
            document.wrong(
                (), f"`{key}` is missing", f"a pack has {', '.join(PACK_KEYS)}"
            )
    _one_of(data.get("rank"), RANKS, ("rank",), document)
    source = _source(data.get("source"), document)
    rules = data.get("rules")
    plain: dict[str, Any] = {
        "pack": str(data.get("pack")),
        "title": str(data.get("title")),
        "rank": data.get("rank"),
        "binds": _binds(data.get("binds"), ("binds",), document, vocabulary),
        "yardstick_for": _binds(
            data.get("yardstick_for"), ("yardstick_for",), document, vocabulary
        ),
        "source": source,
        "in_force": _in_force(data.get("in_force"), ("in_force",), document),
        "not_modelled": _texts(data.get("not_modelled"), ("not_modelled",), document),
        "rules": [
            _rule(rule, ("rules", i), document, vocabulary, source)
            for i, rule in enumerate(rules if isinstance(rules, list) else [])
        ],
    }
    prefix = f"{plain['pack']}."
    for i, rule in enumerate(plain["rules"]):
        if not str(rule.get("id", "")).startswith(prefix):
            document.wrong(
                ("rules", i, "id"),
                f"`{rule.get('id')}` is not in this pack",
                f"begin with `{prefix}`",
            )
    return plain


def _rule(
    rule: Any,
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
    source: dict[str, Any],
) -> dict[str, Any]:
    if not isinstance(rule, dict):
        document.wrong(path, "a rule is a list of keys", "begin with `- id: …`")
        return {}
    _keys(rule, RULE_KEYS, path, document)
    for key in ("id", "effect", "because"):
        if not rule.get(key):
            document.wrong(path, f"`{key}` is missing", "say id, effect and because")
    _one_of(rule.get("effect"), EFFECTS, (*path, "effect"), document)
    when = read_when(rule.get("when") or {}, (*path, "when"), document, vocabulary)
    plain: dict[str, Any] = {
        key: rule[key] for key in _TEXT_KEYS if isinstance(rule.get(key), str)
    }
    plain |= {
        "effect": rule.get("effect"),
        "when": when,
        "purposes": purposes_of(when, vocabulary),
        "grade": rule.get("grade", source.get("grade")),
        "in_force": _in_force(rule.get("in_force"), (*path, "in_force"), document),
        "obligations": _known(
            rule, "obligations", vocabulary.obligations, path, document
        ),
        "warnings": _known(rule, "warnings", vocabulary.warnings, path, document),
        "prevails_over": _known(rule, "prevails_over", KINDS, path, document),
    }
    plain |= {key: _texts(rule.get(key), (*path, key), document) for key in _LISTS}
    if not plain["purposes"]:
        document.wrong((*path, "when"), "no purpose is left that this could hold for")
    _one_of(plain["grade"], GRADES, (*path, "grade"), document)
    if plain["grade"] in SEEN and not (rule.get("url") or source.get("url")):
        document.wrong(
            path, "a text that was seen has no `url`", "say where it was seen"
        )
    for key in ("read_on", "signed_on"):
        if key in rule:
            plain[key] = _date(rule[key], (*path, key), document)
    _effect(rule, plain, path, document)
    if "period" in rule:
        plain["period"] = _period(
            rule["period"], plain, (*path, "period"), document, vocabulary
        )
    if "due" in rule:
        plain["due"] = _due(rule["due"], (*path, "due"), document, vocabulary)
    return plain


def _effect(  # noqa: C901 - a list of checks
    rule: dict[str, Any], plain: dict[str, Any], path: Path, document: Document
) -> None:
    """Check what only some effects may or must have."""
    effect = plain["effect"]
    if effect == "forbid":
        if "kind" not in rule:
            document.wrong(path, "a bar has no `kind`", f"one of: {', '.join(KINDS)}")
        elif _one_of(rule["kind"], KINDS, (*path, "kind"), document):
            plain["kind"] = rule["kind"]
    elif "kind" in rule:
        document.wrong(
            (*path, "kind"), "only a bar (`forbid`) has a kind", "leave it out"
        )
    if plain["overrides"] and effect not in ("permit", "consult"):
        document.wrong(
            (*path, "overrides"),
            f"`{effect}` cannot be an exception",
            "permit or consult can",
        )
    if effect == "require":
        if not rule.get("owner"):
            document.wrong(
                path, "a duty has no `owner`", "name the role that must do it"
            )
        if "due" not in rule:
            document.wrong(
                path,
                "a duty has no `due`",
                "write due: {within: P60D, from: [incident_discovered_on]}",
            )
    else:
        for key in ("prevails_over", "due", "owner"):
            if rule.get(key):
                document.wrong(
                    (*path, key), f"only a duty (`require`) has `{key}`", "leave it out"
                )
    if effect == "oblige" and not (plain["obligations"] or plain["warnings"]):
        document.wrong(path, "it obliges to nothing", "name obligations or warnings")


def _period(
    period: Any,
    plain: dict[str, Any],
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
) -> dict[str, Any] | None:
    if not isinstance(period, dict):
        document.wrong(
            path,
            "a period has lasts, from, afterwards",
            "write {lasts: P2Y, from: [ended_on]}",
        )
        return None
    _keys(period, ("lasts", "from", "latest", "afterwards"), path, document)
    lasts = period.get("lasts")
    if lasts not in LASTS_WORDS and (
        not isinstance(lasts, str) or Span.read(lasts) is None
    ):
        document.wrong(
            (*path, "lasts"),
            f"`{lasts}` is not a length",
            f"P2Y, P6M, P60D, or {', '.join(LASTS_WORDS)}",
        )
        return None
    if lasts in LASTS_WORDS and plain["effect"] != "forbid":
        document.wrong(
            (*path, "lasts"),
            f"`{lasts}` is for bars only",
            "give a length, or no period",
        )
    anchors = _anchors(period.get("from"), (*path, "from"), document, vocabulary)
    if lasts not in LASTS_WORDS and not anchors:
        document.wrong(path, "a period counts from nothing", "from: [ended_on]")
    if len(anchors) > 1 and period.get("latest") != "yes":
        document.wrong(
            path, "several days to count from", "add latest: true; the latest counts"
        )
    afterwards = period.get(
        "afterwards", "consult" if plain["effect"] == "forbid" else "nothing"
    )
    if afterwards not in ("consult", "nothing") or (
        plain["effect"] == "forbid" and afterwards != "consult"
    ):
        document.wrong(
            (*path, "afterwards"),
            f"afterwards cannot be `{afterwards}`",
            "a bar becomes a consult, never a permit",
        )
    return {"lasts": lasts, "from": anchors, "afterwards": afterwards}


def _due(
    due: Any, path: Path, document: Document, vocabulary: Vocabulary
) -> dict[str, Any]:
    if not isinstance(due, dict):
        document.wrong(
            path,
            "`due` has within and from",
            "due: {within: P60D, from: [incident_discovered_on]}",
        )
        return {}
    _keys(due, ("within", "from"), path, document)
    within = due.get("within")
    if not isinstance(within, str) or Span.read(within) is None:
        document.wrong((*path, "within"), f"`{within}` is not a length", "P60D, P1M …")
    return {
        "within": within,
        "from": _anchors(due.get("from"), (*path, "from"), document, vocabulary),
    }


def _anchors(
    names: Any, path: Path, document: Document, vocabulary: Vocabulary
) -> list[str]:
    named = (
        [names] if isinstance(names, str) else names if isinstance(names, list) else []
    )
    for name in named:
        spec = vocabulary.facts.get(name)
        if spec is None or spec.type != "date":
            dates = [n for n, s in vocabulary.facts.items() if s.type == "date"]
            document.wrong(
                path, f"`{name}` is not a date fact", suggest(str(name), dates)
            )
    return [str(name) for name in named]


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
    _keys(binds, ("registers", "memberships", "professions", "places"), path, document)
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
        return {}
    _keys(source, ("url", "read_on", "grade", "note"), ("source",), document)
    _one_of(source.get("grade"), GRADES, ("source", "grade"), document)
    _date(source.get("read_on"), ("source", "read_on"), document)
    return {key: text for key, text in source.items() if isinstance(text, str)}


def _in_force(dates: Any, path: Path, document: Document) -> dict[str, str]:
    if dates is None:
        return {}
    if not isinstance(dates, dict):
        document.wrong(
            path, "`in_force` has from and until", "in_force: {from: 2024-01-01}"
        )
        return {}
    _keys(dates, ("from", "until"), path, document)
    return {
        key: day
        for key, text in dates.items()
        if (day := _date(text, (*path, key), document))
    }


def _date(text: Any, path: Path, document: Document) -> str:
    if is_date(text):
        return str(text)
    document.wrong(path, f"`{text}` is not a date", "write it like 2026-06-01")
    return ""


def _texts(texts: Any, path: Path, document: Document) -> list[str]:
    if texts is None:
        return []
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        return texts
    document.wrong(path, f"`{path[-1]}` is a list of texts", "write [first, second]")
    return []


def _known(
    rule: dict[str, Any],
    key: str,
    known: Collection[str],
    path: Path,
    document: Document,
) -> list[str]:
    words = _texts(rule.get(key), (*path, key), document)
    for i, word in enumerate(words):
        if word not in known:
            document.wrong(
                (*path, key, i),
                f"unknown {key.rstrip('s')} `{word}`",
                suggest(word, known),
            )
    return words


def _one_of(word: Any, known: Collection[str], path: Path, document: Document) -> bool:
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


def _keys(
    data: dict[str, Any], known: Collection[str], path: Path, document: Document
) -> None:
    for key in data:
        if key not in known:
            document.wrong(
                (*path, key),
                f"unknown key `{key}`",
                suggest(key, known) or f"known: {', '.join(known)}",
            )
