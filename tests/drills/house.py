"""A practice in which everything has a row, and everybody who might look at it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client as Web

from afterword import clock
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.models import Administration, ImportBatch
from afterword.clinic.services.likeness import Wanted
from afterword.contact.models import Ruling
from afterword.contact.services import standing
from afterword.ending.models import Ending
from afterword.followup import services
from afterword.screening import services as screening
from afterword.screening.models import ConflictCheck
from afterword.tenancy import practice
from tests import ending_letters, factories, go_aheads
from tests.portal.people import Asked, Visitor, a_visitor, somebody_asked
from tests.staff import sign_in

ROLES = (
    Role.CLINICIAN,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.COMPLIANCE,
    Role.EXECUTOR,
)
CSV = b"id,name,dob,email,status\r\n9,Sam Sample,1990-03-14,sam@mail.example,active\r\n"


@dataclass
class House:
    """Two practices, their people, and one browser for each."""

    jo: Visitor
    kim: Asked
    ids: dict[str, Any]
    staff: Web
    other: Web
    powerless: Web
    stranger: Web

    @property
    def browsers(self) -> list[Web]:
        people = [self.jo.browser, self.kim.browser, self.staff, self.other]
        return [*people, self.powerless, self.stranger]

    @property
    def home(self) -> Any:
        return self.jo.home


def a_house(hands: Any) -> House:
    """Fill a practice by its own pages and verbs."""
    from tests.stories import AGREED_AT

    due = hands.now
    hands.put(AGREED_AT)
    kim = somebody_asked()
    hands.put(due)
    jo = a_visitor(home_values={"phone": "+1 415 555 0100", "set_up_at": clock.now()})
    jo.come_in()
    services.sweep(jo.home, at=hands.now)
    step = jo.step().pk
    jo.post(f"/q/{step}", way="all")
    jo.post(f"/q/{step}/all", **{f"item_{n}": "1" for n in range(1, 5)})
    jo.post(f"/q/{step}/check")
    everything = factories.a_member(jo.story.practice, *ROLES)
    staff = _browser(everything)
    staff.post(
        "/desk/imports", {"file": SimpleUploadedFile("p.csv", CSV), "date_order": "ymd"}
    )
    elsewhere = factories.a_practice(set_up_at=clock.now())
    other = factories.a_member(elsewhere, *ROLES)
    powerless = factories.a_member(jo.story.practice, Role.EXECUTOR)
    return House(
        jo, kim, _ids(jo, kim), staff, _browser(other), _browser(powerless), Web()
    )


def _browser(actor: Any) -> Web:
    made = sign_in(Web(), actor)
    made.raise_request_exception = False
    return made


def _ids(jo: Visitor, kim: Asked) -> dict[str, Any]:
    """Give real rows for every parameter of an address."""
    with practice(jo.home):
        ids = {
            "client": jo.client,
            "directive": jo.story.directive,
            "step": jo.step().pk,
            "ending": Ending.objects.get(client=jo.client).pk,
            "clinician": jo.story.clinician.pk,
            "ruling": Ruling.objects.values_list("pk", flat=True).first(),
            "batch": ImportBatch.objects.values_list("pk", flat=True).first(),
            "administration": Administration.objects.values_list("pk", flat=True)
            .filter(client_id=jo.client)
            .first(),
        }
    ids["go_ahead"] = go_aheads.opened(jo.story, go_aheads.a_point(jo.story.client))
    ids["letter"] = ending_letters.written(jo.story.client, by=jo.story.staff)
    ids["do"] = "ready"
    ids["standing"] = _stands(jo)
    ids |= _second(jo)
    ids["membership"] = Membership.objects.filter(practice=jo.home).first().pk
    return {
        **ids,
        "token": jo.link,
        "screen": "notes",
        "task": "words",
        "name": "capacity",
        "number": 1,
        "pk": 1,
        "UUIDConverter": kim.directive,
        "SlugConverter": "words",
        "StringConverter": "notes",
        "IntConverter": 1,
    }


def _stands(jo: Visitor) -> Any:
    """Propose a standing settlement, so that its addresses lead somewhere."""
    today = clock.now().date()
    return standing.propose(
        proposal=standing.Proposal(
            purpose="outcome_measure",
            population="The winter group",
            rules=frozenset({"baseline.psychodynamic"}),
            reasons="They were prepared for it.",
            starts_on=today,
            ends_on=today,
        ),
        by=factories.a_member(jo.story.practice, Role.SUPERVISOR),
        at=clock.now(),
    )


def _second(jo: Visitor) -> dict[str, Any]:
    """Give a declared relationship, and a conflict check that found somebody."""
    story, now = jo.story, clock.now()
    declared = screening.declare(
        client=story.client.pk,
        clinician=story.clinician.pk,
        said=screening.Declaration(
            "community", "existing", "client", "chance", note="Walk by the river"
        ),
        by=story.staff,
        at=now,
    )
    screening.check_conflict(
        about="hire", wanted=Wanted(name="Jo Example"), by=story.staff, at=now
    )
    with practice(jo.home):
        check = ConflictCheck.objects.get().pk
    return {"relationship": declared, "check": check}


def rows_of(home: Any, *, but: tuple[str, ...] = ()) -> dict[str, int]:
    """Count the rows of one practice in every table that has a practice."""
    found = {}
    with practice(home), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.columns "
            "WHERE column_name = 'practice_id' AND table_schema IN ('public', 'keys')"
        )
        for (table,) in cursor.fetchall():
            if table.removeprefix("public.").startswith(but or ("-",)):
                continue
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE practice_id = %s", [home]
            )
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def undone():
    """Take back whatever is written inside, as a test's own transaction is."""
    inside = transaction.atomic()
    inside._from_testcase = True
    with inside:
        yield
        transaction.set_rollback(True)
