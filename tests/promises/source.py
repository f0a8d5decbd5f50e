"""Reads our own source as trees, for the promises about its shape."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Give our modules; migrations are generated and count as data."""
    found = ROOT.joinpath("afterword").rglob("*.py")
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    """Give a file's name as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Read one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Give every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def calls(path: Path) -> Iterator[ast.Call]:
    """Give every call of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node


def dotted(node: ast.expr) -> str:
    """Give `a.b.c` for such an expression, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Give what a file imports, as full names with their lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names
            )


def kept_files() -> list[Path]:
    """Give the files that are shared with others."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:  # an unpacked archive has no history
        return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]
    names = listed.stdout.decode().split("\0")
    return [path for each in names if each and (path := ROOT / each).is_file()]
