"""The shapes beside words: one per outcome, one per duty. Drawn in the text's colour.

A shape never stands alone: the words carry the meaning, so every shape is hidden
from screen readers.
"""

from __future__ import annotations

_OPEN = (
    '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" '
    'stroke-width="2" aria-hidden="true" focusable="false">'
)

SHAPES = {
    "require": '<path d="M1.5 1.5h13v13h-13zM8 4.5v7"/>',
    "permit": '<circle cx="8" cy="8" r="6.5"/><path d="m5 8.2 2.2 2.2 4-4.6"/>',
    "consult": '<circle cx="5.8" cy="8" r="4.6"/><circle cx="10.2" cy="8" r="4.6"/>',
    "hold": '<circle cx="8" cy="8" r="6.5" stroke-dasharray="4 2.8"/>',
    "refuse": '<circle cx="8" cy="8" r="6.5"/><path d="M4.5 8h7"/>',
    "met": '<path d="m2.5 8.5 3.5 3.5 7.5-8"/>',
    "unmet": '<circle cx="8" cy="8" r="5.5"/>',
    "unknown": '<circle cx="8" cy="8" r="5.5" stroke-dasharray="3 2.4"/>',
}


def shape(name: str) -> str:
    """Give one shape as SVG. A name without a shape is a mistake in the code."""
    return f"{_OPEN}{SHAPES[name]}</svg>"
