"""`afterword …`: one table of subcommands. Not: what any of them does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

Add = Callable[[argparse.ArgumentParser], None]
Run = Callable[[argparse.Namespace], int]


@dataclass(frozen=True)
class Command:
    """A subcommand: where it lives, and one line of help.

    ``module`` is imported only when the command is used. It holds ``add_<name>``
    (arguments, optional) and ``run_<name>`` (what it does, giving the exit code).
    """

    name: str
    module: str
    help: str
    mixed: bool = False
    """Whether words may stand before, between and after its options."""

    @property
    def function(self) -> str:
        """The name of the function that runs it."""
        return self.name.replace("-", "_")


_RULES = "afterword.rules.commands"
_DJANGO = "afterword.config.commands"
COMMANDS = (
    Command(
        "ask",
        f"{_RULES}.asking",
        "may I contact this person? reads facts as JSON, answers with reasons",
    ),
    Command("facts", f"{_RULES}.vocabulary", "the facts that a question may hold"),
    Command("purposes", f"{_RULES}.vocabulary", "the closed list of purposes"),
    Command(
        "packs",
        "afterword.config.packs",
        "check, test, list, show, compare, sign rule packs",
    ),
    Command("score", "afterword.measures.asking", "score a questionnaire", mixed=True),
    Command("start", _DJANGO, "start Afterword: database, web and worker"),
    Command("work", _DJANGO, "run a worker"),
    Command("import", "afterword.config.importing", "bring in a caseload"),
    Command("audit", _DJANGO, "verify the record"),
    Command("backup", _DJANGO, "write a backup"),
    Command(
        "restore",
        _DJANGO,
        "restore a backup, frozen until the withdrawals are replayed",
    ),
    Command("journal", _DJANGO, "begin the journal of stops anew, from the ledger"),
    Command("doctor", _DJANGO, "look for what is wrong with this installation"),
    Command("demo", "afterword.demo.starting", "load the demonstration practice"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((c for c in COMMANDS if given and c.name == given[0]), None)
    if chosen is None:
        return _overview(given)
    module = import_module(chosen.module)
    parser = argparse.ArgumentParser(
        prog=f"afterword {chosen.name}", description=chosen.help
    )
    add: Add | None = getattr(module, f"add_{chosen.function}", None)
    if add:
        add(parser)
    run: Run = getattr(module, f"run_{chosen.function}")
    parse = parser.parse_intermixed_args if chosen.mixed else parser.parse_args
    options = parse(given[1:])
    try:
        return run(options)
    except BrokenPipeError:  # whoever was reading has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        words = getattr(error, "for_people", "")
        if not words:
            raise
        print(f"afterword: {words}", file=sys.stderr)
        return 2


def _overview(given: Sequence[str]) -> int:
    """Show what there is; a word that is no command is a mistake, with a suggestion."""
    wants_help = not given or given[0] in ("-h", "--help", "help")
    if given and given[0] in ("--version", "version"):
        from afterword import __version__  # noqa: PLC0415 - only here

        print(f"afterword {__version__}")
        return 0
    lines = ["usage: afterword COMMAND …", ""]
    if not wants_help:
        from difflib import get_close_matches  # noqa: PLC0415 - only on a mistake

        near = get_close_matches(given[0], [c.name for c in COMMANDS], n=1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        lines.insert(0, f"afterword: unknown command `{given[0][:80]}`{hint}")
    lines += [f"  {command.name:<10}{command.help}" for command in COMMANDS]
    print("\n".join(lines), file=sys.stdout if wants_help else sys.stderr)
    return 0 if wants_help else 2


if __name__ == "__main__":
    sys.exit(main())
