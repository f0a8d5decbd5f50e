"""The files of places: complete, dated, sourced, and read the same way by everybody."""

from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

import pytest

from afterword.rules import localities
from afterword.rules.errors import PacksError
from afterword.rules.loading.packs import load_packs
from afterword.rules.localities import (
    GRADES,
    QuietHours,
    guardian_authority_ends,
    place,
    written_places,
)
from afterword.rules.periods import Span

FIELDS = (
    "majority_age",
    "own_consent_age",
    "time_zones",
    "quiet_hours",
    "duty_to_protect",
    "retention",
    "breach",
    "stop_words",
)
NAMED_BY_THE_PACKS = (
    "US",
    "GB",
    "GB-ENG",
    "GB-SCT",
    "GB-NIR",
    "GB-WLS",
    "CA",
    "CA-ON",
    "EU",
    "EEA",
)
EVERY_PLACE = written_places()


def values_of(iso):
    found = place(iso)
    return {
        name: value for name in FIELDS if (value := getattr(found, name)) is not None
    }


@pytest.mark.parametrize("iso", EVERY_PLACE)
def test_every_value_of_a_place_has_a_citation_a_grade_and_a_day(iso):
    """Nobody can be shown a number without where it comes from."""
    for name, value in values_of(iso).items():
        assert value.source.cite.strip(), name
        assert value.source.grade in GRADES, name
        assert date(2020, 1, 1) < value.source.as_of <= date(2026, 11, 26), name


@pytest.mark.parametrize("iso", EVERY_PLACE)
def test_every_zone_of_a_place_exists(iso):
    """A zone that does not exist would break the hour of every message there."""
    zones = place(iso).time_zones
    for zone in zones.value if zones else ():
        assert zone in available_timezones()
        assert ZoneInfo(zone)


@pytest.mark.parametrize(
    "iso", [iso for iso in EVERY_PLACE if iso not in ("everywhere", "EU", "EEA")]
)
def test_every_country_and_state_knows_its_zones_and_its_quiet_hours(iso):
    """Without both, no hour of the day could be called safe."""
    assert place(iso).time_zones is not None
    assert place(iso).quiet_hours is not None


@pytest.mark.parametrize("iso", EVERY_PLACE)
def test_every_retention_is_a_period_that_can_be_counted(iso):
    """A period in words could not be compared with another place's."""
    kept = place(iso).retention
    assert kept is None or Span.read(kept.value.adult)


@pytest.mark.parametrize("iso", NAMED_BY_THE_PACKS)
def test_every_place_that_a_pack_names_has_a_file(iso):
    """A pack must not bind in a place of which nothing is known."""
    assert iso in EVERY_PLACE


def test_all_states_of_the_united_states_are_there_with_a_majority_and_a_duty():
    """Fifty states and the capital, each with its own answer about danger."""
    states = [iso for iso in EVERY_PLACE if iso.startswith("US-")]
    assert len(states) == 51
    for iso in states:
        assert place(iso).majority_age.place == iso
        assert place(iso).duty_to_protect.place == iso


def test_all_members_of_the_european_economic_area_are_there():
    """Thirty countries share the regulation."""
    inside = [iso for iso in EVERY_PLACE if {"EU", "EEA"} & set(place(iso).within)]
    assert len(set(inside) - {"EU"}) == 30


def test_the_files_and_the_list_of_regions_agree_on_who_is_a_member():
    """A country in one and not the other would get half of a law."""
    regions = load_packs().vocabulary.places.regions
    for iso in EVERY_PLACE:
        assert (iso in regions["EU"]) == ("EU" in place(iso).within), iso
        inside = "EU" in place(iso).within or "EEA" in place(iso).within
        assert (iso in regions["EEA"]) == inside, iso


def test_what_a_state_does_not_say_comes_from_its_country_and_names_it():
    """The reader can see whose rule it is."""
    found = place("US-OH").breach
    assert found.value.person == "P60D"
    assert found.place == "US"


def test_what_a_country_does_not_say_comes_from_its_region():
    """Germany has the breach clock of the European Union."""
    assert place("DE").breach.value.authority == "PT72H"
    assert place("DE").breach.place == "EU"


def test_a_value_of_its_own_wins_over_the_country():
    """Mississippi is not the United States at large."""
    assert place("US-MS").majority_age.value == 21
    assert place("US").majority_age.value == 18


def test_a_value_that_nobody_gives_is_unknown():
    """The age of majority in Canada depends on the province, so nobody guesses."""
    assert place("CA").majority_age is None


def test_a_place_without_a_file_knows_only_what_holds_everywhere():
    """An unknown country still has quiet hours, and nothing else."""
    assert set(values_of("BO")) == {"quiet_hours", "stop_words"}
    assert place("BO").quiet_hours.source.grade == "house"
    assert place("bo-l").majority_age is None


def test_a_part_of_a_country_without_a_file_of_its_own_is_that_country():
    """An unlisted part of Spain has Spain's age of majority."""
    assert place("ES-MD").majority_age.value == 18
    assert place("ES-MD").majority_age.place == "ES"


def test_a_code_is_read_however_it_is_written():
    """Upper, lower, with a space: the same place."""
    assert place(" us-ca ") == place("US-CA")


def test_the_word_for_norway_is_not_the_word_no():
    """YAML reads a bare NO as false; the country must survive that."""
    assert place("NO").name == "Norway"


def test_quiet_hours_run_past_midnight():
    """From eight in the evening to nine in the morning, ends included rightly."""
    quiet = place("US").quiet_hours.value
    assert not quiet.holds_at(time(19, 59))
    assert quiet.holds_at(time(20, 0))
    assert quiet.holds_at(time(0, 0))
    assert quiet.holds_at(time(8, 59))
    assert not quiet.holds_at(time(9, 0))


def test_quiet_hours_inside_one_day_also_work():
    """A place may be quiet at midday."""
    quiet = QuietHours(start=time(12), end=time(14))
    assert quiet.holds_at(time(12))
    assert not quiet.holds_at(time(14))


def test_a_guardians_word_ends_at_the_earliest_age_among_the_places():
    """Scotland's sixteen comes before Mississippi's twenty-one."""
    ends = guardian_authority_ends(["US-MS", "GB-SCT"])
    assert (ends.value, ends.place) == (16, "GB-SCT")


def test_where_no_age_is_known_nobody_says_when_a_guardians_word_ends():
    """Unknown stays unknown."""
    assert guardian_authority_ends(["BO"]) is None


def test_an_age_from_recollection_is_not_called_seen():
    """What was not read may only make an answer stricter."""
    assert not place("US-CA").own_consent_age.source.seen
    assert place("US").majority_age.source.seen


GOOD = {"grade": "house", "read_on": date(2026, 1, 1)}
NO_DUTY = {"duty": "perhaps", "basis": "", "trigger": "", "to": []}


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("majority_age", {"value": 99, "cite": "x", "source": GOOD}),
        ("majority_age", {"value": 18, "source": GOOD}),
        ("majority_age", {"value": 18, "cite": "x"}),
        (
            "majority_age",
            {"value": 18, "cite": "x", "source": GOOD | {"grade": "sure"}},
        ),
        (
            "majority_age",
            {"value": 18, "cite": "x", "source": GOOD | {"read_on": "now"}},
        ),
        ("quiet_hours", {"value": "always", "cite": "x", "source": GOOD}),
        ("duty_to_protect", {"value": NO_DUTY, "cite": "x", "source": GOOD}),
    ],
)
def test_a_value_without_a_source_or_of_the_wrong_kind_names_file_and_field(
    field, plain
):
    """A broken file stops the process with words that help."""
    with pytest.raises(PacksError, match=rf"packs/places/xx\.yaml:1: {field}"):
        localities._dated("XX", field, plain)
