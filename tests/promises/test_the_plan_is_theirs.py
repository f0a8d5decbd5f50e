"""A plan is reached by its own verbs alone; what they refuse is tested beside them."""

from __future__ import annotations

import ast

from tests.promises import source

ROWS = {"PlanSection", "PlanCopy"}
REACH = {
    "afterword/ending/models.py": "the tables",
    "afterword/ending/queries.py": "counts and days; it opens no word of a plan",
    "afterword/ending/services/giving.py": "the draft becomes theirs, once",
    "afterword/ending/services/planning.py": "whose plan it is is asked here",
    "afterword/ending/services/sharing.py": "what they show, and to whom",
}
"""Modules that touch the rows of a plan, and why."""
OPENS = {
    "own_pages": "PlanNotYoursError",
    "plan_draft": "PlanIsTheirsError",
    "plan_given": "machine",
    "shared_plan": "NoCopyError",
}
"""What a plan is opened for, and what stands in the way beside it."""


def _named(path):
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Name | ast.Attribute)
    } | {node.name for node in ast.walk(source.tree(path))
         if isinstance(node, ast.ClassDef | ast.alias)}  # fmt: skip


def test_nobody_else_touches_the_rows_of_a_plan():
    """No page, no export and no other app goes round the verbs."""
    found = {
        source.name(path)
        for path in source.modules()
        if "migrations" not in source.name(path) and _named(path) & ROWS
    }

    assert found == set(REACH)


def test_a_plan_is_opened_for_four_reasons():
    """Each has words for the client; a new one is thought about here."""
    from afterword.portal.looked import WHY

    text = "".join(
        path.read_text() for path in source.modules() if source.name(path) in REACH
    )

    for why, way in OPENS.items():
        assert f'"{why}"' in text
        assert way in text
        assert why in WHY
