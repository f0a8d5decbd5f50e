"""Where the questionnaires lie: open ones, licence packs, shells.

``packs/instruments/phq4.yaml``                      may be shown as it is
``packs/instruments/licensed/<pack>/core10.yaml``    off until its terms are accepted
``packs/instruments/shells/wsas.yaml``               numbers only
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

LICENSED = "licensed"
SHELLS = "shells"
TERMS = "licence.yaml"


@dataclass(frozen=True)
class File:
    """One questionnaire's file, and the licence pack it lies in, if any."""

    at: Traversable
    licence_pack: str
    is_shell: bool

    def text(self) -> str:
        """Read it whole."""
        return self.at.read_text(encoding="utf-8")


@cache
def files_of_instruments() -> Mapping[str, File]:
    """Give every questionnaire's file by its name."""
    return MappingProxyType(dict(_found()))


@cache
def folders_of_licences() -> Mapping[str, Traversable]:
    """Give the folder of every licence pack by its name."""
    licensed = _root() / LICENSED
    there = licensed.iterdir() if licensed.is_dir() else ()
    return MappingProxyType({one.name: one for one in there if one.is_dir()})


def _found() -> Iterator[tuple[str, File]]:
    shells = _root() / SHELLS
    places = [(_root(), "", False), (shells, "", True)]
    places += [(one, name, False) for name, one in folders_of_licences().items()]
    for folder, pack, is_shell in places:
        for at in folder.iterdir() if folder.is_dir() else ():
            if at.name.endswith(".yaml") and at.name != TERMS:
                yield at.name.removesuffix(".yaml"), File(at, pack, is_shell)


def _root() -> Traversable:
    return files("afterword") / "packs" / "instruments"
