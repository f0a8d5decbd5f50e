"""Every address of the application by its name, filled with whatever a test gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


def every_name(
    patterns: list[Any] | None = None, space: str = ""
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each name with its parameters and the kinds of these."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from every_name(each.url_patterns, inner)
        elif isinstance(each, URLPattern) and each.name:
            kinds = each.pattern.converters
            yield (
                f"{space}{each.name}",
                {key: type(kind).__name__ for key, kind in kinds.items()},
            )


def every_path(fill: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each name with a path; ``fill`` is by parameter, else by kind."""
    for name, kinds in every_name():
        given = {key: fill.get(key, fill.get(kind)) for key, kind in kinds.items()}
        yield name, reverse(name, kwargs=given)
