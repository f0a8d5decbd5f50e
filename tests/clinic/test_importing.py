"""A caseload comes in, is shown first, can be undone, and makes nobody contactable."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.models import Event
from afterword.clinic.errors import NotAllowedError
from afterword.clinic.models import Client, Clinician, ContactPoint, Episode
from afterword.clinic.services import importing
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.factories import a_practice

pytestmark = pytest.mark.django_db

FILE = (
    "id,name,preferred name,dob,email,phone,status,therapist,Email OK\r\n"
    "1,Jo Example,Joey,1990-03-14,jo@example.org,4155552671,active,Ruth Adeyemi,yes\r\n"
    "2,Sam Sample,,1985-01-02,,,inactive,Ruth Adeyemi,no\r\n"
    "3,,,,,,,,\r\n"
    "2,Sam Again,,,,,,,\r\n"
    '4,"=cmd()",,13/13/1999,,,,Nobody Here,\r\n'
)


@pytest.fixture
def home():
    made = a_practice()
    with practice(made.id):
        Clinician.objects.create(name="Ruth Adeyemi", client_facing_name="Ruth")
    return made


@pytest.fixture
def administrator(home):
    return Actor(ActorKind.STAFF, home.id, home.id, frozenset({Role.ADMINISTRATOR}))


def bring(by, text=FILE):
    return importing.take_file(data=text.encode(), date_order="ymd", by=by)


def test_a_dry_run_counts_and_stores_nobody(home, administrator):
    """What would happen is told row by row before anything happens."""
    batch = bring(administrator)

    counts = importing.dry_run(batch=batch, by=administrator)
    lines = importing.preview(batch=batch, by=administrator)

    assert (counts.rows, counts.new, counts.refused) == (5, 2, 3)
    assert [line.becomes for line in lines] == ["new", "new", *["refused"] * 3]
    assert "twice" in lines[3].reasons[0]
    with practice(home.id):
        assert not Client.objects.exists()


def test_an_import_brings_people_in_once(home, administrator):
    """The same file again changes nothing; a changed row keeps what is here."""
    first = bring(administrator)
    importing.dry_run(batch=first, by=administrator)
    importing.run(batch=first, by=administrator)
    again = bring(administrator, FILE.replace("Sam Sample", "Sam Other"))

    counts = importing.dry_run(batch=again, by=administrator)
    importing.run(batch=again, by=administrator)

    assert (counts.new, counts.same, counts.conflict) == (0, 1, 1)
    with practice(home.id):
        rows = list(Client.objects.order_by("external_id"))
    opened = vault.open(
        by=administrator, purpose="test", rows=rows, fields=["name", "preferred_name"]
    )
    assert [each["name"] for each in opened] == ["Jo Example", "Sam Sample"]
    assert opened[0]["preferred_name"] == "Joey"


def test_what_a_file_says_about_consent_is_evidence_only(home, administrator):
    """“Email OK” lies on the address, and no directive exists."""
    batch = bring(administrator)
    importing.dry_run(batch=batch, by=administrator)

    importing.run(batch=batch, by=administrator)

    with practice(home.id):
        point = ContactPoint.objects.get(channel="email")
        assert point.evidence == {"email_ok": "yes"}
        assert point.confirmed_on is None


def test_an_import_can_be_undone_but_not_under_a_history(home, administrator):
    """Who has an episode here since stays, and the answer says how many."""
    batch = bring(administrator)
    importing.dry_run(batch=batch, by=administrator)
    importing.run(batch=batch, by=administrator)
    with practice(home.id):
        kept = Client.objects.get(external_id="1")
        Episode.objects.create(client=kept, clinician=Clinician.objects.get())

    gone, stayed = importing.undo(batch=batch, by=administrator)

    assert (gone, stayed) == (1, 1)
    with practice(home.id):
        assert [each.external_id for each in Client.objects.all()] == ["1"]


def test_refused_rows_are_not_lost_and_run_nothing(home, administrator):
    """They come back as CSV with their reasons, formulas defused."""
    batch = bring(administrator)
    importing.dry_run(batch=batch, by=administrator)

    text = importing.set_aside(batch=batch, by=administrator).decode("utf-8-sig")

    assert "there is no name" in text
    assert "'=cmd()" in text
    assert text.count("refused") == 3


def test_only_an_administrator_imports_and_a_refusal_is_recorded(home):
    """A clinician's attempt is refused and stands in the record."""
    clinician = Actor(ActorKind.STAFF, home.id, home.id, frozenset({Role.CLINICIAN}))

    with pytest.raises(NotAllowedError):
        bring(clinician)

    with practice(home.id):
        assert Event.objects.get().outcome == "refused"


def test_the_file_is_sealed_while_it_waits_and_then_forgotten(home, administrator):
    """Names lie nowhere in plain text, and a day later the file is gone."""
    batch = bring(administrator)
    with practice(home.id):
        parts = importing.ImportPart.objects.filter(batch=batch)
        assert all(b"Jo Example" not in bytes(part.sealed) for part in parts)
        importing.ImportBatch.objects.update(made_at=clock.now() - 2 * clock.DAY)

    assert importing.forget_old(by=administrator) == 1
