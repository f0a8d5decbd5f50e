"""Points at which a crash must do no harm. Each does nothing until a test names it.

``AFTERWORD_YIELDS="register.begun:3"`` kills this process the third time it comes
by that point. The test walks ``POINTS`` and fails when a point was never reached.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from typing import Final

POINTS: Final = (
    "withdraw.asked",
    "withdraw.ledger_written",
    "withdraw.ledger_committed",
    "withdraw.journaled",
    "withdraw.cancelling",
    "withdraw.cancelled",
    "register.locked",
    "register.claimed",
    "register.begun",
    "register.looked_again",
    "register.finished",
)
"""The points of the ledger and the register; the gate has more of its own."""


def read(plan: str) -> dict[str, int]:
    """Read a plan such as ``register.begun:3,withdraw.asked:1``."""
    pairs = (part.partition(":") for part in plan.split(",") if part)
    return {name: int(times) for name, _, times in pairs}


_plan: Final = read(os.environ.get("AFTERWORD_YIELDS", ""))
_passed: Final = {name: count(1) for name in _plan}


def reached(name: str) -> None:
    """Say that this point is reached. In production nothing happens."""
    if _plan and name in _plan and next(_passed[name]) == _plan[name]:
        os.kill(os.getpid(), signal.SIGKILL)
