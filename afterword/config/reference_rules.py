"""Pages of the reference that come from rules and packs. Not: writing files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from afterword.rules.cases import cases_file
from afterword.rules.loading.packs import PACKS, load_packs
from afterword.rules.localities import Dated, place, written_places
from afterword.rules.rulebook import Pack, Rule
from afterword.rules.vocabulary import FactSpec, Vocabulary


def pages() -> dict[str, str]:
    """Give each page by its file name."""
    book = load_packs()
    words = book.vocabulary
    found = {
        "facts.md": _facts(words),
        "purposes.md": _purposes(words),
        "obligations.md": _obligations(words),
        "places.md": _places(),
        "conversion.md": _conversion(),
        "rules/README.md": _contents(book.packs),
    }
    return found | {f"rules/{pack.id}.md": _pack(pack) for pack in book.packs}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a table; a bar inside a cell would break it."""
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += [
        "| " + " | ".join(each.replace("|", "\\|") for each in row) + " |"
        for row in rows
    ]
    return "\n".join(lines)


def _facts(words: Vocabulary) -> str:
    parts = [
        "# Facts",
        (
            "What a rule may ask about, and what a question may hold. A record fact "
            "is one that only the practice could have been told; `none_reported` is "
            "a value of it. The ordinary value is assumed for a provisional answer, "
            "never for a release."
        ),
    ]
    groups = dict.fromkeys(spec.group for spec in words.facts.values())
    for group in groups:
        specs = [spec for spec in words.facts.values() if spec.group == group]
        rows = (
            (
                f"`{s.name}`",
                s.question,
                _values(s),
                s.who,
                str(s.plain.get("ordinary", "")),
                _stale(s),
            )
            for s in specs
        )
        heads = ("fact", "question", "values", "who", "ordinary", "stale after")
        parts += [f"## {group.replace('_', ' ').capitalize()}", table(heads, rows)]
    return "\n\n".join(parts)


def _values(spec: FactSpec) -> str:
    if spec.of_places:
        return "places"
    if spec.values:
        kind = "any of: " if spec.type == "set" else ""
        return kind + ", ".join(map(str, spec.values))
    return {"bool": "yes, no", "int": "number", "set": "names"}.get(
        spec.type, spec.type
    )


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _stale(spec: FactSpec) -> str:
    return str(spec.plain.get("stale_after") or "")


def _purposes(words: Vocabulary) -> str:
    parts = [
        "# Purposes",
        "The closed list. A message has exactly one, and its content must fit.",
    ]
    for lane in words.lanes.values():
        listed = [p for p in words.purposes.values() if p.lane == lane.name]
        says = "Afterword answers and never carries it." if lane.answer_only else ""
        rows = (
            (
                f"`{p.name}`",
                p.label,
                p.ground,
                ", ".join(p.content),
                "yes" if p.expects_reply else "no",
                ", ".join(p.carried_by).replace("_", " "),
            )
            for p in listed
        )
        heads = ("purpose", "to", "ground", "content", "expects a reply", "carried by")
        parts += [f"## {lane.label.capitalize()}", says, table(heads, rows)]
    return "\n\n".join(part for part in parts if part)


def _obligations(words: Vocabulary) -> str:
    rows = (
        (f"`{o.name}`", o.kind, o.says, o.met_by) for o in words.obligations.values()
    )
    warned = ((f"`{name}`", says) for name, says in words.warnings.items())
    return "\n\n".join(
        (
            "# Obligations and warnings",
            (
                "What must be done for a contact to be right. One that the gate does "
                "not know is unmet."
            ),
            table(("obligation", "kind", "says", "met by"), rows),
            "## Warnings",
            "What a contact would change. They stop nothing.",
            table(("warning", "says"), warned),
        )
    )


def _contents(packs: Iterable[Pack]) -> str:
    rows = (
        (f"[{p.title}]({p.id}.md)", p.rank, str(len(p.rules)), p.grade, p.read_on)
        for p in packs
    )
    return "\n\n".join(
        (
            "# Rules",
            (
                "One page for each source text. How a pack is written: "
                "[for rule authors](../../guide/rule-authors.md)."
            ),
            table(("pack", "rank", "rules", "grade", "read on"), rows),
        )
    )


def _pack(pack: Pack) -> str:
    binds = ", ".join(
        f"{name}: {', '.join(named)}" for name, named in pack.binds.items()
    )
    measures = ", ".join(
        f"{name}: {', '.join(named)}" for name, named in pack.yardstick_for.items()
    )
    about = [f"Rank: {pack.rank}.", f"Binds: {binds or 'everybody'}."]
    if measures:
        about.append(f"Measures without binding: {measures}.")
    about.append(f"Grade: {pack.grade}, read {pack.read_on}. {_link(pack.url)}".strip())
    parts = [f"# {pack.title}", "  \n".join(about)]
    cases = _cases(pack)
    parts += [_rule(rule, cases) for rule in pack.rules]
    if pack.not_modelled:
        parts += ["## Not modelled", "\n".join(f"* {x}" for x in pack.not_modelled)]
    return "\n\n".join(parts)


def _rule(rule: Rule, cases: list[Mapping[str, Any]]) -> str:
    head = rule.effect + (f" ({rule.kind.replace('_', ' ')})" if rule.kind else "")
    lines = [f"* Effect: {head}"]
    if rule.cite:
        lines.append(f"* Source: {rule.cite}; grade {rule.grade}. {_link(rule.url)}")
    lines += [f"* When: {each}" for each in _when(rule)]
    if rule.period:
        anchors = ", ".join(rule.period.anchors)
        since = f" from {anchors}" if anchors else ""
        lines.append(f"* Period: {rule.period.lasts}{since}, then {_then(rule)}")
    if rule.due:
        lines.append(f"* Owner: {rule.due.owner or 'the practice'}")
    for word, names in (
        ("Lifts", rule.lifts),
        ("Goes before", sorted(rule.prevails_over)),
        ("Obligations", rule.obligations),
        ("Warnings", rule.warnings),
        ("Our reading of", rule.derived_from),
    ):
        if names:
            lines.append(f"* {word}: {', '.join(f'`{name}`' for name in names)}")
    if rule.signed_by:
        lines.append(f"* Signed: {rule.signed_by}, {rule.signed_on}")
    told = [c["case"] for c in cases if rule.id in _named(c)]
    lines += [f"* Case: {case}" for case in told]
    return f"## {rule.id}\n\n{rule.because}\n\n" + "\n".join(map(str.rstrip, lines))


def _then(rule: Rule) -> str:
    after = rule.period.afterwards if rule.period else ""
    return "talk it over" if after == "consult" else after or "nothing"


def _when(rule: Rule) -> Iterable[str]:
    names = sorted(rule.purposes)
    many = 12
    shown = ", ".join(names) if len(names) <= many else f"{len(names)} purposes"
    yield f"purpose is one of {shown}" if len(names) > 1 else f"purpose is {shown}"
    for condition in rule.when:
        word, fact, wanted = condition.plain
        negated = word.startswith("not_")
        kind = word.removeprefix("not_")
        yield f"{fact} {_relation(kind, negated=negated)} {_wanted(wanted)}"


def _relation(kind: str, *, negated: bool) -> str:
    relations = {
        ("in", False): "is",
        ("in", True): "is known and is not",
        ("on", False): "is",
        ("on", True): "is known and is not",
        ("number", False): "is at least",
        ("number", True): "is less than",
        ("before", False): "is before",
        ("before", True): "is not before",
        ("at_least", False): "is on or after",
        ("at_least", True): "is not on or after",
    }
    return relations[kind, negated]


def _wanted(wanted: Any) -> str:
    if isinstance(wanted, dict):
        day = str(wanted.get("date") or wanted.get("fact"))
        by = wanted.get("by")
        return f"{day} {wanted.get('sign', '+')} {by}" if by else day
    if isinstance(wanted, list | tuple):
        return " or ".join(_plain(each) for each in wanted)
    return _plain(wanted)


def _cases(pack: Pack) -> list[Mapping[str, Any]]:
    path = cases_file(pack, PACKS)
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [case for case in found if isinstance(case, dict)]


def _named(case: Mapping[str, Any]) -> set[str]:
    expect = case.get("expect", {})
    return {*expect.get("because_of", ()), *expect.get("fires", ())}


def _link(url: str) -> str:
    return f"<{url}>" if url else ""


def _places() -> str:
    parts = [
        "# Places",
        (
            "What is known of each, with its grade. What a place does not say is taken "
            "from the place it lies in; the files in `afterword/packs/places/` hold "
            "sources and notes."
        ),
    ]
    heads = ("place", "of age", "agrees alone from", "duty to protect", "record kept",
             "breach told within")  # fmt: skip
    rows = []
    for iso in written_places():
        found = place(iso)
        duty, kept, breach = found.duty_to_protect, found.retention, found.breach
        rows.append(
            (
                f"{found.name} ({iso})",
                _graded(found.majority_age, str),
                _graded(found.own_consent_age, str),
                _graded(duty, lambda value: str(value.duty)),
                _graded(kept, lambda value: str(value.adult)),
                _graded(breach, lambda value: str(value.person)),
            )
        )
    return "\n\n".join([*parts, table(heads, rows)])


def _graded(dated: Dated[Any] | None, words: Any) -> str:
    if dated is None:
        return ""
    return f"{words(dated.value)} ({dated.source.grade})"


def _conversion() -> str:
    path = PACKS / "conversion.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = []
    for entry, became in found.items():
        modelled = not str(became).startswith("not modelled")
        names = str(became).split() if modelled else []
        linked = ", ".join(f"[{n}](rules/{n.split('.')[0]}.md)" for n in names)
        rows.append((entry, linked or str(became)))
    return "\n\n".join(
        (
            "# What became of each entry of the evidence",
            (
                "Every entry of the evidence on codes and law is a rule, or is not "
                "modelled; then the pack's page says why."
            ),
            table(("entry", "became"), rows),
        )
    )
