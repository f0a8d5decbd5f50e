"""Write docs/reference/reliability.md from what `make prove` counted, and only that.

It reads one line a round. Without rounds it writes nothing and says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "reliability.md"
INTRO = """\
# Reliability: what was counted

Written by `make prove`; nothing here is typed by hand. In each round invented clients
have three contacts due. Eight senders take them through the real gate to a real mail
server that lets some of them hang, while four threads stop clients and one reports
deaths. Processes are ended with `kill -9` at every point of the gate, the register and
the stop, directly on PostgreSQL and through pgbouncer in transaction mode. Then the
mail server's own notes are held against ledger, register, rulings and journal.
"""


def page(rounds: list[dict[str, Any]], commit: str, day: str) -> str:
    """Give the page for these rounds."""
    crashes = sum((Counter(each["crashes"]) for each in rounds), Counter())
    said = sum((Counter(each["said"]) for each in rounds), Counter())
    rows = sum((Counter(each["rows"]) for each in rounds), Counter())
    wrong = [what for each in rounds for what in each["wrong"]]

    def total(name: str) -> int:
        return sum(each[name] for each in rounds)

    counted = [
        ("rounds, each with a seed of its own", len(rounds)),
        ("clients, each one history of sends, stops and crashes", total("clients")),
        ("contacts that were due", total("occasions")),
        ("messages that arrived", total("messages")),
        ("stops answered", total("stops")),
        *((f"of them answered `{name}`", n) for name, n in sorted(said.items())),
        *((f"hand-offs that ended `{name}`", n) for name, n in sorted(rows.items())),
        ("crashes (`kill -9`)", sum(crashes.values())),
        ("broken promises", len(wrong)),
    ]
    slowest = max(each["slowest_stop"] for each in rounds)
    parts = [
        INTRO,
        f"Measured on {day} at commit `{commit}`.\n",
        table(("what", "how many"), counted),
        (
            f"The slowest stop was answered after {slowest:.1f} s, while the mail "
            "server let others hang.\n"
        ),
        "## Where it was killed\n",
        table(("point", "times"), sorted(crashes.items())),
    ]
    if wrong:
        parts += ["## What broke\n", "\n".join(f"* {what}" for what in wrong) + "\n"]
    return "\n".join(parts)


def table(head: tuple[str, str], rows: list[tuple[str, int]]) -> str:
    lines = [head, ("---", "---:"), *((name, f"{n}") for name, n in rows)]
    return "\n".join(f"| {one} | {two} |" for one, two in lines) + "\n"


def main() -> int:
    """Write the page, or say that there is nothing to write it from."""
    path = Path(sys.argv[1])
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if not lines:
        print("no round was counted; the page stays as it is", file=sys.stderr)  # noqa: T201
        return 1
    git = ["/usr/bin/env", "git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    said = subprocess.run(git, capture_output=True, text=True, check=False).stdout
    day = datetime.now(UTC).date().isoformat()
    rounds = [json.loads(line) for line in lines]
    PAGE.write_text(page(rounds, said.strip() or "unknown", day), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
