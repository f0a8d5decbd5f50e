"""Gives this machine what only tests need: Chromium and pgbouncer. Never fails itself.

What cannot be had is said here; the tests that need it then fail, or say that they
were not run.
"""

# ruff: noqa: T201 - it speaks to whoever runs make

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PACKAGES = ("chromium", "fonts-liberation", "fonts-noto-core", "pgbouncer")
PATIENCE = 600


@functools.cache
def chromium() -> Path | None:
    """Find a Chromium that runs: the system's, else the one Playwright keeps."""
    for found in _chromiums():
        if _runs(found):
            return found
    return None


@functools.cache
def pgbouncer() -> Path | None:
    """Find pgbouncer, also where only administrators look."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    return Path(found) if found else None


def main() -> None:
    """Install what is missing, by the system's way first."""
    if (chromium() is None or pgbouncer() is None) and _may_install():
        _try("apt-get", "update", "-q")
        _try("apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES)
        _look_again()
    if chromium() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
        _look_again()
    _say("Chromium", chromium(), "the browser tests will fail")
    _say("pgbouncer", pgbouncer(), "the tests behind it will not be run")


def _chromiums() -> Iterator[Path]:
    for name in CHROMIUM:
        if found := shutil.which(name):
            yield Path(found)
    if Path(MAC).exists():
        yield Path(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.exists():
        yield own


def _runs(program: Path) -> bool:
    """Say whether it really starts: a system's stub may only name another package."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _may_install() -> bool:
    return (
        os.geteuid() == 0
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def _try(*command: str) -> None:
    """Run an installer; what it could not do shows in what is found afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)


def _look_again() -> None:
    chromium.cache_clear()
    pgbouncer.cache_clear()


def _say(what: str, found: Path | None, otherwise: str) -> None:
    print(f"{what}: {found or f'not here, and could not be had; {otherwise}'}")


if __name__ == "__main__":
    main()
