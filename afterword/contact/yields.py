"""Points of the gate at which a crash must do no harm. Nothing happens at them.

A test names one in ``AFTERWORD_YIELDS`` and is killed there; it walks ``POINTS``
and fails when one was never reached.
"""

from __future__ import annotations

from typing import Final

from afterword.consent.yields import reached

POINTS: Final = (
    "claim.locked",
    "claim.ruled",
    "claim.committed",
    "begin.committed",
    "letter.made",
    "hand_off.locked",
    "hand_off.weighed",
    "hand_off.envelope",
    "hand_off.sent",
    "hand_off.recorded",
    "hand_off.committed",
)

__all__ = ["POINTS", "reached"]
