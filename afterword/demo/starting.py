"""Start the demonstration: its own folder, its own mail, its own clock."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from afterword import postgres
from afterword.config import environment, serving

CAST = "demonstration-cast.json"
"""File in the data folder that the filling leaves when it is done."""


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``demo``."""
    parser.add_argument(
        "--fresh", action="store_true", help="forget the last demonstration first"
    )


def run_demo(options: argparse.Namespace) -> int:
    """Start with two invented practices and a clock that can be moved."""
    return start(fresh=options.fresh)


def start(*, fresh: bool) -> int:
    """Make what is missing, serve until stopped, and leave nothing running."""
    home = _own_home()
    if fresh or not (home / CAST).exists():  # or the last filling was cut off
        _forget(home)
    (home / environment.DEMONSTRATION).touch()
    os.environ["AFTERWORD_DEMO"] = "1"
    os.environ["AFTERWORD_DEMO_CLOCK"] = str(home)
    from afterword.carriers.sink import Sink  # noqa: PLC0415 - as late as it can be

    with Sink(home / "mail") as sink:
        os.environ.setdefault(
            "AFTERWORD_SMTP_URL", f"smtp://127.0.0.1:{sink.port}?starttls=never"
        )
        with serving.prepared():
            if not (home / CAST).exists() and (wrong := _fill()):
                return wrong
            return serving.serve(ready=_say_where)


def _fill() -> int:
    command = [sys.executable, "-m", "afterword.demo.filling"]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own


def _own_home() -> Path:
    """Choose the demonstration's folder; never one that holds a real practice."""
    if not os.environ.get("AFTERWORD_HOME"):
        beside = environment.home()
        os.environ["AFTERWORD_HOME"] = str(beside.with_name(f"{beside.name}-demo"))
    home = environment.home()
    if (
        not (home / environment.DEMONSTRATION).exists()
        and (home / "keys.json").exists()
    ):
        raise environment.SettingError(
            "AFTERWORD_HOME",
            f"{home} holds a real installation; the demonstration needs another folder",
        )
    return home


def _forget(home: Path) -> None:
    if not (home / environment.DEMONSTRATION).exists():
        return
    if environment.embedded() and any(home.glob("postgres-*/data")):
        postgres.start().stop()  # one that was left running must not lose its files
    for path in home.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _say_where() -> None:
    url = environment.public_url()
    print(
        f"""
Afterword's demonstration is open.

  {url}/demo/        sign in as one of the people, move the clock
  {url}/demo/mail    read the mail that went out

Nobody in it is real. Ctrl-C stops everything.
""",
        flush=True,
    )
