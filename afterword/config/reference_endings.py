"""The page on the templates of endings: tasks, what is offered, what it rests on."""

from __future__ import annotations

from afterword.config.reference_marks import table
from afterword.desk.part_words import TASKS
from afterword.desk.views.ending_templates import FOLLOW_UP, MEASURES
from afterword.desk.wording import said
from afterword.ending.templates import Template, additions, templates

INTRODUCTION = (
    "Which tasks an ending has. A practice may change each; the facts and the contact "
    "afterwards are always there. Grades say how a thing was read: primary and "
    "secondary were seen, memory was not and is shown as common practice."
)


def page() -> str:
    """Give every template, and what a format or an age adds. Django must be loaded."""
    parts = [
        "# Endings by approach",
        INTRODUCTION,
        *(_template(one) for one in templates().values()),
        "## Added by the format or the person's age",
        *(_addition(one) for one in additions().values()),
    ]
    return "\n\n".join(parts)


def _template(one: Template) -> str:
    lines = [
        f"## {one.title}",
        f"{one.ending_is} {one.why}".strip(),
        f"* Tasks: {_tasks(one)}",
        f"* Questions at the end: {said(MEASURES, one.measures).lower()}",
        f"* Check-ins afterwards: {said(FOLLOW_UP, one.follow_up).lower()}",
    ]
    return "\n\n".join([*lines[:2], "\n".join(lines[2:]), _sources(one)])


def _addition(one: Template) -> str:
    notes = "\n".join(f"* {note}" for note in one.notes)
    return f"### {one.title}\n\n{one.ending_is}\n\n{notes}\n\n{_sources(one)}"


def _tasks(one: Template) -> str:
    return ", ".join(said(TASKS, key) for key in one.sections)


def _sources(one: Template) -> str:
    rows = ((said_.says, said_.cite, said_.grade) for said_ in one.sources)
    return table(("it rests on", "as said in", "grade"), rows)
