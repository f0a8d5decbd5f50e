"""Read YAML as words with line numbers. Not: what the words mean.

Scalars stay text (``no`` is a word here and Norway there; only the vocabulary
knows), tags and anchors are refused, keys may not repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from afterword.rules.errors import Problem

Path = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_NULL = "tag:yaml.org,2002:null"
_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in (
        "str",
        "int",
        "float",
        "bool",
        "null",
        "timestamp",
        "map",
        "seq",
        "merge",
        "value",
    )
)


@dataclass
class Document:
    """One YAML file: plain data, and the line of every key and value."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: dict[int, Any] = field(default_factory=dict, repr=False)

    def line(self, path: Path) -> int:
        """Give the line of a path, or of the nearest thing above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, path: Path, what: str, right: str = "") -> None:
        """Note a problem at a path."""
        self.problems.append(Problem(self.file, self.line(path), what, right))


def read(text: bytes, file: str) -> Document:
    """Read one file. Problems are collected, never raised."""
    document = Document(file)
    try:
        node = yaml.compose(text.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError:
        document.wrong((), "this is not UTF-8 text", "save it as UTF-8")
        return document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        what = f"this is not YAML: {error.problem or 'cannot be read'}"
        document.problems.append(
            Problem(file, line, what, "check indentation and quotes")
        )
        return document
    except yaml.YAMLError as error:
        document.wrong((), f"this is not YAML: {type(error).__name__}")
        return document
    document.data = _plain(node, (), document)
    return document


def _plain(node: Any, path: Path, document: Document) -> Any:  # noqa: PLR0911 - one a kind
    if node is None:
        return None
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _DEEPEST:
        document.wrong(path, "this is nested too deeply", "a pack is flat")
        return None
    if id(node) in document.nodes and not isinstance(node, yaml.ScalarNode):
        document.wrong(
            path, "a part is named once and used twice", "write it out both times"
        )
        return None
    document.nodes[id(node)] = node
    if node.tag not in _TAGS:
        document.wrong(
            path, f"tags such as `{node.tag}` are not read", "leave the tag out"
        )
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), document) for i, item in enumerate(node.value)]
    if node.tag == _NULL and node.value in ("", "~", "null"):
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        return _word(node)
    return node.value


def _mapping(node: Any, path: Path, document: Document) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        here = (*path, name)
        if name in data:
            what = Problem(
                document.file, key.start_mark.line + 1, f"`{name}` is given twice"
            )
            document.problems.append(what)
            continue
        document.lines[here] = key.start_mark.line + 1
        data[name] = _plain(value, here, document)
    return data


def _word(node: Any) -> str:
    """Read true and false as yes and no; keep the case of codes such as NO."""
    word: str = node.value
    return {"true": "yes", "false": "no"}.get(word.lower(), word)
