"""Write docs/reference anew from the code and the packs. Run by `make reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import afterword
from afterword.config import (
    environment,
    reference_answers,
    reference_measures,
    reference_rules,
)
from afterword.config.reference_marks import table
from afterword.rules import manifest
from afterword.rules.loading.packs import PACKS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
WRITTEN = "<!-- Written by `make reference`; change the source, not this page. -->"
OURS = ("*.md", "rules/*.md")
BY_HAND = frozenset({"reliability.md", "benchmarks.md"})
"""Pages that measurements write."""


def pages() -> dict[str, str]:
    """Give every page by its file name. Django must have been loaded."""
    found = reference_rules.pages() | {
        "README.md": _contents(),
        "settings.md": _settings(),
        "events.md": _events(),
        "errors.md": _errors(),
        "endings.md": _endings(),
        "measures.md": reference_measures.page(),
        "answers.md": reference_answers.page(),
    }
    return {
        name: f"{text.split(chr(10), 1)[0]}\n\n{WRITTEN}\n\n"
        f"{text.split(chr(10), 1)[1].strip()}\n"
        for name, text in sorted(found.items())
    }


def stale(folder: Path = FOLDER) -> list[str]:
    """Name each page on disk that is not as it would be written now."""
    wanted = pages()
    there = {
        path.relative_to(folder).as_posix()
        for pattern in OURS
        for path in folder.glob(pattern)
    }
    left_over = there - wanted.keys() - BY_HAND
    differing = {
        name
        for name, text in wanted.items()
        if name not in there or (folder / name).read_text(encoding="utf-8") != text
    }
    return sorted(left_over | differing)


def write(folder: Path = FOLDER) -> list[str]:
    """Write every page that changed and take away those that are no more."""
    changed = stale(folder)
    wanted = pages()
    for name in changed:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def main() -> int:
    """Write the pages and the manifest of the packs, and say which changed."""
    environment.load_django()
    for name in write():
        print(f"docs/reference/{name}")
    if manifest.write(PACKS):
        print(f"afterword/packs/{manifest.MANIFEST}")
    return 0


def _contents() -> str:
    listed = (
        ("facts.md", "what a rule may ask about"),
        ("purposes.md", "why somebody may be contacted"),
        ("obligations.md", "what must be done for it to be right, and warnings"),
        ("rules/README.md", "every rule in words, by source text"),
        ("rules/by-place.md", "the same by place"),
        ("rules/by-profession.md", "by profession"),
        ("rules/by-topic.md", "by what a contact is for"),
        ("rules/by-reading.md", "when each text was read, and is to be read again"),
        ("answers.md", "whole answers to questions of every kind, to read aloud"),
        ("places.md", "ages, duties and clocks by place"),
        ("conversion.md", "what became of each entry of the evidence"),
        ("endings.md", "which tasks an ending has, by approach"),
        ("measures.md", "questionnaires, with what says that they may be used"),
        ("settings.md", "what an operator can set"),
        ("events.md", "what the record says"),
        ("errors.md", "what can go wrong, in words for people"),
        ("reliability.md", "what was counted while processes were killed"),
        ("benchmarks.md", "what was measured, beside others and beside itself"),
    )
    lines = [f"* [{name}]({name}): {about}" for name, about in listed]
    return "# Reference\n\n" + "\n".join(lines)


def _settings() -> str:
    rows = ((f"`{s.name}`", s.meaning, s.default) for s in environment.SETTINGS)
    said = (
        "Read from the environment. A wrong or missing one is named with what to set."
    )
    return f"# Settings\n\n{said}\n\n" + table(("setting", "for", "default"), rows)


def _endings() -> str:
    from afterword.config import reference_endings  # noqa: PLC0415 - needs Django

    return reference_endings.page()


def _events() -> str:
    from afterword.desk.events import EVENTS  # noqa: PLC0415 - needs Django

    rows = ((f"`{name}`", str(words)) for name, words in sorted(EVENTS.items()))
    said = "Every verb writes one line: who, when, about whom, and how it came out."
    return f"# Events\n\n{said}\n\n" + table(("event", "in words"), rows)


def _errors() -> str:
    parts = ["# Errors", "What can go wrong, and what the person is told."]
    by_package: dict[str, list[tuple[str, str]]] = {}
    for error in _all_errors():
        package = error.__module__.split(".")[1]
        by_package.setdefault(package, []).append((f"`{error.__name__}`", _told(error)))
    for package, rows in sorted(by_package.items()):
        parts += [f"## {package}", table(("error", "says"), sorted(rows))]
    return "\n\n".join(parts)


def _all_errors() -> Iterator[type[Exception]]:
    """Give every error of ours that has words for people."""
    seen = set()
    for module in walk_packages(afterword.__path__, "afterword."):
        if not module.name.endswith(("errors", "environment")):
            continue
        for found in vars(import_module(module.name)).values():
            ours = isinstance(found, type) and issubclass(found, Exception)
            if ours and found.__module__ == module.name and found not in seen:
                seen.add(found)
                yield found


def _told(error: type[Exception]) -> str:
    words = getattr(error, "for_people", None)
    if words is None or isinstance(words, property) or callable(words):
        return "(says what is wrong when it happens)"
    return str(words)


if __name__ == "__main__":
    sys.exit(main())
