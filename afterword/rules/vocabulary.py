"""The words of the rules: facts, purposes, obligations. Not: the value of any fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from afterword.rules.periods import Span
from afterword.rules.places import Places

NONE_REPORTED = "none_reported"
EXAMPLES = frozenset({"XX", "ZZ"})
"""Codes that belong to no country, for examples and tests."""
RECORD_VALUES = ("yes", "no", NONE_REPORTED)


@dataclass(frozen=True)
class FactSpec:
    """One fact: what it may be, who can say it, and the question in plain words."""

    name: str
    group: str
    type: str
    values: tuple[str, ...]
    is_open: bool
    of_places: bool
    who: str
    question: str
    record: bool
    ordinary: Any
    in_general: Any
    usual: str
    """What is assumed where the ordinary is, as the end of a sentence."""
    stale_after: Span | None
    order: int
    plain: Mapping[str, Any]


@dataclass(frozen=True)
class Purpose:
    """Why somebody would be contacted: one of a closed list."""

    name: str
    lane: str
    label: str
    ground: str
    content: tuple[str, ...]
    expects_reply: bool
    carried_by: tuple[str, ...]


@dataclass(frozen=True)
class Lane:
    """A kind of purpose, with what silence and settlements mean in it."""

    name: str
    label: str
    answer_only: bool
    never_permit: bool
    carries_uncovered_permit: bool

    @cached_property
    def how_it_ends(self) -> tuple[bool, bool, bool]:
        """What the combination asks: safety, answer only, never a permit."""
        return self.name == "safety", self.answer_only, self.never_permit


@dataclass(frozen=True)
class Obligation:
    """Something that must be done for a permitted contact to be right."""

    name: str
    kind: str
    says: str
    met_by: str


@dataclass(frozen=True)
class Together:
    """Obligations that one sentence says, where all of them are asked for."""

    of: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Vocabulary:
    """All closed lists, checked and ready to use."""

    facts: Mapping[str, FactSpec]
    purposes: Mapping[str, Purpose]
    lanes: Mapping[str, Lane]
    obligations: Mapping[str, Obligation]
    together: tuple[Together, ...]
    warnings: Mapping[str, str]
    spellings: Mapping[str, Mapping[str, str]]
    places: Places

    @cached_property
    def lasting(self) -> Mapping[str, Span]:
        """The facts that go stale, and after how long."""
        return {
            n: spec.stale_after for n, spec in self.facts.items() if spec.stale_after
        }

    @cached_property
    def sets(self) -> frozenset[str]:
        """The facts that hold several members."""
        return frozenset(
            name for name, spec in self.facts.items() if spec.type == "set"
        )

    @cached_property
    def worked_out(self) -> frozenset[str]:
        """The facts that the engine works out by itself."""
        return frozenset(
            name for name, spec in self.facts.items() if spec.who == "engine"
        )

    def lane_of(self, purpose: str) -> Lane:
        """Give the lane of a purpose."""
        return self.lanes[self.purposes[purpose].lane]

    @classmethod
    def build(cls, plain: Mapping[str, Any]) -> Vocabulary:
        """Make the vocabulary from checked plain data (see ``loading``)."""
        places = plain["places"]
        facts = plain["facts"]
        return cls(
            facts={
                name: _fact(name, order, spec, plain)
                for order, (name, spec) in enumerate(facts["facts"].items())
            },
            purposes={
                name: Purpose(
                    name=name,
                    lane=spec["lane"],
                    label=spec["label"],
                    ground=spec["ground"],
                    content=tuple(spec["content"]),
                    expects_reply=spec["expects_reply"] == "yes",
                    carried_by=tuple(spec["carried_by"]),
                )
                for name, spec in plain["purposes"]["purposes"].items()
            },
            lanes={
                name: Lane(
                    name=name,
                    label=spec["label"],
                    answer_only=spec.get("answer_only") == "yes",
                    never_permit=spec.get("never_permit") == "yes",
                    carries_uncovered_permit=spec.get("carries_uncovered_permit")
                    == "yes",
                )
                for name, spec in plain["purposes"]["lanes"].items()
            },
            obligations={
                name: Obligation(name=name, **spec)
                for name, spec in plain["obligations"]["obligations"].items()
            },
            together=tuple(
                Together(of=tuple(one["of"]), says=one["says"])
                for one in plain["obligations"].get("together", ())
            ),
            warnings=plain["obligations"]["warnings"],
            spellings=facts.get("spellings", {}),
            places=Places(
                countries=frozenset(places["countries"]) | EXAMPLES,
                regions={r: tuple(m) for r, m in places["regions"].items()},
                spellings=facts.get("spellings", {}).get("places", {}),
                names={**places["countries"], **places.get("parts", {})},
            ),
        )


def suggest(word: str, known: Iterable[str]) -> str:
    """Offer the nearest known word, as an ending for an error message."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when somebody erred

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def _fact(
    name: str, order: int, spec: Mapping[str, Any], plain: Mapping[str, Any]
) -> FactSpec:
    named = spec.get("values", ())
    record = spec.get("record") == "yes"
    values: tuple[str, ...] = ()
    if named in ("purposes", "lanes"):
        values = tuple(plain["purposes"][named])
    elif record:
        values = RECORD_VALUES
    elif named != "places":
        values = tuple(named)
    return FactSpec(
        name=name,
        group=spec["group"],
        type=spec["type"],
        values=values,
        is_open=spec.get("open") == "yes",
        of_places=named == "places",
        who=spec["who"],
        question=spec["ask"],
        record=record,
        ordinary=_canonical(spec, spec.get("ordinary")),
        in_general=_canonical(spec, spec.get("in_general")),
        usual=spec.get("usual", ""),
        stale_after=Span.read(spec["stale_after"]) if "stale_after" in spec else None,
        order=order,
        plain=spec,
    )


def _canonical(spec: Mapping[str, Any], text: Any) -> Any:
    if text is None:
        return None
    if spec["type"] == "bool":
        return text == "yes"
    if spec["type"] == "int":
        return int(text)
    if spec["type"] == "set":
        from afterword.rules.facts import Members  # noqa: PLC0415 - it needs these words

        return Members([] if text == "none" else [text])
    return text
