"""`afterword packs …`: what a rule author sees. Each part says what it found."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from afterword.cli import main
from afterword.rules.commands.packs import PARTS
from afterword.rules.comparing import Both, Way, cases_as_questions
from afterword.rules.facts import Known
from afterword.rules.loading.packs import PACKS, load_packs


@pytest.fixture
def run(capsys):
    """Run one part, and give its exit code with both streams."""

    def run(*words):
        code = main(["packs", *map(str, words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def old(tmp_path):
    """Three packs of the shipped ones, in a folder of their own."""
    return a_copy(tmp_path / "old")


@pytest.fixture
def copy(tmp_path):
    """The same three packs in a folder that can be edited."""
    return a_copy(tmp_path / "new")


def a_copy(folder):
    """Copy three packs with their cases, and the places without who is covered."""
    (folder / "codes" / "us").mkdir(parents=True)
    (folder / "places").mkdir()
    for name in ("aca_2014", "aapc_2012", "naadac_2021"):
        for suffix in ("yaml", "cases.yaml"):
            file = f"codes/us/{name}.{suffix}"
            shutil.copy(PACKS / file, folder / file)
    regions = (PACKS / "places" / "regions.yaml").read_text(encoding="utf-8")
    (folder / "places" / "regions.yaml").write_text(regions.partition("covered:")[0])
    return folder


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_part_has_its_words_and_its_module():
    """The table of parts is whole: each can be run."""
    for module, words in PARTS.values():
        assert words
        assert module.startswith("afterword.rules.commands.")


def test_packs_are_listed_by_place_profession_and_purpose(run):
    """What binds a psychologist in Ontario about money owed, and nothing of Britain."""
    code, out, _ = run("list", "--place", "CA-ON")
    assert code == 0
    assert "cpbao_2024" in out
    assert "pipeda" in out
    assert "baseline" in out
    assert "bacp_2018" not in out
    _, out, _ = run("list", "--place", "UK", "--profession", "counsellor")
    assert "bacp_2018" in out
    assert "cpbao_2024" not in out
    _, out, _ = run("list", "--purpose", "testimonial", "--profession", "psychologist")
    assert re.search(r"^apa_2017  association, \d of 12 rules", out, re.MULTILINE)
    assert "nasw_2021" not in out


def test_the_list_is_given_as_json_too(run):
    """A program reads what a person reads."""
    _, out, _ = run("list", "--place", "CA-ON", "--json")
    listed = {each["pack"]: each for each in json.loads(out)}
    assert listed["cpbao_2024"]["rank"] == "regulator"
    assert "cpbao_2024.s14-1" in listed["cpbao_2024"]["rules"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("list", "--place", "Texas"), "codes such as US-CA"),
        (("list", "--profession", "nurze"), "did you mean `nurse`"),
        (("list", "--purpose", "socail"), "did you mean `social`"),
        (("show", "aca"), "did you mean `aca_2014`"),
        (("show", "aca_2014.sA-5-d"), "did you mean `aca_2014.sA-5-"),
        (("stale", "--on", "soon"), "2026-06-01"),
        (("stale", "aca_2013"), "did you mean `aca_2014`"),
        (("test", "aca_2013"), "did you mean `aca_2014`"),
        (("diff", "-", "nowhere"), "there is no folder `nowhere`"),
        (("check", "--packs", "nowhere"), "there is no folder `nowhere`"),
        (("diff", "-", "-", "--cases", "nowhere"), "nowhere: No such file"),
        (("diff", "-", "-", "--cases", "x", "--stored"), "choose one"),
    ],
)
def test_a_wrong_word_is_answered_with_what_would_be_right(run, words, hint):
    """Exit 2, one line, no trace."""
    code, out, err = run(*words)
    assert code == 2
    assert hint in err
    assert out == ""


def test_a_pack_is_shown_in_words(run):
    """Title, whom it binds and measures, how it was read, rules, what is left out."""
    code, out, _ = run("show", "aca_2014")
    assert code == 0
    assert "binds: Members of ACA" in out
    assert "measures without binding: Counsellors, where either person is in " in out
    assert "Read in a copy by others on Monday 23 November 2026" in out
    assert "For 5 years from the last professional contact." in out
    assert "not modelled: A.10.e (bartering)" in out


def test_a_rule_is_shown_with_its_cases_and_what_depends_on_it(run):
    """A reviewer sees the sentence, the cases that show it, and what would move."""
    _, out, _ = run("show", "gdpr.art9-2a")
    assert "our readings that rest on it:\n    baseline.follow_up_agreed" in out
    assert "cases in which it applies:" in out
    assert "a check-in without explicit consent is refused: “No”, because of" in out
    _, out, _ = run("show", "baseline.follow_up_agreed")
    assert "is our reading of:" in out


def test_stale_texts_are_named_as_of_a_day(run):
    """A year after its reading a text is fresh; the day after, it is not."""
    _, out, _ = run("stale", "aca_2014", "--on", "2027-11-23")
    assert out == ""
    _, out, _ = run("stale", "aca_2014", "--on", "2027-11-24")
    assert out == "aca_2014: read 2026-11-23, more than P1Y ago\n"


def test_a_rule_without_a_case_is_a_problem_at_its_own_line(run, copy):
    """`check` names file, line, and the file in which a case is to be written."""
    edit(
        copy,
        "codes/us/aca_2014.yaml",
        "rules:\n",
        "rules:\n  - {id: aca_2014.new, effect: consult, when: {purpose: greeting}, "
        "because: Talk first.}\n",
    )
    code, out, _ = run("check", "--packs", copy)
    assert code == 2
    assert "`aca_2014.new` has no case in which it applies" in out
    line = next(x for x in out.splitlines() if "aca_2014.new" in x)
    where = (copy / "codes/us/aca_2014.yaml").read_text().splitlines()
    number = int(line.split(":")[1])
    assert "aca_2014.new" in where[number - 1]
    assert "write one in aca_2014.cases.yaml" in line


def test_a_pack_without_cases_is_a_problem_for_each_rule(run, copy):
    """Taking the file of cases away hides nothing."""
    (copy / "codes/us/aapc_2012.cases.yaml").unlink()
    code, out, _ = run("check", "--packs", copy)
    assert code == 2
    assert "`aapc_2012.p3` has no case in which it applies" in out


def test_a_case_that_names_a_rule_or_pack_of_nobody_fails(run, copy):
    """A slip in `silent` or `with` would otherwise expect nothing."""
    file = copy / "codes/us/aapc_2012.cases.yaml"
    file.write_text(
        file.read_text()
        + "\n- case: a slip\n  facts: {purpose: greeting}\n  with: [aca_201]\n"
        "  expect: {silent: [aapc_2012.p33], fires: aapc_2012.p3}\n"
    )
    code, out, _ = run("test", "aapc_2012", "--packs", copy)
    assert code == 2
    assert "there is no rule `aapc_2012.p33`; did you mean `aapc_2012.p3`?" in out
    assert "there is no pack `aca_201`; did you mean `aca_2014`?" in out
    assert "`fires` is a list" in out


def test_packs_that_do_not_load_are_told_before_their_cases(run, copy):
    """The loader's problems come first; cases are looked at afterwards."""
    edit(copy, "codes/us/aca_2014.yaml", "effect: oblige", "effect: obliges")
    code, out, _ = run("check", "--packs", copy)
    assert code == 2
    assert "unknown effect `obliges`" in out
    assert "Cases are looked at once the packs load." in out


def test_whoever_asks_a_whole_question_is_somewhere_that_there_is():
    """A region is no place to be: somebody is in one of its countries."""
    book = load_packs()
    both = Both(book, book)
    places = book.vocabulary.places
    for question in cases_as_questions(both, (PACKS, PACKS)):
        where = question.facts[True].get("client_places")
        if question.way is Way.WHOLE and isinstance(where, Known):
            assert all(places.read(one) for one in where.value.members), question.name
    assert both.unread == []


def test_nothing_differs_from_itself(run):
    """The shipped packs against themselves: no change, and no progress on a pipe."""
    code, out, err = run("diff", "-", "-", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["changed"] == []
    assert told["counts"]["same"] == told["asked"] > 1000


def test_a_shorter_period_is_found_to_loosen(run, old, copy):
    """Five years become two: the last day of the five is no longer refused."""
    edit(copy, "codes/us/aca_2014.yaml", "lasts: P5Y", "lasts: P2Y")
    code, out, _ = run("diff", old, copy)
    assert code == 0
    assert "Loosened (" in out
    assert "aca_2014: on the last day of the five years" in out
    assert "refuse (bar) → consult (consult)" in out
    assert " 0 tightened" in out


def test_both_ways_of_asking_are_told_apart(run, old, copy):
    """Alone, and of all packs by somebody whom the pack binds."""
    edit(copy, "codes/us/aca_2014.yaml", "lasts: P5Y", "lasts: P2Y")
    _, out, _ = run("diff", old, copy, "--json")
    ways = {each["asked"] for each in json.loads(out)["changed"]}
    assert ways == {"alone", "whole"}


def test_a_condition_that_falls_away_loosens_and_a_new_one_tightens(run, old, copy):
    """The outcome is the same and asks for less, or for more."""
    edit(
        copy,
        "codes/us/aca_2014.yaml",
        "obligations: [weigh_and_show_no_harm, record_reasons]",
        "obligations: [weigh_and_show_no_harm]",
    )
    _, out, _ = run("diff", old, copy, "--json")
    assert json.loads(out)["counts"]["loosened"] > 0
    assert json.loads(out)["counts"]["tightened"] == 0
    _, out, _ = run("diff", copy, old, "--json")
    assert json.loads(out)["counts"]["loosened"] == 0
    assert json.loads(out)["counts"]["tightened"] > 0


def test_another_section_for_the_same_no_is_another_reason(run, old, copy):
    """One of two bars goes, the answer stays: it is listed, as neither way."""
    edit(
        copy,
        "codes/us/aca_2014.yaml",
        "id: aca_2014.sC-3-b\n",
        "id: aca_2014.sC-3\n",
    )
    edit(
        copy,
        "codes/us/aca_2014.cases.yaml",
        "aca_2014.sC-3-b",
        "aca_2014.sC-3",
    )
    _, out, _ = run("diff", old, copy)
    assert "Same outcome, for another reason (" in out
    assert "because of: -aca_2014.sC-3-b +aca_2014.sC-3" in out
    assert " 0 loosened, 0 tightened" in out


def test_a_pack_that_only_one_folder_has_is_asked_of_all_packs(run, old, copy):
    """A new code tightens; it is not called looser for having said nothing before."""
    for suffix in ("yaml", "cases.yaml"):
        (copy / f"codes/us/naadac_2021.{suffix}").unlink()
    _, out, _ = run("diff", copy, old, "--json")
    told = json.loads(out)
    assert told["counts"]["loosened"] == 0
    assert told["changed"]
    assert {each["asked"] for each in told["changed"]} == {"whole"}


def test_a_file_of_questions_is_decided_under_both(run, old, copy, tmp_path):
    """Lines as `ask --lines` reads them; a bad line is named, and stops nothing."""
    edit(copy, "codes/us/aca_2014.yaml", "lasts: P5Y", "lasts: P2Y")
    facts = {
        "purpose": "intimate",
        "initiator": "client",
        "memberships": ["aca"],
        "registers": [],
        "professions": ["counsellor"],
        "therapist_places": ["US-ZZ"],
        "client_places": ["US-ZZ"],
        "last_professional_contact_on": "2023-01-01",
    }
    file = tmp_path / "asked.jsonl"
    asked = json.dumps({"on": "2026-06-01", "facts": facts})
    file.write_text(f"{asked}\n{{oops\n{asked}\n")
    code, out, _ = run("diff", old, copy, "--cases", file)
    assert code == 0
    assert "line 1\n" in out
    assert "not asked: line 2: the question is not JSON" in out
    assert "2 questions: 2 loosened" in out


def test_new_packs_that_do_not_load_are_compared_with_nothing(run, old, copy):
    """A broken copy is told as `check` tells it, and no answer is given under it."""
    edit(copy, "codes/us/aca_2014.yaml", "effect: oblige", "effect: obliges")
    code, out, err = run("diff", old, copy)
    assert code == 2
    assert "unknown effect `obliges`" in err
    assert out == ""


def test_whoever_watches_is_told_once_a_second(monkeypatch, capsys):
    """At a terminal a long run says how far it is, at most once a second."""
    from datetime import UTC, datetime, timedelta

    from afterword.rules.commands import comparing

    start = datetime(2026, 6, 1, tzinfo=UTC)
    ticks = iter(start + timedelta(seconds=0.4 * n) for n in range(10_000))
    monkeypatch.setattr(comparing, "now", lambda: next(ticks))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert len(list(comparing.watched(range(5000)))) == 5000
    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith(" questions …")
    assert 2 <= len(told) <= 5


def test_the_shipped_packs_have_no_problem_and_no_unnoticed_edit(run):
    """What is shipped is what the list says, and every rule has its case."""
    code, out, _ = run("check")
    assert code == 0
    assert out == f"{len(load_packs().packs)} packs, no problems.\n"
