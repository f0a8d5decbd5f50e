"""Every verb writes one line in the record, refused and repeated calls too."""

from __future__ import annotations

import pytest

from tests.mail import hands, sink
from tests.promises.verbs import VERBS, WITHOUT, found

__all__ = ["hands", "sink"]


@pytest.fixture
def setting(db, hands, sink):
    """Give a practice with everybody whom a verb may need, and a mail server."""
    from tests.promises.verb_settings import a_setting

    return a_setting()


def lines(setting, call) -> list[tuple[str, str]]:
    """Give the lines that one call added to the record, with how each came out."""
    from afterword.audit.models import Event
    from afterword.tenancy import practice

    with practice(setting.home.id):
        before = set(Event.objects.values_list("id", flat=True))
    call(setting)
    with practice(setting.home.id):
        added = Event.objects.exclude(pk__in=before)
        return list(added.values_list("name", "outcome"))


def turned_down(call):
    """Make a call that must be refused with words for people."""

    def refused(setting):
        with pytest.raises(Exception) as why:  # noqa: PT011 - each app has its own
            call(setting)
        assert getattr(why.value, "for_people", None)

    return refused


def test_every_verb_is_in_the_table():
    """A new verb is called here too, or has a reason why it writes nothing."""
    assert found().keys() - WITHOUT.keys() == VERBS.keys()
    assert WITHOUT.keys() <= found().keys()


@pytest.mark.parametrize("name", sorted(VERBS))
def test_each_call_writes_one_line(setting, name):
    """What is done, refused or repeated stands in the record once."""
    verb = VERBS[name]
    if verb.refused:
        wrote = lines(setting, turned_down(verb.refused))
        assert wrote.count((verb.refused_as or verb.event, "refused")) == 1
    calls = [(verb.done, verb.says), (verb.repeated, "repeated")]

    for call, says in calls:
        if call is None:
            continue
        wrote = [line for line in lines(setting, call) if line[0] == verb.event]
        assert wrote == [(verb.event, says)]
