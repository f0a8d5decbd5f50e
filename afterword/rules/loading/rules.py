"""Check one rule by itself: every key, word and date. Not: other rules."""

from __future__ import annotations

from typing import Any

from afterword.rules.loading.grammar import purposes_of, read_when
from afterword.rules.loading.reading import Document, Path
from afterword.rules.loading.shapes import (
    date_of,
    in_force,
    keys,
    known_words,
    one_of,
    text_of,
    texts_of,
    url_of,
)
from afterword.rules.periods import Span
from afterword.rules.vocabulary import Vocabulary, suggest

RULE_KEYS = (
    "id", "effect", "kind", "when", "period", "because", "cite", "grade", "url",
    "read_on", "note",
    "in_force", "overrides", "prevails_over", "obligations", "warnings", "derived_from",
    "signed_by", "signed_on", "due", "owner", "opens",
)  # fmt: skip
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
_TEXT_KEYS = ("id", "because", "cite", "note", "owner", "signed_by", "opens")


def check_rule(
    rule: Any,
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
    source: dict[str, Any],
) -> dict[str, Any]:
    """Give a rule as checked plain data; problems are left in the document."""
    if not isinstance(rule, dict):
        document.wrong(path, "a rule is a list of keys", "begin with `- id: …`")
        return {}
    keys(rule, RULE_KEYS, path, document)
    for key in ("id", "effect", "because"):
        if not rule.get(key):
            document.wrong(path, f"`{key}` is missing", "say id, effect and because")
    one_of(rule.get("effect"), EFFECTS, (*path, "effect"), document)
    when = read_when(rule.get("when", {}), (*path, "when"), document, vocabulary)
    said = {key: text_of(rule, key, path, document) for key in _TEXT_KEYS}
    plain: dict[str, Any] = {key: text for key, text in said.items() if text}
    if url := url_of(rule, path, document):
        plain["url"] = url
    plain |= {
        "effect": rule.get("effect"),
        "when": when,
        "purposes": purposes_of(when, vocabulary),
        "grade": rule.get("grade", source.get("grade")),
        "in_force": in_force(rule.get("in_force"), (*path, "in_force"), document),
        "obligations": known_words(
            rule, "obligations", vocabulary.obligations, path, document
        ),
        "warnings": known_words(rule, "warnings", vocabulary.warnings, path, document),
        "prevails_over": known_words(rule, "prevails_over", KINDS, path, document),
    }
    plain |= {key: texts_of(rule.get(key), (*path, key), document) for key in _LISTS}
    if not plain["purposes"]:
        document.wrong((*path, "when"), "no purpose is left that this could hold for")
    one_of(plain["grade"], GRADES, (*path, "grade"), document)
    if plain["grade"] in SEEN and not (rule.get("url") or source.get("url")):
        document.wrong(
            path, "a text that was seen has no `url`", "say where it was seen"
        )
    _effect(rule, plain, path, document)
    _days(rule, plain, path, document, vocabulary)
    return plain


def _days(
    rule: dict[str, Any],
    plain: dict[str, Any],
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
) -> None:
    """Check dates, the period and the day by which a duty is owed."""
    for key in ("read_on", "signed_on"):
        if rule.get(key) is not None:
            plain[key] = date_of(rule[key], (*path, key), document)
    if rule.get("period") is not None:
        here = (*path, "period")
        plain["period"] = _period(rule["period"], plain, here, document, vocabulary)
    if rule.get("due") is not None:
        plain["due"] = _due(rule["due"], (*path, "due"), document, vocabulary)


def _effect(  # noqa: C901 - a list of checks
    rule: dict[str, Any], plain: dict[str, Any], path: Path, document: Document
) -> None:
    """Check what only some effects may or must have."""
    effect = plain["effect"]
    if effect == "forbid":
        if rule.get("kind") is None:
            document.wrong(path, "a bar has no `kind`", f"one of: {', '.join(KINDS)}")
        elif one_of(rule["kind"], KINDS, (*path, "kind"), document):
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
    keys(period, ("lasts", "from", "latest", "afterwards"), path, document)
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
    keys(due, ("within", "from"), path, document)
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
        spec = vocabulary.facts.get(name) if isinstance(name, str) else None
        if spec is None or spec.type != "date":
            dates = [n for n, s in vocabulary.facts.items() if s.type == "date"]
            document.wrong(
                path, f"`{name}` is not a date fact", suggest(str(name), dates)
            )
    return [str(name) for name in named]
