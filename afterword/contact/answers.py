"""What the gate answers with, by its name, for whoever shows it. It decides nothing."""

from __future__ import annotations

from afterword.rules.deciding import Decision as Answer

__all__ = ["Answer"]
