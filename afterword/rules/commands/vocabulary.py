"""`afterword facts | purposes`: what a question may hold. Not: asking one."""

from __future__ import annotations

import argparse
from typing import Any

from afterword.rules.commands.printing import ANSWERED, say, say_json
from afterword.rules.facts import plain_value
from afterword.rules.loading.packs import load_packs
from afterword.rules.vocabulary import FactSpec


def add_facts(parser: argparse.ArgumentParser) -> None:
    """Offer JSON."""
    parser.add_argument("--json", action="store_true", help="print as JSON")


add_purposes = add_facts


def run_facts(options: argparse.Namespace) -> int:
    """Print the vocabulary of facts."""
    words = load_packs().vocabulary
    if options.json:
        say_json({name: _fact(spec) for name, spec in words.facts.items()})
        return ANSWERED
    for name, spec in words.facts.items():
        values = ", ".join(spec.values) or spec.type
        say(f"{name}  ({spec.group}; {spec.who})\n    {spec.question}\n    {values}")
    return ANSWERED


def run_purposes(options: argparse.Namespace) -> int:
    """Print the closed list of purposes."""
    words = load_packs().vocabulary
    if options.json:
        listed = {
            name: {
                "lane": p.lane,
                "label": p.label,
                "ground": p.ground,
                "content": list(p.content),
                "expects_reply": p.expects_reply,
                "carried_by": list(p.carried_by),
            }
            for name, p in words.purposes.items()
        }
        say_json(listed)
        return ANSWERED
    for name, p in words.purposes.items():
        say(f"{name}  ({words.lanes[p.lane].label})\n    {p.label}; ground: {p.ground}")
    return ANSWERED


def _fact(spec: FactSpec) -> dict[str, Any]:
    return {
        "group": spec.group,
        "type": spec.type,
        "values": list(spec.values),
        "who": spec.who,
        "question": spec.question,
        "record": spec.record,
        "ordinary": plain_value(spec.ordinary),
        "in_general": plain_value(spec.in_general),
        "stale_after": spec.plain.get("stale_after"),
    }
