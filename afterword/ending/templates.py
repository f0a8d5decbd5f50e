"""What an ending holds, by approach: read from ``packs/endings``, adapted as data.

An approach says which tasks its ending has; the format of the work and the person's
age add to it. A practice changes a template by naming tasks, never by code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import yaml

from afterword.ending.errors import TemplateError
from afterword.ending.sections import ALWAYS, BY_KEY, SECTIONS

OFFERED: Final = "offered"
WHEN_ASKED: Final = "when_asked"
OFF: Final = "off"
FOLLOW_UP: Final = (OFFERED, WHEN_ASKED, OFF)
MEASURES: Final = (OFFERED, OFF)
GRADES: Final = ("primary", "secondary", "memory")
DEFAULT: Final = "other"


@dataclass(frozen=True)
class Said:
    """One thing that the template rests on, and how it was read."""

    says: str
    cite: str
    grade: str


@dataclass(frozen=True)
class Template:
    """Which tasks an ending has, in their order, and what is different in it."""

    id: str
    title: str
    ending_is: str
    sections: tuple[str, ...]
    measures: str
    follow_up: str
    why: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    """By ``section.field``: what this approach asks there."""
    sources: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()
    """What the format or the age adds, in sentences for the clinician."""

    def has(self, key: str) -> bool:
        return key in self.sections


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """Give every shipped template by its id."""
    return MappingProxyType(dict(_read("approaches")))


@lru_cache(maxsize=1)
def additions() -> Mapping[str, Template]:
    """Give what a format or an age adds, by its id."""
    return MappingProxyType(dict(_read("additions")))


def template_for(
    approach: str,
    *,
    format: str = "individual",  # noqa: A002 - the field's word
    is_minor: bool = False,
    changes: Mapping[str, Any] | None = None,
) -> Template:
    """Give the template of one ending; an unknown approach gets the plain one."""
    known = templates()
    found = known.get(approach, known[DEFAULT])
    found = changed(found, (changes or {}).get(found.id, {}))
    extra = [format] if format in additions() else []
    extra += ["young_people"] if is_minor else []
    for name in extra:
        found = _with(found, additions()[name])
    return found


def changed(template: Template, change: Mapping[str, Any]) -> Template:
    """Give a template as a practice changed it, or say what is wrong with it."""
    if not change:
        return template
    problem = fault(change)
    if problem:
        raise TemplateError(template.id, problem)
    return replace(
        template,
        sections=_ordered(change.get("sections", template.sections)),
        measures=change.get("measures", template.measures),
        follow_up=change.get("follow_up", template.follow_up),
        hints={**template.hints, **change.get("hints", {})},
    )


def fault(change: Mapping[str, Any]) -> str:
    """Say what is wrong with a practice's change of a template; empty if nothing is."""
    keys = {"sections", "measures", "follow_up", "hints"}
    if extra := sorted(set(change) - keys):
        return f"it holds `{extra[0]}`, which is none of {', '.join(sorted(keys))}"
    if extra := sorted(set(change.get("sections", ())) - set(BY_KEY)):
        return f"there is no task `{extra[0]}`"
    if change.get("measures", OFFERED) not in MEASURES:
        return f"measures are one of {', '.join(MEASURES)}"
    if change.get("follow_up", OFFERED) not in FOLLOW_UP:
        return f"follow_up is one of {', '.join(FOLLOW_UP)}"
    for name in change.get("hints", {}):
        key, _, asked = name.partition(".")
        if key not in BY_KEY or (asked and not _asks(key, asked)):
            return f"no task asks `{name}`"
    return ""


def _asks(key: str, asked: str) -> bool:
    return asked in BY_KEY[key].names or asked in _OWN.get(key, ())


_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "facts": ("reason",),
    "review": ("goals", "came_for", "what_changed"),
    "keeping": ("coping",),
    "signs": ("early_signs",),
    "support": ("referrals",),
}
"""What a task asks and another table or a column of the ending keeps."""


def _with(base: Template, more: Template) -> Template:
    return replace(
        base,
        sections=_ordered([*base.sections, *more.sections]),
        hints={**base.hints, **more.hints},
        sources=(*base.sources, *more.sources),
        notes=(*base.notes, *more.notes),
    )


def _ordered(keys: Sequence[str]) -> tuple[str, ...]:
    wanted = {*keys, *ALWAYS}
    return tuple(one.key for one in SECTIONS if one.key in wanted)


def _read(folder: str) -> list[tuple[str, Template]]:
    place = files("afterword") / "packs" / "endings" / folder
    found = []
    for file in sorted(place.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            said = yaml.safe_load(file.read_text(encoding="utf-8"))
            made = _template(file.name.removesuffix(".yaml"), said)
            found.append((made.id, made))
    return found


def _template(name: str, said: Mapping[str, Any]) -> Template:
    if said.get("template") != name:
        raise TemplateError(name, "its name is not its file's name")
    sources = tuple(Said(**one) for one in said.get("sources", ()))
    made = Template(
        id=name,
        title=said["title"],
        ending_is=said["ending_is"],
        sections=_ordered(said["sections"]),
        measures=said.get("measures", OFFERED),
        follow_up=said.get("follow_up", OFFERED),
        why=said.get("why", ""),
        hints=dict(said.get("hints", {})),
        sources=sources,
        notes=tuple(said.get("notes", ())),
    )
    problem = fault(
        {
            "sections": said["sections"],
            "measures": made.measures,
            "follow_up": made.follow_up,
            "hints": made.hints,
        }
    )
    if not problem and any(one.grade not in GRADES for one in sources):
        problem = f"a grade is one of {', '.join(GRADES)}"
    if problem:
        raise TemplateError(name, problem)
    return made
