"""Measure every row and write the page. Run by `make bench`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.benchmarks import command_line, decisions, itself
from tests.benchmarks.measuring import FULL
from tests.benchmarks.page import PAGE, ROOT, Taken, load, page
from tests.benchmarks.rows import Row

ROWS: Sequence[Row] = (
    decisions.row(),
    itself.explanation(),
    itself.growth(),
    command_line.row(),
)


def main() -> int:
    """Say each goal as it is measured, then write the page."""
    before = load()
    measured = []
    for row in ROWS:
        result = row.measure(FULL)
        measured.append((row, result))
        for verdict in result.verdicts:
            met = "met" if verdict.met else "NOT MET"
            print(f"{row.path}: {verdict.goal}: {verdict.measured}, {met}")  # noqa: T201
    git = ["/usr/bin/env", "git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    said = subprocess.run(git, capture_output=True, text=True, check=False).stdout
    taken = Taken(
        day=datetime.now(UTC).date().isoformat(),
        commit=said.strip() or "unknown",
        load_before=before,
        load_after=load(),
    )
    PAGE.write_text(page(measured, taken), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
