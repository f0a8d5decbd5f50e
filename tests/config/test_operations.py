"""Back-ups that can be restored, and a restored system that harms nobody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from afterword.carriers.sink import Sink

pytestmark = pytest.mark.slow

STOP = """
from afterword.config import environment; environment.load_django()
import json
from uuid import UUID
from afterword import clock
from afterword.audit.actors import the_client
from afterword.consent import services as consent
from afterword.accounts.models import Membership
from afterword.consent import journal
journal.replay()
cast = json.loads((environment.home() / "demonstration-cast.json").read_text())
home = Membership.objects.get(user__email="ruth@staff.example").practice_id
me = the_client(home, UUID(cast["ari"]), door="portal")
done = consent.withdraw(
    client=me.id, scope=consent.Scope.everything(), by=me, at=clock.now()
)
print(type(done).__name__)
"""
STATE = """
from afterword.config import environment; environment.load_django()
import json
from uuid import UUID
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.consent import queries
from afterword.followup.models import Step
from afterword.vault import services as vault
from afterword.clinic.models import Client
from afterword.audit.actors import operator
cast = json.loads(environment.home().joinpath("demonstration-cast.json").read_text())
said = {}
for home in Practice.objects.all():
    with practice(home.id):
        rows = list(Client.objects.all())
        for key, who in cast.items():
            if Client.objects.filter(pk=who).exists():
                now = queries.standing_of(UUID(who))
                said[key] = [each.state for each in now.directives.values()]
        steps = sorted(Step.objects.values_list("state", flat=True))
        said[home.neutral_name] = steps
    by = operator(home.id)
    opened = vault.open(by=by, purpose="test", rows=rows, fields=["name"])
    said[home.neutral_name + " names"] = sorted(each["name"] for each in opened)
print(json.dumps(said))
"""
MOVE = """
from afterword import clock
from afterword.config import environment
from datetime import timedelta
clock.move(timedelta(days=DAYS), folder=environment.home())
"""


class Installation:
    """One data folder, and commands that are run on it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AFTERWORD_")}
        self.environment = {
            **kept,
            "AFTERWORD_HOME": str(home),
            "AFTERWORD_DEMO": "1",
            "AFTERWORD_DEMO_CLOCK": str(home),
            **settings,
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def afterword(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "afterword.cli", *words)

    def python(self, code: str) -> str:
        held = "from afterword import postgres; server = postgres.start()\n"
        done = self.run("-c", held + code + "\nserver.stop()\n")
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def folder():
    made = Path(tempfile.mkdtemp(prefix="aw-operations-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def filled(folder):
    """The demonstration's two practices, in a folder of this test's own."""
    with Sink(folder / "mail") as sink:
        made = Installation(
            folder / "first", AFTERWORD_SMTP_URL=f"{sink.url}?starttls=never"
        )
        made.python(
            "from afterword.config import serving; serving.prepare()\n"
            "from afterword.demo import filling; filling.main()"
        )
        yield made


@pytest.fixture(scope="module")
def restored(folder, filled):
    """A back-up, a stop made after it, and a restore into an empty folder."""
    backup = filled.afterword("backup", str(folder / "backup"))
    assert backup.returncode == 0, backup.stderr
    assert filled.python(STOP).strip() == "Done"
    shutil.copytree(filled.home / "journal", folder / "journal")
    second = Installation(
        folder / "second",
        AFTERWORD_KEYS=str(filled.home / "keys.json"),
        AFTERWORD_JOURNAL=str(folder / "journal"),
    )
    (folder / "second").mkdir(mode=0o711)
    for name in ("demonstration-cast.json", "clock-moved-by"):
        shutil.copy(filled.home / name, second.home / name)
    done = second.run("-c", MOVE.replace("DAYS", "25"))
    assert done.returncode == 0, done.stderr
    done = second.afterword("restore", str(folder / "backup"))
    assert done.returncode == 0, done.stdout + done.stderr
    return second, done.stdout


def test_a_stop_made_after_the_back_up_holds_after_the_restore(restored):
    """The journal brings it back; nobody's consent rises from the dead."""
    second, said = restored
    state = json.loads(second.python(STATE))

    assert "1 later stops" in said
    assert state["ari"] == ["withdrawn"]
    assert state["jo"] == ["confirmed"]


def test_what_came_due_since_the_back_up_is_never_sent(restored):
    """Nobody knows whether it went out, so a person looks at it."""
    second, said = restored
    state = json.loads(second.python(STATE))

    assert "unknown" in state["Birch Rooms"]
    assert "marked for a person" in said


def test_what_was_sealed_can_be_read_again(restored, filled):
    """With the keys in their place every name is there."""
    second, _ = restored
    state, before = (json.loads(each.python(STATE)) for each in (second, filled))

    assert state["Alder House names"] == before["Alder House names"]


def test_the_restored_record_fits(restored):
    """Its log ends where the back-up ended, and says so of nothing else."""
    second, _ = restored

    done = second.afterword("audit", "verify")

    assert done.returncode == 0, done.stdout
    assert done.stdout.count("as it was recorded") == 2


def test_a_main_dump_holds_no_key_and_no_name(folder, restored):
    """Whoever steals it alone reads nothing."""
    data = (folder / "backup" / "data.dump").read_bytes()

    assert b"Invented" not in data
    assert b"client_key" not in data
    assert b"client_key" in (folder / "backup" / "client-keys.dump").read_bytes()


def test_a_full_database_is_not_restored_over(folder, filled, restored):
    """It says so and changes nothing."""
    done = filled.afterword("restore", str(folder / "backup"))

    assert done.returncode != 0
    assert "not empty" in done.stderr


def test_a_spoilt_back_up_is_refused(folder, filled, restored):
    """A file that is not what was written restores nothing."""
    spoilt = folder / "spoilt"
    shutil.copytree(folder / "backup", spoilt)
    with (spoilt / "data.dump").open("ab") as file:
        file.write(b"x")

    done = filled.afterword("restore", str(spoilt))

    assert done.returncode != 0
    assert "not what was written" in done.stderr


def test_the_doctor_finds_a_file_of_keys_that_others_may_read(filled):
    """It names what is wrong and what to run."""
    keys = filled.home / "keys.json"
    assert "ok     keys" in filled.afterword("doctor").stdout
    keys.chmod(0o644)

    done = filled.afterword("doctor")
    keys.chmod(0o600)

    assert done.returncode == 1
    assert "chmod 600" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AFTERWORD_PORT", "eighty", "is not a port"),
        ("AFTERWORD_PUBLIC_URL", "http://note.example.org", "must begin with https"),
        ("AFTERWORD_PUBLIC_URL", "note", "is not a web address"),
        ("AFTERWORD_DATABASE_URL", "mysql://x", "postgresql://"),
        ("AFTERWORD_KEYS", "/nowhere/keys.json", "no such file"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_set(filled, name, value, says):
    """No traceback: one sentence that names the setting."""
    wrong = Installation(filled.home, **{name: value})

    done = wrong.afterword("work" if name != "AFTERWORD_KEYS" else "doctor")

    assert done.returncode != 0
    assert name in done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
