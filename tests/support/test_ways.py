"""One way to help for every page, file and paper: as the practice knows it."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from uuid import uuid4

import pytest
from django.template import Context, Template

from afterword import clock
from afterword.audit.actors import Role
from afterword.ending.letter_help import help_for
from afterword.support import ways
from afterword.support.marks import mark_of
from afterword.support.services import helping
from tests import factories
from tests.support.test_helping import ADDED, TODAY, folder

__all__ = ["folder"]
SHARED = ("/h/private", "/h/icon.svg", "/h/site.css")
"""The same for everybody: no practice changes them."""


def test_a_page_is_a_practices_own_wherever_it_is_known():
    """The list of countries, one of them, and the door that asks."""
    home = uuid4()
    mark = mark_of(home)

    assert ways.path(home) == f"/help/{mark}"
    assert ways.path(home, "gb") == f"/h/{mark}/gb"
    assert (ways.path(None), ways.path(None, "where")) == ("/help", "/h/where")
    said = Template('{% load help %}{% help_page "GB" %} {% help_address %}')
    assert said.render(Context({"practice_id": home})) == (f"/h/{mark}/gb /help/{mark}")
    assert said.render(Context({})) == "/h/gb /help"


def test_no_page_and_no_module_writes_a_way_of_its_own():
    """Whatever is added later takes it from the one place too."""
    found = []
    for name in ("templates", "portal", "desk", "ending"):
        for file in _below(files("afterword") / name):
            text = file.read_text(encoding="utf-8")
            hits = re.findall(r"[\"'}](/h(?:elp)?(?:/[\w.{}|]*)?)[\"']", text)
            found += [(str(file), hit) for hit in hits if hit not in SHARED]
    assert [(f, hit) for f, hit in found if "/templates/help/" not in f] == []


@pytest.mark.django_db
def test_paper_and_letters_name_what_the_practice_put_right(folder, settings):
    """Two practices are here: the mark leads to its own; alone: the short address."""
    home = factories.a_practice()
    boss = factories.a_member(home, Role.ADMINISTRATOR)
    assert ways.printed(home.pk) == f"{settings.PUBLIC_URL}/help"
    factories.a_practice()
    helping.write_line(word=ADDED, by=boss, at=clock.now(), today=TODAY)
    hidden = replace(ADDED, does="hide", line="Samaritans")
    helping.write_line(word=hidden, by=boss, at=clock.now(), today=TODAY)

    assert ways.printed(home.pk).endswith(f"/help/{mark_of(home.pk)}")
    known = help_for("GB", home.pk)
    assert known.lines[0].startswith(f"{ADDED.name}: call 01632 960 001")
    assert not any(line.startswith("Samaritans") for line in known.lines)
    assert known.page.endswith(f"/help/{mark_of(home.pk)}")
    assert known.emergency == "999"
    assert ways.country("XX", home.pk) is None


def _below(folder):
    for one in folder.iterdir():
        if one.is_dir():
            yield from _below(one)
        elif one.name.endswith((".html", ".py")):
            yield one
