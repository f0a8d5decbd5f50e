"""One decision beside peers, on the same policy and the same cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from afterword.rules.binding import bound
from afterword.rules.facts import Members
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook
from tests.benchmarks import peers
from tests.benchmarks.cases import Case, Cases
from tests.benchmarks.measuring import Scale, Subject, Timing, in_turns
from tests.benchmarks.policy import Policy, policy_of
from tests.benchmarks.rows import (
    Result,
    Row,
    Table,
    Verdict,
    at_least,
    micro,
    paragraphs,
    rate,
)

ON = date(2026, 11, 23)
SIXTY = 60
EVERYDAY = (
    "wellbeing_check", "reply_to_client", "billing", "greeting", "social", "intimate",
)  # fmt: skip
SOMEBODY = {
    "registers": Members([]),
    "memberships": Members(["apa"]),
    "professions": Members(["psychologist"]),
    "therapist_places": Members(["US-NY"]),
    "client_places": Members(["US-NY"]),
    "yardstick_accepted": True,
}
TO_CEDAR, TO_CEL = 100, 10
HEAD = (
    "who", "form", "µs", "from … to", "a second", "× Afterword, facts at hand",
    "× Afterword, from values",
)  # fmt: skip
Subjects = Callable[[Policy], Sequence[Subject]]


def sixty_rules(book: RuleBook) -> Policy:
    """A small policy: everyday purposes, and packs that bind one clinician."""
    packs = {authority.pack.id for authority in bound(book, SOMEBODY).authorities}
    return policy_of(book, on=ON, packs=packs, purposes=EVERYDAY, most=SIXTY)


def all_packs(book: RuleBook) -> Policy:
    """Everything that a two-valued engine has words for."""
    return policy_of(book, on=ON)


def row(subjects: Subjects = peers.everybody) -> Row:
    """The row of one decision; a test leaves the peers out."""
    return Row(
        "one decision, outcome and deciding rules",
        lambda scale: _measure(scale, subjects),
    )


def _measure(scale: Scale, subjects: Subjects) -> Result:
    book = load_packs()
    tables: list[Table] = []
    verdicts: list[Verdict] = []
    for name, policy in (
        (f"{SIXTY} rules", sixty_rules(book)),
        ("all packs", all_packs(book)),
    ):
        chosen = subjects(policy)
        timings = in_turns(
            chosen,
            Cases(policy, seed=len(policy.roles)).some,
            scale,
            same=_agrees,
        )
        tables.append(_table(name, policy, chosen, timings))
        verdicts += _verdicts(name, chosen, timings)
    cases = scale.cases * len(tables)
    return Result(tuple(verdicts), tuple(tables), _notes(cases))


def _agrees(case: Case, answer: object) -> bool:
    return case.answer == answer


def _table(
    name: str, policy: Policy, subjects: Sequence[Subject], timings: Sequence[Timing]
) -> Table:
    ready, handed = timings[0].median, timings[1].median
    weighed = sum(len(policy.of(p)) for p in policy.purposes) / len(policy.purposes)
    return Table(
        title=(
            f"{name}: {len(policy.book.rules)} rules, {len(policy.kinds)} facts, "
            f"{len(policy.purposes)} purposes, {weighed:.0f} rules a purpose"
        ),
        head=HEAD,
        rows=tuple(
            (
                subject.name,
                subject.form,
                micro(timing.median),
                f"{micro(timing.quickest)} … {micro(timing.slowest)}",
                rate(timing.median),
                f"{timing.median / ready:.1f}",
                f"{timing.median / handed:.1f}",
            )
            for subject, timing in zip(subjects, timings, strict=True)
        ),
    )


def _verdicts(
    name: str, subjects: Sequence[Subject], timings: Sequence[Timing]
) -> list[Verdict]:
    """Hold the engine, facts at hand, against each form of a peer's whole policy."""
    goals = {"Cedar": TO_CEDAR, "CEL": TO_CEL}
    own = timings[0].median
    return [
        at_least(
            goals[subject.name],
            f"{subject.name}, {name}, {subject.form.removeprefix(peers.WHOLE)[2:]}",
            timing.median / own,
        )
        for subject, timing in zip(subjects, timings, strict=True)
        if subject.name in goals and subject.form.startswith(peers.WHOLE)
    ]


def _notes(cases: int) -> tuple[str, ...]:
    agreed = (
        "Everybody gave the same outcome and the same deciding rules in all "
        f"{cases:,} cases: 0 disagreements. One would have ended the run."
    )
    return (agreed, *_NOTES, f"Peers: {_peers()}.")


_NOTES = paragraphs("""
The policy is written from the packs for one day, by one small generator for each
language (`tests/benchmarks/cedar.py`, `cel.py`, `rego.py`). The sixty rules are taken
evenly from those that bind a psychologist in New York who is a member of the APA, for
six everyday purposes. A dozen kinds of people ask, each bound by another pack.

*Values made ready*: Afterword weighs facts as the gate hands them over, each with its
source and day; CEL's counterpart is values converted once, and kept. Cedar and Rego
have no such form; they convert what they are given each time. *Values handed over*: a
mapping of plain values, from which Afterword makes its facts inside the clock, too. The
goals are judged with facts at hand, against every form in which a peer holds the whole
policy.

*Split by purpose*: cut up by hand for the peer, with only the facts that the purpose
asks for. Afterword does the same by itself; these lines say what is left of its lead
where a peer is helped in this way.

What the peers do not do here: say that a fact is missing and which one to ask for, keep
doubt apart from no, weigh duties and conditions, use settlements, explain. Afterword
runs as it ships: it looks for missing facts and doubt each time, and what it gives
holds all that the explanation needs, which is the next row. What it works out by itself
(whether all rules of a place are held here, whether waiting periods are over) the peers
are given.

Left out of the policy, so that everybody can hold it: duties, conditions added to a
yes, the safety lane, and lines that compare two days that are months apart.
""")


def _peers() -> str:
    try:
        versions = peers.versions()
    except ModuleNotFoundError:
        return "none are installed"
    return "; ".join(
        f"{name} as `{package}` {versions[name]} ({why})"
        for name, (package, why) in peers.PEERS.items()
    )
