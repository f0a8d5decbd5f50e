"""Who is measured on the same policy: the engine and its peers, each at its quickest.

A peer gets the whole policy in one piece, and also split by purpose with only the
facts that a purpose asks for, which the engine does by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from afterword.rules.deciding import Decision, decide
from afterword.rules.facts import Facts, Known
from afterword.rules.gathering import because_of
from tests.benchmarks import cedar, cel, rego
from tests.benchmarks.cases import Case
from tests.benchmarks.measuring import Subject
from tests.benchmarks.policy import Answer, Policy, answer_of

WHOLE, SPLIT = "the whole policy", "split by purpose"
HANDED_OVER, MADE_READY = "values handed over", "values made ready before"
PEERS = {
    "Cedar": ("cedarpy", "Rust; forbid before permit, says which policies decided"),
    "CEL": ("cel-expr-python", "C++; the fastest expressions in wide use"),
    "Rego": ("gordon-to-regorus", "Rust; rules that name what fired"),
}


def versions() -> dict[str, str]:
    """Give each peer with its version, as it is installed."""
    return {name: version(package) for name, (package, _) in PEERS.items()}


def afterword(policy: Policy) -> list[Subject]:
    """The engine, from facts as the gate hands them over, and from plain values."""
    book, on = policy.book, policy.on

    def told(decision: Decision) -> Answer:
        deciding = frozenset([rule.id for rule in because_of(decision)])
        return Answer(decision.outcome, deciding)

    def values(case: Case) -> Mapping[str, Any]:
        return case.facts.values_known

    def from_values(values: Mapping[str, Any]) -> Answer:
        facts = Facts({name: Known(value, "", on) for name, value in values.items()})
        return told(decide(facts, book, on=on))

    return [
        Subject(
            "Afterword",
            f"{WHOLE}, {MADE_READY}",
            lambda case: Facts(case.facts),
            lambda facts: told(decide(facts, book, on=on)),
        ),
        Subject("Afterword", f"{WHOLE}, {HANDED_OVER}", values, from_values),
    ]


def everybody(policy: Policy) -> list[Subject]:
    """The engine first, then every peer in every form."""
    return [*afterword(policy), *_cedar(policy), *_cel(policy), *_rego(policy)]


def _narrow(policy: Policy) -> Callable[[Case], dict[str, Any]]:
    """Keep only what the purpose of a case asks for."""
    asked = {purpose: policy.asked_for(purpose) for purpose in policy.purposes}

    def narrowed(case: Case) -> dict[str, Any]:
        return {name: case.plain[name] for name in asked[case.purpose]}

    return narrowed


def _cedar(policy: Policy) -> list[Subject]:
    ask = cedar.asker(policy.roles)
    by_purpose = {p: cedar.asker(policy.of(p)) for p in policy.purposes}
    narrow = _narrow(policy)

    def whole(request: dict[str, Any]) -> Answer:
        return answer_of(policy, request["purpose"], ask(request["asked"]))

    def split(request: dict[str, Any]) -> Answer:
        purpose = request["purpose"]
        return answer_of(policy, purpose, by_purpose[purpose](request["asked"]))

    def ready(values: Mapping[str, Any], purpose: str) -> dict[str, Any]:
        return {"purpose": purpose, "asked": cedar.request_of(values, purpose)}

    return [
        Subject(
            "Cedar",
            f"{WHOLE}, {HANDED_OVER}",
            lambda case: ready(case.plain, case.purpose),
            whole,
        ),
        Subject(
            "Cedar",
            f"{SPLIT}, {HANDED_OVER}",
            lambda case: ready(narrow(case), case.purpose),
            split,
        ),
    ]


def _cel(policy: Policy) -> list[Subject]:
    engine = cel.Engine(policy.kinds)
    ask = engine.asker(policy.roles)
    by_purpose = {
        p: engine.asker(policy.of(p), dispatched=True) for p in policy.purposes
    }
    narrow = _narrow(policy)

    def whole(given: tuple[str, Any]) -> Answer:
        purpose, values = given
        return answer_of(policy, purpose, ask(values))

    def split(given: tuple[str, Any]) -> Answer:
        purpose, values = given
        return answer_of(policy, purpose, by_purpose[purpose](values))

    def converted(
        answer: Callable[[tuple[str, Any]], Answer], purpose: str, values: Any
    ) -> tuple[str, Any]:
        """Convert values once, by asking: what was converted is kept for the next."""
        given = (purpose, engine.activation(values))
        answer(given)
        return given

    return [
        Subject(
            "CEL",
            f"{WHOLE}, {HANDED_OVER}",
            lambda case: (case.purpose, case.plain),
            whole,
        ),
        Subject(
            "CEL",
            f"{WHOLE}, {MADE_READY}",
            lambda case: converted(whole, case.purpose, case.plain),
            whole,
        ),
        Subject(
            "CEL",
            f"{SPLIT}, {HANDED_OVER}",
            lambda case: (case.purpose, narrow(case)),
            split,
        ),
        Subject(
            "CEL",
            f"{SPLIT}, {MADE_READY}",
            lambda case: converted(split, case.purpose, narrow(case)),
            split,
        ),
    ]


def _rego(policy: Policy) -> list[Subject]:
    ask = rego.asker({"policy": policy.roles}, dispatched=False)
    by_purpose = rego.asker({p: policy.of(p) for p in policy.purposes}, dispatched=True)
    narrow = _narrow(policy)

    def whole(given: tuple[str, Any]) -> Answer:
        purpose, values = given
        return answer_of(policy, purpose, ask("policy", values))

    def split(given: tuple[str, Any]) -> Answer:
        purpose, values = given
        return answer_of(policy, purpose, by_purpose(purpose, values))

    return [
        Subject(
            "Rego",
            f"{WHOLE}, {HANDED_OVER}",
            lambda case: (case.purpose, case.plain),
            whole,
        ),
        Subject(
            "Rego",
            f"{SPLIT}, {HANDED_OVER}",
            lambda case: (case.purpose, narrow(case)),
            split,
        ),
    ]
