"""Practices are apart: row security, rights, and ties between rows."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from afterword import postgres
from afterword.clinic.models import Client, Episode
from afterword.tenancy import practice
from tests.factories import a_client, a_clinician, a_practice

pytestmark = pytest.mark.django_db

WITHOUT_ROW_SECURITY = {
    # read before the practice is known, or the queue's own
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_attempts",
    "accounts_invitation",
    "accounts_membership",
    "accounts_staffsession",
    "accounts_staffuser",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "consent_attempt",
    "consent_door",
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "tenancy_practice",
}

APPEND_ONLY = {
    "audit_checkpoint",
    "audit_event",
    "audit_leaf",
    "clinic_licenceacceptance",
    "clinic_ownrules",
    "clinic_reportedfact",
    "consent_ledgerentry",
    "consent_safecontact",
    "consent_suppression",
    "contact_conditionsmet",
    "contact_consultation",
    "contact_ruling",
    "contact_settlement",
    "contact_standingline",
    "contact_standingsettlement",
    "ending_endingversion",
    "ending_leavingchoice",
    "ending_lettercopy",
    "ending_letterversion",
    "ending_referralentry",
    "messaging_delivery",
    "screening_dualrelationship",
    "screening_relationshipentry",
}


@pytest.fixture
def two():
    """Two practices with one client each."""
    homes = a_practice(), a_practice()
    return [(home, a_client(home, a_clinician(home))) for home in homes]


def test_every_table_has_row_security_but_those_named():
    """A new table must be secured or named here with its reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
            "AND n.nspname IN ('public', 'keys') AND NOT c.relrowsecurity"
        )
        found = {name for (name,) in cursor.fetchall()}

    assert found == WITHOUT_ROW_SECURITY


def test_ledger_and_record_can_only_be_added_to():
    """The application's role holds SELECT and INSERT on them, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants "
            "WHERE grantee = 'afterword_app' AND table_schema = 'public' "
            "GROUP BY table_name "
            "HAVING array_agg(privilege_type::text ORDER BY privilege_type::text) "
            "= ARRAY['INSERT', 'SELECT']"
        )
        found = {name for (name,) in cursor.fetchall()}

    assert found == APPEND_ONLY


def test_the_application_role_can_bypass_nothing():
    """Not a superuser, not above row security, owner of nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        )
        assert cursor.fetchone() == (0,)
        assert connection.settings_dict["USER"] == postgres.APP


def test_one_practice_sees_nothing_of_another(two):
    """Neither by the models nor by bare SQL, nor without a practice."""
    (home, mine), (_, theirs) = two
    with practice(home.id):
        assert [each.pk for each in Client.objects.all()] == [mine.pk]
        assert not Client.objects.filter(pk=theirs.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM clinic_client")
            assert cursor.fetchall() == [(mine.pk,)]
            cursor.execute("UPDATE clinic_client SET status = 'x'")
            assert cursor.rowcount == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM clinic_client")
        assert cursor.fetchall() == []


def test_nothing_can_be_put_into_another_practice(two):
    """Neither a new row nor an old one that is moved."""
    (home, mine), (other, _) = two
    with practice(home.id):
        for attempt in (
            lambda: Client.objects.filter(pk=mine.pk).update(practice_id=other.id),
            lambda: Episode.objects.create(
                practice_id=other.id, client=mine, clinician=mine.clinician
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()


def test_a_row_cannot_point_into_another_practice(two):
    """Foreign keys ignore row security, so a second tie checks the practice."""
    (home, mine), (_, theirs) = two
    row = [uuid.uuid4(), home.id, theirs.pk, mine.clinician_id]
    with practice(home.id), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="same_practice"):
            cursor.execute(
                "INSERT INTO clinic_episode (id, practice_id, client_id, clinician_id, "
                "format, service_type, approach) VALUES (%s, %s, %s, %s, '', '', '')",
                row,
            )
        transaction.set_rollback(True)


def test_the_practice_of_one_request_does_not_stay_for_the_next(two):
    """After the block the same connection sees nothing again."""
    (home, _), _ = two
    with practice(home.id):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('afterword.practice', true)")
        assert cursor.fetchone()[0] in {"", None}
