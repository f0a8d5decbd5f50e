"""The cases that lie beside a pack, read one way for everybody. Not: running them.

Nothing that answers a question imports this: it reads YAML, which is slow to import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from afterword.rules.loading.reading import Document, read
from afterword.rules.rulebook import Pack

KEYS = ("case", "facts", "usual", "on", "expect", "with")
LISTS = ("because_of", "fires", "silent", "missing", "obligations", "warnings")
EXPECTED = ("outcome", "reason", *LISTS)
_SPEAKS_OF = ("because_of", "fires")


@dataclass(frozen=True)
class Case:
    """One sentence that a reviewer can judge, with its facts and what is expected."""

    says: str
    facts: Mapping[str, Any]
    usual: bool
    on: str
    expect: Mapping[str, Any]
    also: tuple[str, ...]
    """Packs that are weighed beside the one that the case belongs to."""
    line: int

    @property
    def applies(self) -> frozenset[str]:
        """The rules that this case says apply."""
        return frozenset(
            name for key in _SPEAKS_OF for name in _names(self.expect.get(key))
        )

    @property
    def stays_silent(self) -> frozenset[str]:
        """The rules that this case says do not apply."""
        return frozenset(_names(self.expect.get("silent")))


def pack_file(pack: Pack, root: Path) -> Path:
    """Say where a pack lies that was loaded from this folder, or by its own path."""
    inside = pack.file.removeprefix("packs/")
    return root / inside if inside != pack.file else Path(pack.file)


def cases_file(pack: Pack, root: Path) -> Path:
    """Say where the cases of a pack lie."""
    return pack_file(pack, root).with_suffix(".cases.yaml")


def read_cases(pack: Pack, root: Path) -> Document | None:
    """Read the file as it stands, faults and all; nothing where there is none."""
    path = cases_file(pack, root)
    try:
        return read(path.read_bytes(), path.name)
    except FileNotFoundError:
        return None


def cases_of(pack: Pack, root: Path) -> tuple[Case, ...]:
    """Give the cases of a pack that can be read; ``cases`` names those that cannot."""
    path = cases_file(pack, root)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return ()
    return _cases(path, changed)


@lru_cache(maxsize=1024)
def _cases(path: Path, _changed: int) -> tuple[Case, ...]:
    document = read(path.read_bytes(), path.name)
    listed = document.data if isinstance(document.data, list) else []
    return tuple(
        found
        for i, plain in enumerate(listed)
        if (found := case_of(plain, document.line((i,)))) is not None
    )


def case_of(plain: Any, line: int) -> Case | None:
    """Make a case of plain data; of what is no case, nothing."""
    if not isinstance(plain, dict) or not isinstance(plain.get("facts"), dict):
        return None
    expect = plain.get("expect")
    return Case(
        says=str(plain.get("case", "a case")),
        facts=plain["facts"],
        usual=plain.get("usual") == "yes",
        on=str(plain.get("on", "")),
        expect=expect if isinstance(expect, dict) else {},
        also=_names(plain.get("with")),
        line=line,
    )


def _names(given: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in given) if isinstance(given, list) else ()
