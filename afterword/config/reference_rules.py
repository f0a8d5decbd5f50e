"""Pages of the reference about vocabularies and places. Not: packs, writing files."""

from __future__ import annotations

from typing import Any

from afterword.config import reference_evidence, reference_packs
from afterword.config.reference_marks import table
from afterword.rules.loading.packs import load_packs
from afterword.rules.localities import Dated, place, written_places
from afterword.rules.vocabulary import FactSpec, Vocabulary


def pages() -> dict[str, str]:
    """Give each page by its file name."""
    book = load_packs()
    words = book.vocabulary
    return {
        "facts.md": _facts(words),
        "purposes.md": _purposes(words),
        "obligations.md": _obligations(words),
        "places.md": _places(),
        "conversion.md": reference_evidence.page(book),
        **reference_packs.pages(book),
    }


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
                s.usual,
                _stale(s),
            )
            for s in specs
        )
        heads = (
            "fact",
            "question",
            "values",
            "who",
            "ordinary",
            "assumes",
            "stale after",
        )
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
    together = (
        (", ".join(f"`{name}`" for name in one.of), one.says) for one in words.together
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
            "## Said together",
            "Where all of them are asked for, one sentence says them.",
            table(("obligations", "says"), together),
            "## Warnings",
            "What a contact would change. They stop nothing.",
            table(("warning", "says"), warned),
        )
    )


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
