"""The guide for rule authors is walked: its files, its commands, what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "rule-authors.md"
BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COUNTED = re.compile(r"\b\d+(?= (?:packs, no problems|questions:|as before))")
"""How many packs and questions there are changes with every pack that is written."""


def steps():
    """Give the steps of the walk: what is written into which file, what is run."""
    walk = GUIDE.read_text(encoding="utf-8")
    walk = walk.partition("## Add a rule, step by step")[2].partition("\n## ")[0]
    for kind, text in BLOCK.findall(walk):
        if kind == "yaml":
            assert text.startswith("# my-packs/"), "a file says where it is written"
            yield "write", text.partition("\n")[0].removeprefix("# "), text
        else:
            yield from commands(text)


def commands(text):
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield "run", command, output


@pytest.fixture
def place(tmp_path):
    """A folder that looks like a checkout, with the packs as they are now."""
    (tmp_path / "afterword").symlink_to(ROOT / "afterword")
    return tmp_path


def test_the_walk_prints_what_the_guide_shows(place):
    """From nothing to a rule that is checked, tested and compared."""
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "AFTERWORD_HOME": str(place / "home"),
        "PYTHONUTF8": "1",
    }
    ran = []
    for kind, what, text in steps():
        if kind == "write":
            (place / what).write_text(text, encoding="utf-8")
            continue
        done = subprocess.run(
            ["/bin/sh", "-c", what],
            cwd=place,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        told = done.stdout + done.stderr
        assert COUNTED.sub("N", told) == COUNTED.sub("N", text), what
        ran.append(what)
    for part in ("check", "test", "show", "diff"):
        assert any(what.startswith(f"afterword packs {part}") for what in ran), part


def test_every_part_of_the_command_is_in_the_guide():
    """A part that is added is described, with what it takes."""
    from afterword.rules.commands.packs import PARTS

    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in PARTS if f"afterword packs {name}" not in text] == []
    for option in ("--packs", "--cases", "--stored", "--sign", "--verify", "--on"):
        assert option in text, option
