"""`afterword packs diff --stored`: decide stored rulings anew under other packs.

It prints which ruling of which practice would come out otherwise, and never a fact.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from afterword.config import environment, operations
from afterword.rules.commands.comparing import ORDER, summary, watched
from afterword.rules.commands.printing import ANSWERED, a_folder
from afterword.rules.comparing import Both, Change, Difference
from afterword.rules.errors import OptionError
from afterword.rules.loading.packs import load_from


def compare(options: argparse.Namespace) -> int:
    """Walk every practice, and list the rulings whose answer would be another one."""
    if options.cases is not None:
        raise OptionError("--stored and --cases are two sources; choose one")
    both = Both(
        load_from(a_folder(options.old)),
        load_from(a_folder(options.new)),
    )
    with operations.database():
        environment.load_django()
        found = [
            (home, each)
            for home in _practices()
            for each in both.differences(watched(_questions(home, both)))
        ]
    if options.json:
        print(json.dumps(_plain(both, found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_told(both, found)))
    return ANSWERED


def _practices() -> list[Any]:
    from afterword.tenancy.models import Practice  # noqa: PLC0415 - after Django

    return list(Practice.objects.order_by("created_at", "id"))


def _questions(home: Any, both: Both) -> Iterator[Any]:
    from afterword.audit.actors import operator  # noqa: PLC0415 - after Django
    from afterword.contact.replaying import stored_questions  # noqa: PLC0415

    return stored_questions(both=both, by=operator(home.pk))


def _told(both: Both, found: list[tuple[Any, Difference]]) -> Iterator[str]:
    for change in ORDER:
        for home, each in found:
            if each.change is change:
                yield (
                    f"{change.value.replace('_', ' ')}: {each.question.name}  "
                    f"{each.before.outcome} → {each.after.outcome}  "
                    f"on {each.question.on}, {home.name}"
                )
    for line in both.unread:
        yield f"not decided: {line}"
    yield summary(both, "stored rulings")


def _plain(both: Both, found: list[tuple[Any, Difference]]) -> dict[str, Any]:
    return {
        "asked": both.asked,
        "counts": {change.value: both.counts[change] for change in Change},
        "unread": both.unread,
        "changed": [
            {
                "ruling": each.question.name,
                "practice": str(home.pk),
                "practice_name": home.name,
                "on": each.question.on.isoformat(),
                "change": each.change.value,
                "before": each.before.outcome.value,
                "after": each.after.outcome.value,
                "rules_before": list(each.before.because_of),
                "rules_after": list(each.after.because_of),
            }
            for home, each in found
        ],
    }
