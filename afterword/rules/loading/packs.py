"""Find, check and load all packs; keep a checked index so that a start is quick.

The index is keyed by the bytes of every source and of the code that reads them, and
sealed with that key, so it is never stale; where it cannot be written, nothing is lost
but time.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from afterword.rules.errors import PacksError, Problem
from afterword.rules.rulebook import RuleBook

PACKAGE = Path(__file__).resolve().parent.parent.parent
PACKS = PACKAGE / "packs"
_WORDS = PACKAGE / "rules"
_VOCABULARY = {
    "facts": _WORDS / "facts.yaml",
    "purposes": _WORDS / "purposes.yaml",
    "obligations": _WORDS / "obligations.yaml",
}
_REGIONS = Path("places", "regions.yaml")
_FOLDERS = ("codes", "law", "practice")


def load_packs(*also: Path, root: Path = PACKS, cache: bool = True) -> RuleBook:
    """Load every pack under ``root`` and in ``also``, or raise PacksError."""
    sources = _sources(root, also)
    key = _key(sources)
    index = _cache_file(key) if cache else None
    plain = _remembered(index, key) if index else None
    if plain is None:
        plain = _checked(sources)
        if index:
            _remember(index, key, plain)
    return RuleBook.build(plain)


def load_from(root: Path) -> RuleBook:
    """Load the packs of one folder. Only the shipped ones are worth an index."""
    return load_packs(root=root, cache=root == PACKS)


def check_packs(*also: Path, root: Path = PACKS) -> tuple[Problem, ...]:
    """Give every problem of the packs, without loading them."""
    try:
        _checked(_sources(root, also))
    except PacksError as error:
        return error.problems
    return ()


def pack_files(*folders: Path) -> list[Path]:
    """Find the packs below some folders; the cases beside them are not packs."""
    found = [path for folder in folders for path in folder.rglob("*.yaml")]
    return sorted(path for path in found if not path.name.endswith(".cases.yaml"))


def _sources(root: Path, also: Iterable[Path]) -> dict[str, bytes]:
    """Read the bytes of every source once, by the name that errors show."""
    files = {f"afterword/rules/{p.name}": p for p in _VOCABULARY.values()}
    regions = root / _REGIONS
    files["packs/places/regions.yaml"] = (
        regions if regions.exists() else PACKS / _REGIONS
    )
    for path in pack_files(*(root / name for name in _FOLDERS)):
        files[f"packs/{path.relative_to(root).as_posix()}"] = path
    for path in pack_files(*also):
        files[str(path)] = path
    return {name: path.read_bytes() for name, path in files.items()}


def _key(sources: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, text in sorted({**sources, **_code()}.items()):
        digest.update(f"{name}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


def _code() -> dict[str, bytes]:
    """Read the code of the rules: other code may read the same sources otherwise."""
    return {
        path.relative_to(_WORDS).as_posix(): path.read_bytes()
        for path in _WORDS.rglob("*.py")
    }


def _seal(key: str, body: bytes) -> bytes:
    """Hash an index together with what it was made from."""
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()


def _checked(sources: dict[str, bytes]) -> dict[str, Any]:
    """Check everything and give plain data; YAML is read only here."""
    from afterword.rules.loading.sources import check_sources  # noqa: PLC0415 - YAML is slow to import

    return check_sources(sources)


def _cache_file(key: str) -> Path:
    home = os.environ.get("AFTERWORD_HOME")
    if home:
        folder = Path(home, "cache")
    else:
        folder = Path(
            os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "afterword"
        )
    return folder / f"packs-{key[:32]}.json"


def _remembered(index: Path, key: str) -> dict[str, Any] | None:
    """Read an index that only this account could have written, and that is whole."""
    try:
        with index.open("rb") as file:
            owner = os.fstat(file.fileno())
            if owner.st_uid != os.getuid() or owner.st_mode & (
                stat.S_IWGRP | stat.S_IWOTH
            ):
                return None
            seal, _, body = file.read().partition(b"\n")
        if seal != _seal(key, body):
            return None
        plain = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None
    return plain if isinstance(plain, dict) else None


def _remember(index: Path, key: str, plain: dict[str, Any]) -> None:
    """Write the index in one step, and sweep older ones; a failure costs only time."""
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    draft = index.with_suffix(f".{os.getpid()}")
    try:
        index.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(_seal(key, body) + b"\n" + body)
        draft.chmod(0o600)
        draft.replace(index)
        for old in index.parent.glob("packs-*.json"):
            if old != index:
                old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
