"""The shape of our own source: sizes, time, plain text, logs, errors, verbs."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module

import pytest

from tests.promises import source

MODULE, FUNCTION, TEST_FILE = 400, 50, 600
CLOCK = "afterword/clock.py"
TELLS_TIME = re.compile(
    r"(^|\.)(datetime|date|timezone|time)"
    r"\.(now|utcnow|today|localdate|localtime|time|time_ns|gmtime)$"
)
WAITS = {
    "afterword/carriers/wire.py": "a server may take only so long",
    "afterword/config/serving.py": "waits for the parts to start and stop",
    "afterword/consent/services/withdrawing.py": "a stop is answered within seconds",
    "afterword/postgres/launcher.py": "waits for the server",
    "afterword/postgres/locks.py": "waits for another process",
}
"""Where waiting is the point; the time of day is read in none of these."""
OPENS_SEALS = {
    "afterword/accounts/adapters.py": "the second factors of staff",
    "afterword/clinic/services/brought.py": "the mark of a row of a file",
    "afterword/clinic/services/importing.py": "a file in pieces, under its own key",
    "afterword/clinic/services/people.py": "keys of many new clients at once",
    "afterword/portal/drafts.py": "an error's name; nothing is opened",
}
"""Who may reach for `vault.sealing` or `vault.keys` themselves, and why."""
PRINTS = re.compile(
    r"afterword/(cli|config/\w+|rules/commands/printing|demo/(starting|filling))\.py"
)
LOGGED = {
    "type(error).__name__", "type(why).__name__",
    "error",  # consent/services/withdrawing: our own JournalError, which names no one
    "name",  # consent/services/refusals: the name of an event
}  # fmt: skip
LOGS = re.compile(
    r"(^|\.|_)log(ger|ging)?"
    r"\.(debug|info|warning|error|exception|critical|log)$"
)
STATES = {
    "clinic.address_unsafe": "a client says so of an address",
    "consent.hand_off_unknown": "the name of a state that is final",
}
"""Events named by the state that something came into."""
INTERNAL = {
    "afterword.carriers.addresses.BadAddressError": "answered in the carriers' words",
    "afterword.carriers.wire.WireError": "answered as a result of the carrier",
    "afterword.consent.register.BusyError": "answered as one that may be on its way",
    "afterword.consent.terms.TermsError": "answered as BadTermsError",
    "afterword.followup.sending.StopTheRoundError": "ends a round of the worker",
}
"""Errors that never leave their package, and what becomes of each."""
VERBS_OTHERWISE = {
    "afterword/accounts/services/inviting.py:accept": "nobody is signed in yet",
    "afterword/accounts/services/inviting.py:first_run_link": "nobody is there yet",
    "afterword/accounts/services/staying.py:noted": "wraps verbs, is none",
    "afterword/consent/services/proposing.py:void_unconfirmed": "the machine's own",
    "afterword/consent/services/refusals.py:recorded": "wraps verbs, is none",
    "afterword/ending/services/filling.py:fill_in": "the door says which client",
    "afterword/ending/services/writing.py:changing": "wraps verbs, is none",
    "afterword/ending/services/writing.py:recorded": "wraps verbs, is none",
}
"""Public functions of services that write an event and are called another way."""
UNNAMED = {"afterword.contact.yields", "afterword.demo"}


def where(path, node):
    return f"{source.name(path)}:{node.lineno}"


def test_no_module_passes_its_budget():
    """Four hundred lines; a longer one becomes a package, split by subject."""
    long = {
        source.name(path): lines
        for path in source.modules()
        if (lines := len(path.read_text().splitlines())) > MODULE
    }
    assert long == {}


def test_no_function_passes_its_budget():
    """Fifty lines, its docstring included."""
    long = {
        where(path, node): f"{node.name}: {lines}"
        for path in source.modules()
        for node in source.functions(path)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION
    }
    assert long == {}


def test_no_test_file_passes_its_budget():
    """Six hundred lines."""
    long = {
        source.name(path): lines
        for path in source.ROOT.joinpath("tests").rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > TEST_FILE
    }
    assert long == {}


def test_every_function_says_what_it_gives():
    """Return types are complete."""
    untold = [
        f"{where(path, node)} {node.name}"
        for path in source.modules()
        for node in source.functions(path)
        if node.returns is None
    ]
    assert untold == []


def test_only_the_clock_reads_the_time():
    """The demonstration moves one clock, and no row stamps itself."""
    found = []
    for path in source.modules():
        if source.name(path) == CLOCK:
            continue
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Attribute) and TELLS_TIME.search(
                source.dotted(node)
            ):
                found.append(f"{where(path, node)} {source.dotted(node)}")
            if isinstance(node, ast.keyword) and node.arg in {
                "auto_now",
                "auto_now_add",
            }:
                found.append(f"{source.name(path)}:{node.value.lineno} {node.arg}")
        found += [
            f"{source.name(path)}:{line} {what}"
            for line, what in source.imports(path)
            if what in {"time.time", "time.localtime", "django.utils.timezone.now"}
        ]
    assert found == []


def test_waiting_happens_only_where_it_is_the_point():
    """A stopwatch and a pause, by file; a name that no longer waits is taken off."""
    found = {
        source.name(path)
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute)
        and source.dotted(node) in {"time.monotonic", "time.sleep", "time.perf_counter"}
    }
    assert found - {CLOCK} == set(WAITS)


def test_nobody_goes_round_the_vault():
    """Sealing and keys are reached from the vault alone, but for a named few."""
    inside = ("afterword.vault.sealing", "afterword.vault.keys")
    found = {
        source.name(path)
        for path in source.modules()
        if not source.name(path).startswith("afterword/vault/")
        for _line, what in source.imports(path)
        if what.startswith(inside)
    }
    assert found == set(OPENS_SEALS)


def test_only_the_command_line_prints():
    """What a page or a verb has to say goes to a person by another way."""
    found = [
        where(path, node)
        for path in source.modules()
        if not PRINTS.fullmatch(source.name(path))
        for node in source.calls(path)
        if source.dotted(node.func) == "print"
    ]
    assert found == []


def test_a_log_line_holds_no_words_of_or_about_anybody():
    """Literals, and the few names on the list; no f-string, no row, no address."""
    found = []
    for path in source.modules():
        for node in source.calls(path):
            if not LOGS.search(source.dotted(node.func)):
                continue
            given = [*node.args, *(each.value for each in node.keywords)]
            found += [
                f"{where(path, node)} {ast.unparse(part)}"
                for part in given
                if not isinstance(part, ast.Constant)
                and ast.unparse(part) not in LOGGED
            ]
    assert found == []


def test_nothing_listens_for_signals():
    """Who calls whom is read from the code; a signal hides it."""
    found = [
        f"{source.name(path)}:{line} {what}"
        for path in source.modules()
        for line, what in source.imports(path)
        if "signals" in what.split(".") or what.startswith("django.dispatch")
    ]
    assert found == []


def our_errors():
    """Give every public error of ours; internal ones begin with an underscore."""
    for path in source.modules():
        dots = source.name(path).removesuffix(".py").replace("/", ".")
        dots = dots.removesuffix(".__init__")
        if dots.startswith(tuple(UNNAMED)):
            continue
        classes = [n for n in source.tree(path).body if isinstance(n, ast.ClassDef)]
        raised = [n.name for n in classes if n.name.endswith(("Error", "Exception"))]
        if raised:
            module = import_module(dots)
            yield from (getattr(module, each) for each in raised if each[0] != "_")


def test_every_error_has_words_for_people():
    """Whoever meets it reads what is wrong, not a name in code."""
    silent = sorted(
        f"{error.__module__}.{error.__qualname__}"
        for error in our_errors()
        if issubclass(error, Exception) and not _has_words(error)
    )
    assert silent == sorted(INTERNAL)


def _has_words(error):
    words = getattr(error, "for_people", None)
    if words is not None:
        return callable(words) or isinstance(words, property) or bool(str(words))
    return "for_people" in _assigned(error)


def _assigned(error):
    """Name what a class sets on itself when it is made."""
    path = source.ROOT / (error.__module__.replace(".", "/") + ".py")
    if not path.exists():
        path = path.with_suffix("") / "__init__.py"
    (found,) = [
        node
        for node in source.tree(path).body
        if isinstance(node, ast.ClassDef) and node.name == error.__name__
    ]
    return {
        node.attr
        for node in ast.walk(found)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def test_every_event_is_named_by_its_app_and_what_happened():
    """`app.past_tense`, so that the record reads as a story."""
    apps = {path.parts[-2] for path in source.modules()} | {
        path.name for path in source.ROOT.joinpath("afterword").iterdir()
    }
    odd = []
    for path in source.modules():
        for node in source.calls(path):
            if source.dotted(node.func) not in {"audit.record", "audit.record_many"}:
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                app, _, happened = first.value.partition(".")
                if first.value in STATES:
                    continue
                if app not in apps or not _is_past(happened):
                    odd.append(f"{where(path, node)} {first.value}")
    assert odd == []


def _is_past(words):
    irregular = {"begun", "sent", "held", "read", "made", "set", "left", "found",
                 "taken", "given", "written", "kept", "told", "lost",
                 "run", "understood", "met", "done", "gone", "undone", "forgotten",
                 "shown", "withdrawn", "reset"}  # fmt: skip
    return any(w.endswith("ed") or w in irregular for w in words.split("_"))


def test_every_verb_is_called_by_names_and_says_who_acts():
    """A public function of `services` that writes an event: keywords only, `by`."""
    odd = [
        f"{source.name(path)}:{node.name}"
        for path in source.modules()
        if re.search(r"/services(/\w+)?\.py$", source.name(path))
        and not source.name(path).startswith("afterword/audit/")
        for node in source.tree(path).body
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_"
        if _writes_an_event(node)
        if node.args.args or "by" not in {each.arg for each in node.args.kwonlyargs}
    ]
    assert set(odd) == set(VERBS_OTHERWISE)


def _writes_an_event(function):
    events = {"audit.record", "audit.record_many"}
    return any(
        isinstance(node, ast.Call) and source.dotted(node.func) in events
        for node in ast.walk(function)
    )


def test_the_demonstration_is_not_installed_in_production():
    """Its doors ask for no key, so they are not there at all."""
    from django.conf import settings

    assert "afterword.demo" not in settings.INSTALLED_APPS
    text = (source.ROOT / "afterword/config/settings.py").read_text()
    assert text.count("afterword.demo") == 1
    lines = text.splitlines()
    (where_,) = [i for i, line in enumerate(lines) if "afterword.demo" in line]
    assert lines[where_ - 1].startswith("if DEMO:")


HOSTS = ("py" + "pi.", "arti" + "factory", "nex" + "us.", "files.python" + "hosted")
FOLDERS = ("/wo" + "rk/", "/tm" + "p/plan", "/ro" + "ot/.")


@pytest.mark.parametrize("words", [HOSTS, FOLDERS])
def test_no_file_names_a_registry_or_a_folder_of_one_machine(words):
    """It installs and runs the same for everybody."""
    found = []
    for path in source.kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{source.name(path)}: {word}" for word in words if word in text]
    assert found == []


def test_every_dependency_says_why_it_is_there():
    """A line without a reason is one that nobody dares to take out."""
    text = (source.ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    named = {each for group in groups for each in group}
    lines = [line.strip() for line in text.splitlines()]
    told = {
        match[1]
        for line in lines
        if (match := re.fullmatch(r'"([^"]+)",\s*# \S.{4,}', line))
    }
    assert named - told == set()
