"""Import by its pages: shown first, done, undone; large files by the worker."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from afterword.audit.actors import Role
from afterword.clinic import tasks
from afterword.clinic.models import Client, ImportBatch, ImportPart
from afterword.config import importing as command
from afterword.desk.views import imports
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "id,name,dob,email,phone,status,therapist,Email OK,Shoe size\r\n"
FILE = (
    HEAD + "1,Jo Example,1990-03-14,jo@example.org,4155552671,active,,yes,9\r\n"
    "2,Sam Sample,1985-01-02,,,inactive,,no,7\r\n"
    '3,"=cmd()",13/13/1999,,,,Nobody Here,,\r\n'
)


@pytest.fixture
def office(browser_of, administrator):
    """The administrator's browser, signed in."""
    return browser_of(administrator)


def brought(office, text=FILE, order="ymd"):
    data = text if isinstance(text, bytes) else text.encode()
    return office.post(
        reverse("desk:imports"),
        {"file": SimpleUploadedFile("people.csv", data), "date_order": order},
    )


def counted(home) -> int:
    with practice(home.pk):
        return Client.objects.count()


def test_a_file_is_shown_before_anything_is_stored(home, clinician, office):
    """Counts first; columns understood, left out, and struck through; rows and why."""
    answer = office.get(brought(office)["Location"])

    page = answer.content.decode()
    assert "2 people, nothing stored yet" in page
    assert "0 of them become contactable." in page
    assert "<s>Email OK</s>" in page
    assert "Not imported. Only the person can give this." in page
    assert "Shoe size" in page
    assert "is not possible as year, month, day" in page
    assert counted(home) == 0


def test_the_rows_that_were_set_aside_can_be_taken_with_their_reasons(
    clinician, office
):
    """The file runs nothing in a spreadsheet."""
    address = brought(office)["Location"] + "/rows"

    answer = office.get(address)

    text = answer.content.decode("utf-8-sig")
    assert 'filename="rows.csv"' in answer["Content-Disposition"]
    assert "'=cmd()" in text
    assert ",=cmd()" not in text


def test_people_are_imported_once_and_taken_out_again(home, clinician, office):
    """The receipt says how many; doing it twice adds nobody; undoing takes them out."""
    address = brought(office)["Location"]
    office.post(f"{address}/run")
    office.post(f"{address}/run")
    receipt = office.get(address).content.decode()
    before = counted(home)

    told = office.post(f"{address}/undo", follow=True).content.decode()

    assert "2 people were imported" in receipt
    assert (before, counted(home)) == (2, 0)
    assert "2 people were taken out." in told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 a spreadsheet", "This is not a CSV file"),
        (b"colour,shape\r\nred,round\r\n", "names no column for"),
        (b"", "This file is empty"),
        (b"id,name\r\n" + b"\n" * 250_010, "larger than 250000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(
    home, office, data, words
):
    """Nothing is stored, and the other answer is kept."""
    answer = brought(office, data, order="dmy")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="dmy" class' in page or 'value="dmy" id' in page
    assert "checked" in page
    with practice(home.pk):
        assert not ImportBatch.objects.exists()


def test_without_a_date_order_nothing_is_read(home, office):
    """Which number is the month is never guessed."""
    answer = brought(office, order="")

    assert answer.status_code == 422
    assert "Say how dates are written" in answer.content.decode()


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.EXECUTOR]
)
def test_only_an_administrator_imports(home, browser_of, office, role):
    """For everybody else there is no such page."""
    address = brought(office)["Location"]
    browser = browser_of(factories.a_member(home, role))

    assert browser.get(reverse("desk:imports")).status_code == 404
    assert browser.get(address).status_code == 404
    for verb in ("run", "undo", "read"):
        assert browser.post(f"{address}/{verb}").status_code == 404


def test_a_file_of_another_practice_is_not_there(browser_of, office):
    """Its page, its rows and its buttons are not found."""
    address = brought(office)["Location"]
    other = factories.a_practice(name="Elm Example", neutral_name="Elm")
    stranger = browser_of(factories.a_member(other, Role.ADMINISTRATOR))

    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/rows").status_code == 404
    assert stranger.post(f"{address}/run").status_code == 404


def large(rows: int) -> str:
    return "id,name\r\n" + "".join(
        f"{number},Jo Example {number}\r\n" for number in range(rows)
    )


def test_a_large_file_is_read_and_brought_in_by_the_worker(
    home, clinician, office, administrator, monkeypatch
):
    """The page says how far it is; the jobs hold ids alone; then the receipt."""
    monkeypatch.setattr(imports, "AT_ONCE", 3)
    asked = []
    monkeypatch.setattr(
        tasks, "later", lambda task, *, batch, by: asked.append((task, batch, by))
    )
    address = brought(office, large(5))["Location"]
    waits = office.get(address)
    _, batch, by = asked[-1]
    tasks.read_file(str(by.practice), str(batch), str(by.id))
    office.post(f"{address}/run")
    running = office.get(address)
    tasks.bring_in(str(by.practice), str(batch), str(by.id))

    done = office.get(address)

    assert waits["Refresh"] == "4"
    assert "Reading the file" in waits.content.decode()
    assert "0 of 5 people." in running.content.decode()
    assert "5 people were imported" in done.content.decode()
    assert "Refresh" not in done.headers
    assert [task for task, _batch, _by in asked] == ["read", "run"]


def test_a_job_for_somebody_who_left_does_nothing(
    home, clinician, office, administrator, monkeypatch
):
    """Roles are those that are held when the work is done."""
    from afterword import clock
    from afterword.accounts.models import Membership

    monkeypatch.setattr(imports, "AT_ONCE", 3)
    address = brought(office, large(5))["Location"]
    batch = address.rpartition("/")[2]
    Membership.objects.update(left_at=clock.now())

    tasks.read_file(str(home.pk), batch, str(administrator.id))

    with practice(home.pk):
        assert ImportBatch.objects.get().state == "reading"


def test_asking_twice_leaves_one_job(home, administrator):
    """Two presses of a button are one piece of work."""
    from uuid import uuid4

    from procrastinate.contrib.django.models import ProcrastinateJob

    batch = uuid4()
    tasks.later("run", batch=batch, by=administrator)
    tasks.later("run", batch=batch, by=administrator)

    jobs = ProcrastinateJob.objects.filter(task_name="clinic.bring_in")
    assert [sorted(one.args) for one in jobs] == [
        ["batch_id", "practice_id", "user_id"]
    ]


def test_looking_at_an_import_changes_nothing_but_the_record(home, clinician, office):
    """The page and the list can be looked at as often as one likes."""
    address = brought(office)["Location"]

    def counts():
        with practice(home.pk):
            return (
                ImportBatch.objects.values_list("state", "counts").get(),
                ImportPart.objects.count(),
                Client.objects.count(),
            )

    before = counts()
    office.get(address)
    office.get(reverse("desk:imports"))

    assert counts() == before


def test_the_command_line_shows_first_and_stores_nothing(
    home, clinician, tmp_path, capsys
):
    """What would happen is printed, the refused rows are in a file, nobody is there."""
    file = tmp_path / "people.csv"
    file.write_text(FILE)

    code = command.main([str(file), "--date-order", "ymd"])

    told = capsys.readouterr().out
    assert code == 0
    assert "3 rows: 2 new, 0 here already, 0 differ, 1 refused." in told
    assert (tmp_path / "people-set-aside.csv").stat().st_mode & 0o777 == 0o600
    assert counted(home) == 0
    with practice(home.pk):
        assert not ImportPart.objects.exists()


def test_the_command_line_imports_when_told_to(home, clinician, tmp_path, capsys):
    """With ``--run`` the people are there."""
    file = tmp_path / "people.csv"
    file.write_text(FILE)

    code = command.main([str(file), "--date-order", "ymd", "--run"])

    assert code == 0
    assert "Imported 2." in capsys.readouterr().out
    assert counted(home) == 2


def test_the_command_line_says_what_is_wrong(home, tmp_path, capsys):
    """A file that is none, and a practice that is not named."""
    missing = command.main([str(tmp_path / "none.csv"), "--date-order", "ymd"])
    factories.a_practice(name="Elm Example")
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    which = command.main([str(file), "--date-order", "ymd"])

    told = capsys.readouterr().err
    assert (missing, which) == (2, 2)
    assert "cannot be read" in told
    assert "Name the practice with --practice" in told
    assert "Elm Example" in told
