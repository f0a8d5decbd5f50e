"""What a rule author is told of a mistake: file, line, and what would be right."""

from __future__ import annotations

from copy import deepcopy

import pytest
import yaml

from afterword.rules.errors import PacksError
from afterword.rules.loading import packs
from afterword.rules.loading.packs import PACKS, check_packs, load_packs
from afterword.rules.loading.sources import check_sources

GOOD = """\
pack: example
title: Example Board, Standards 2024
binds: {registers: [xx-board], places: [XX]}
rank: regulator
source: {url: "https://board.example/2024", read_on: 2026-11-23, grade: primary}
in_force: {from: 2024-01-01}
rules:
  - id: example.s1
    effect: forbid
    kind: waiting_period
    when: {purpose: social}
    period: {lasts: P2Y, from: [ended_on], afterwards: consult}
    because: No friendship within two years.
    cite: s1
  - id: example.s2
    effect: permit
    when: {purpose: duty_to_protect, risk_imminence: imminent}
    because: Danger to life comes first.
    cite: s2
"""
HOUSE = GOOD.replace("pack: example", "pack: house").replace("example.", "house.")
LAW = (
    GOOD.replace("pack: example", "pack: law")
    .replace("example.", "law.")
    .replace("regulator", "statute")
)


def a_folder(tmp_path, *texts):
    """Make a folder of packs of its own, in which no place counts as covered."""
    (tmp_path / "places").mkdir(exist_ok=True)
    (tmp_path / "codes").mkdir(exist_ok=True)
    regions = (PACKS / "places" / "regions.yaml").read_text(encoding="utf-8")
    (tmp_path / "places" / "regions.yaml").write_text(regions.partition("covered:")[0])
    for number, text in enumerate(texts):
        (tmp_path / "codes" / f"pack{number}.yaml").write_text(text)
    return tmp_path


def problems(tmp_path, *texts):
    """Load packs from a folder and give what is wrong, as `file:line: words`."""
    with pytest.raises(PacksError) as caught:
        load_packs(root=a_folder(tmp_path, *texts), cache=False)
    return [str(each).removeprefix("packs/codes/") for each in caught.value.problems]


def test_a_good_pack_loads(tmp_path):
    """The pack that the other tests spoil is itself without fault."""
    root = a_folder(tmp_path, GOOD)
    assert "example.s1" in load_packs(root=root, cache=False).rules


SOURCE = '{url: "https://board.example/2024", read_on: 2026-11-23, grade: primary}'
SPOILT = [
    (
        "effect: forbid",
        "effect: forbids",
        9,
        "unknown effect `forbids`",
        "did you mean `forbid`",
    ),
    (
        "kind: waiting_period",
        "kind: waiting",
        10,
        "unknown kind `waiting`",
        "waiting_period",
    ),
    ("    kind: waiting_period\n", "", 8, "a bar has no `kind`", "confidentiality"),
    (
        "when: {purpose: social}",
        "when: {purposes: social}",
        11,
        "unknown fact",
        "`purpose`",
    ),
    (
        "when: {purpose: social}",
        "when: {purpose: socials}",
        11,
        "cannot be `socials`",
        "`social`",
    ),
    (
        "when: {purpose: social}",
        "when: {channel: {is: sms}}",
        11,
        "`is` cannot be asked",
        "at_least",
    ),
    (
        "when: {purpose: social}",
        "when: {ended_on: {before: soon}}",
        11,
        "not a day",
        "ended_on + P14D",
    ),
    (
        "when: {purpose: social}",
        "when: social",
        11,
        "`when` is a list of facts",
        "purpose",
    ),
    ("lasts: P2Y", "lasts: 2 years", 12, "`2 years` is not a length", "P2Y"),
    ("from: [ended_on]", "from: [ended]", 12, "`ended` is not a date fact", "ended_on"),
    (
        "from: [ended_on]",
        "from: [ended_on, consent_given_on]",
        12,
        "several days",
        "latest: true",
    ),
    (
        "afterwards: consult",
        "afterwards: permit",
        12,
        "afterwards cannot be `permit`",
        "never a permit",
    ),
    ("cite: s1", "cites: s1", 14, "unknown key `cites`", "did you mean `cite`"),
    (
        "cite: s1",
        "obligations: [offer_stops]",
        14,
        "unknown obligation",
        "`offer_stop`",
    ),
    ("cite: s1", "warnings: [power_remains]", 14, "unknown warning", ""),
    (
        "cite: s1",
        "overrides: [channel]",
        14,
        "`forbid` cannot be an exception",
        "permit or consult",
    ),
    ("cite: s2", "overrides: [example.s9]", 19, "an exception to nothing", "example.s"),
    ("cite: s2", "overrides: [example.s2]", 19, "an exception to nothing", ""),
    ("cite: s2", "prevails_over: [channel]", 19, "only a duty", "leave it out"),
    (
        "cite: s2",
        "derived_from: [example.s1]",
        19,
        "only the baseline and law",
        "move it there",
    ),
    ("id: example.s2", "id: example.s1", 15, "is used twice", "pack0.yaml:8"),
    (
        "id: example.s2",
        "id: other.s2",
        15,
        "is not in this pack",
        "begin with `example.`",
    ),
    (
        "rank: regulator",
        "rank: regulators",
        4,
        "unknown rank",
        "did you mean `regulator`",
    ),
    (
        "read_on: 2026-11-23",
        "read_on: 2026-02-30",
        5,
        "`2026-02-30` is not a date",
        "2026-06-01",
    ),
    ("grade: primary", "grade: prime", 5, "unknown grade", "primary"),
    (
        "grade: primary",
        "grade: memory",
        16,
        "of grade `memory` cannot permit",
        "stricter",
    ),
    ("places: [XX]", "places: [Texas]", 3, "`places` cannot be `Texas`", "US-CA"),
    ("from: 2024-01-01", "since: 2024-01-01", 6, "unknown key `since`", "from"),
    (
        "purpose: duty_to_protect, ",
        "",
        17,
        "`permit` can hold for `social`",
        "name purposes",
    ),
    ("title: Example", "title: One\ntitle: Example", 3, "`title` is given twice", ""),
    (
        "    because: No friendship within two years.\n",
        "",
        8,
        "`because` is missing",
        "",
    ),
    ("effect: permit", "effect: require", 15, "a duty has no `owner`", "role"),
    (
        "effect: permit",
        "effect: oblige",
        15,
        "it obliges to nothing",
        "name obligations",
    ),
    (
        "rules:\n",
        "rules:\n  - !!python/object:os.system {}\n",
        8,
        "tags such as",
        "leave the tag out",
    ),
    ("title: Example", "title: [Example", 3, "this is not YAML", "quotes"),
    ("grade: primary", "note: seen", 5, "`grade` is missing", "primary, secondary"),
    (f"source: {SOURCE}", "source: a page", 5, "`source` has url, read_on", "{url: …"),
    ("rules:\n", "rules: |\n", 7, "`rules` is a list", "- id"),
    ("pack: example", "pack: Example/2024", 1, "no name of a pack", "small letters"),
    ("id: example.s2", "id: example.s 2/b", 15, "cannot stand in an address", "s4-2"),
    ("https://board", "javascript:board", 5, "no address of a page", "https://"),
    ("cite: s1", "cite: [s1]", 14, "`cite` is text", "one line of words"),
    ("kind: waiting_period", "kind:", 10, "`kind` is empty", "leave it out"),
    ("cite: s1", "obligations:", 14, "`obligations` is empty", "leave it out"),
    ("when: {purpose: social}", "when:", 11, "`when` is empty", "leave it out"),
    (
        "in_force: {from: 2024-01-01}",
        "in_force: {from: 2024-01-01, until: 2023-12-31}",
        6,
        "before it begins",
        "the last day",
    ),
    ("from: [ended_on]", "from: [[ended_on]]", 12, "is not a date fact", ""),
]


@pytest.mark.parametrize(("old", "new", "line", "what", "right"), SPOILT)
def test_a_mistake_is_shown_with_its_line_and_what_would_be_right(  # noqa: PLR0913
    tmp_path, old, new, line, what, right
):
    """One thing is wrong; the author learns where, what, and how to mend it."""
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    told = [text for text in found if what in text and right in text]
    assert told, found
    assert any(text.startswith(f"pack0.yaml:{line}:") for text in told), told


def test_all_mistakes_are_shown_at_once(tmp_path):
    """Three things are wrong, and the author sees all three."""
    spoilt = (
        GOOD.replace("social}", "socials}")
        .replace("lasts: P2Y", "lasts: P2")
        .replace("s2\n", "s2\n    kinds: x\n", 1)
    )
    assert len(problems(tmp_path, spoilt)) >= 3


def test_faults_of_the_form_hide_no_others(tmp_path):
    """A key given twice and an unknown effect in one file are both told."""
    spoilt = GOOD.replace("title: Example", "title: One\ntitle: Example").replace(
        "effect: permit", "effect: permits"
    )
    found = "\n".join(problems(tmp_path, spoilt))
    assert "`title` is given twice" in found
    assert "unknown effect `permits`" in found


def test_a_file_that_is_no_yaml_is_not_blamed_on_others(tmp_path):
    """A rule that may stand in it is not called missing where it is named."""
    named = GOOD.replace("cite: s2", "overrides: [law.s1, example.s9]")
    found = problems(tmp_path, named, "pack: [law")
    assert any("this is not YAML" in text for text in found)
    assert any("`example.s9` is no rule" in text for text in found)
    assert not [text for text in found if "law.s1" in text]


JUNK = (
    None,
    "x",
    3,
    True,
    [],
    {},
    [[]],
    [{}],
    {"a": "b"},
    ["x"],
    [3],
    "",
    "2024-01-01",
)


def places_in(plain, here=()):
    yield here
    pairs = plain.items() if isinstance(plain, dict) else ()
    for key, inner in pairs or enumerate(plain if isinstance(plain, list) else ()):
        yield from places_in(inner, (*here, key))


def with_junk(plain, where, junk):
    if not where:
        return junk
    copy = deepcopy(plain)
    at = copy
    for key in where[:-1]:
        at = at[key]
    at[where[-1]] = junk
    return copy


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_whatever_stands_anywhere_is_told_in_words(tmp_path, junk):
    """Each part of a pack in turn is nonsense: it loads, or what is wrong is said."""
    good = yaml.safe_load(
        GOOD.replace("cite: s1", "cite: s1\n    obligations: [offer_stop]").replace(
            "cite: s2", "cite: s2\n    overrides: [confidentiality]"
        )
    )
    root = a_folder(tmp_path)
    for where in places_in(good):
        text = yaml.safe_dump(with_junk(good, where, junk), sort_keys=False)
        (root / "codes" / "pack0.yaml").write_text(text)
        if not check_packs(root=root):
            assert load_packs(root=root, cache=False).packs, where


@pytest.mark.parametrize("fault", [fault[1] for fault in SPOILT if fault[1]][:12])
def test_nothing_is_decided_beside_a_broken_pack(tmp_path, fault):
    """One broken pack stops the whole book: no answer is given without its bars."""
    (old,) = {old for old, new, *_ in SPOILT if new == fault}
    root = a_folder(tmp_path, LAW, GOOD.replace(old, fault, 1))
    with pytest.raises(PacksError):
        load_packs(root=root, cache=False)
    assert check_packs(root=root)


def test_a_house_policy_cannot_permit(tmp_path):
    """A practice may be stricter than the texts, never looser."""
    house = HOUSE.replace("rank: regulator", "rank: practice")
    assert any(
        "a house policy cannot permit" in text for text in problems(tmp_path, house)
    )


def test_a_house_policy_asks_for_a_talk_and_opens_nothing_by_it(tmp_path):
    """Its consult is a caution, so that adopting it never makes an answer looser."""
    house = HOUSE.replace("rank: regulator", "rank: practice")
    house = house.replace("effect: permit", "effect: consult")
    cautious = house.replace("effect: consult", "effect: consult\n    opens: no")
    assert any("add opens: no" in text for text in problems(tmp_path, house))
    root = a_folder(tmp_path, cautious)
    assert not load_packs(root=root, cache=False).rules["house.s2"].opens


@pytest.mark.parametrize("wrong", ["effect: permit\n    opens: no",
                                   "effect: consult\n    opens: yes"])  # fmt: skip
def test_only_a_consult_can_say_that_it_opens_nothing(tmp_path, wrong):
    """What is no caution, or says something else, is shown to its author."""
    spoilt = GOOD.replace("effect: permit", wrong)
    assert any("opens nothing" in text for text in problems(tmp_path, spoilt))


def test_a_text_that_was_not_seen_lifts_nothing(tmp_path):
    """An exception loosens, so it rests on a text that somebody read."""
    seen = GOOD.replace("cite: s2", "overrides: [example.s1]\n    cite: s2")
    unseen = seen.replace("effect: permit", "effect: consult") + "    grade: memory\n"

    found = problems(tmp_path, unseen)
    assert any("of grade `memory` cannot lift a rule" in text for text in found)


def test_an_exception_lifts_nothing_of_higher_rank(tmp_path):
    """A regulator's permit does not lift a bar in a statute."""
    bad = GOOD.replace("cite: s2", "overrides: [law.s1]")
    assert any("of higher rank" in text for text in problems(tmp_path, bad, LAW))


def test_an_exception_lifts_nothing_of_another_territory(tmp_path):
    """One country's law never lifts another's."""
    bad = GOOD.replace("regulator", "statute").replace(
        "cite: s2", "overrides: [law.s1]"
    )
    other = LAW.replace("places: [XX]", "places: [ZZ]")
    assert any(
        "of another territory" in text for text in problems(tmp_path, bad, other)
    )


def test_a_consult_lifts_only_in_its_own_pack(tmp_path):
    """A pack of restrictions can never loosen what another pack says."""
    bad = GOOD.replace("effect: permit", "effect: consult").replace(
        "cite: s2", "overrides: [law.s1]"
    )
    assert any("its own pack only" in text for text in problems(tmp_path, bad, LAW))


def test_exceptions_that_collide_fail_the_load(tmp_path):
    """The same words cannot both permit and consult."""
    bad = (
        GOOD.replace("cite: s2", "overrides: [example.s1]")
        + """\
  - id: example.s3
    effect: consult
    when: {purpose: duty_to_protect, risk_imminence: imminent}
    because: Talk first.
    overrides: [example.s1]
"""
    )
    assert any("collide on `example.s1`" in text for text in problems(tmp_path, bad))


def test_exceptions_that_lift_each_other_fail_the_load(tmp_path):
    """A circle of exceptions has no answer."""
    rule = """\
  - id: example.s{a}
    effect: consult
    when: {{purpose: billing}}
    because: Talk first.
    overrides: [example.s{b}]
"""
    bad = GOOD + rule.format(a=3, b=4) + rule.format(a=4, b=3)
    assert any("lifts what lifts it" in text for text in problems(tmp_path, bad))


def test_only_a_statute_prevails_over_a_stop_of_the_client(tmp_path):
    """A regulator's duty does not reach somebody who said stop."""
    duty = GOOD.replace(
        "effect: permit",
        "effect: require\n    owner: privacy lead\n"
        "    due: {within: P60D, from: [ended_on]}\n    prevails_over: [client_stop]",
    )
    assert any(
        "prevails over `client_stop`" in text for text in problems(tmp_path, duty)
    )


def test_a_composed_ground_is_signed_and_rests_on_seen_texts(tmp_path):
    """Derived from a rule that nobody saw, and signed by nobody: both are told."""
    unseen = GOOD.replace("cite: s1", "grade: memory")
    law = LAW.replace("cite: s2", "derived_from: [example.s1, example.s7]")
    found = "\n".join(problems(tmp_path, unseen, law))
    assert "is of grade `memory`" in found
    assert "there is no rule `example.s7`" in found
    assert "a composed ground has no `signed_by`" in found


def word_problems(file, old, new):
    """Give what is wrong when a vocabulary is spoilt."""
    sources = {name: path.read_bytes() for name, path in vocabulary_files().items()}
    sources["packs/places/regions.yaml"] = (PACKS / "places/regions.yaml").read_bytes()
    name = f"afterword/rules/{file}"
    assert old.encode() in sources[name]
    sources[name] = sources[name].replace(old.encode(), new.encode(), 1)
    with pytest.raises(PacksError) as caught:
        check_sources(sources)
    return [str(problem) for problem in caught.value.problems]


def vocabulary_files():
    folder = PACKS.parent / "rules"
    names = ("facts", "purposes", "obligations")
    return {f"afterword/rules/{n}.yaml": folder / f"{n}.yaml" for n in names}


def test_what_may_be_assumed_has_words_for_it():
    """A provisional answer can say everything that it takes for granted."""
    usual = 'usual: "nobody has told you that the client has died", '
    told = word_problems("facts.yaml", usual, "")
    assert any("`alive`" in text and "`usual`" in text for text in told), told


def test_obligations_that_are_said_together_are_known():
    """A sentence for several names none that does not exist."""
    told = word_problems("obligations.yaml", "of: [say_why,", "of: [say_wy,")
    assert any("`say_wy`" in text and "`say_why`" in text for text in told), told


def test_the_index_is_never_stale(tmp_path, monkeypatch):
    """A changed pack is read again, although an index of the old one was kept."""
    monkeypatch.setenv("AFTERWORD_HOME", str(tmp_path / "home"))
    (tmp_path / "packs").mkdir()
    pack = tmp_path / "packs" / "pack.yaml"
    pack.write_text(GOOD)
    load_packs(tmp_path / "packs")
    assert list((tmp_path / "home" / "cache").glob("packs-*.json"))
    pack.write_text(GOOD.replace("two years.", "two whole years."))
    assert "whole" in load_packs(tmp_path / "packs").rules["example.s1"].because


def test_a_spoilt_index_is_not_believed(tmp_path, monkeypatch):
    """An index that somebody altered, or may alter, is made anew."""
    monkeypatch.setenv("AFTERWORD_HOME", str(tmp_path))
    load_packs()
    (index,) = (tmp_path / "cache").glob("packs-*.json")
    index.write_bytes(
        index.read_bytes().replace(b"asked that nobody", b"asked that everybody")
    )
    assert "everybody" not in load_packs().rules["baseline.no_contact"].because
    index.chmod(0o666)
    load_packs()
    assert not index.stat().st_mode & 0o022


def test_an_index_of_other_packs_is_not_believed_under_another_name(
    tmp_path, monkeypatch
):
    """An index is sealed with what it was made from, not by its name."""
    monkeypatch.setenv("AFTERWORD_HOME", str(tmp_path / "home"))
    (tmp_path / "packs").mkdir()
    pack = tmp_path / "packs" / "pack.yaml"
    pack.write_text(GOOD)
    load_packs(tmp_path / "packs")
    (old,) = (tmp_path / "home" / "cache").glob("packs-*.json")
    kept = old.read_bytes()
    pack.write_text(GOOD.replace("two years.", "two whole years."))
    load_packs(tmp_path / "packs")
    (new,) = (tmp_path / "home" / "cache").glob("packs-*.json")
    new.write_bytes(kept)
    assert "whole" in load_packs(tmp_path / "packs").rules["example.s1"].because


def test_an_index_of_other_code_is_not_believed(tmp_path, monkeypatch):
    """What another version of the rules' code read is read again."""
    monkeypatch.setenv("AFTERWORD_HOME", str(tmp_path))
    load_packs()
    (before,) = (tmp_path / "cache").glob("packs-*.json")
    code = packs._code()
    assert {"places.py", "vocabulary.py", "loading/checking.py"} <= code.keys()
    monkeypatch.setattr(packs, "_code", lambda: {**code, "places.py": b"# newer"})
    load_packs()
    (after,) = (tmp_path / "cache").glob("packs-*.json")
    assert before != after


def test_packs_load_where_nothing_can_be_written(tmp_path, monkeypatch):
    """Without a place for the index, loading costs time and nothing else."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("AFTERWORD_HOME", str(blocked))
    assert load_packs().packs
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
