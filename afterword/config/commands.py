"""What the command line does beyond the pure rules. Each command needs the database."""

from __future__ import annotations

import argparse
import os

from afterword.config import environment


def start(argv: list[str]) -> int:
    """Serve this installation: pages, worker and, by default, its own PostgreSQL."""
    parser = argparse.ArgumentParser(
        prog="afterword start", description="Start everything; Ctrl-C stops it."
    )
    parser.add_argument(
        "--without-worker", action="store_true", help="pages only, no background work"
    )
    chosen = parser.parse_args(argv)
    from afterword.config import serving  # noqa: PLC0415 - as late as it can be

    _refuse_demonstration()
    serving.prepare()
    return serving.serve(ready=_say_where, work=not chosen.without_worker)


def work(argv: list[str]) -> int:
    """Do background work only; run it on as many hosts as there is work for."""
    argparse.ArgumentParser(
        prog="afterword work", description="Background work only."
    ).parse_args(argv)
    from afterword.config import serving  # noqa: PLC0415

    serving.prepare()
    return serving.serve(ready=lambda: print("Working."), web=False)


def demo(argv: list[str]) -> int:
    """Start with two invented practices and a clock that can be moved."""
    parser = argparse.ArgumentParser(
        prog="afterword demo", description="Start with two invented practices."
    )
    parser.add_argument(
        "--fresh", action="store_true", help="forget the last demonstration first"
    )
    chosen = parser.parse_args(argv)
    from afterword.demo import starting  # noqa: PLC0415

    return starting.start(fresh=chosen.fresh)


def _refuse_demonstration() -> None:
    from afterword.demo.starting import MARK  # noqa: PLC0415 - a name alone

    if (environment.home() / MARK).exists():
        raise environment.SettingError(
            "AFTERWORD_HOME",
            f"{environment.home()} holds a demonstration; choose another folder.",
        )


def _say_where() -> None:
    print(f"Afterword is open at {environment.public_url()}", flush=True)
    link = _first_run_link()
    if link:
        print(f"Set up the practice here, once, within a day: {link}", flush=True)
    if not os.environ.get("AFTERWORD_SMTP_URL"):
        print("AFTERWORD_SMTP_URL is not set: no message will go out.", flush=True)


def _first_run_link() -> str | None:
    django()
    from afterword.accounts.services import first_run_link  # noqa: PLC0415

    return first_run_link()


def django() -> None:
    """Load Django for a command that reads or writes rows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django as library  # noqa: PLC0415

    library.setup()
