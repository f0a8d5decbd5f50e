"""Which practice this is: context, row security, roles."""

from afterword.tenancy.context import (
    OutsidePracticeError,
    current_practice,
    practice,
)

__all__ = ["OutsidePracticeError", "current_practice", "practice"]
