"""The command line scores what it is given and explains what it cannot score."""

import io
import json
import subprocess
import sys

import pytest

from afterword.cli import main as cli
from afterword.measures.asking import main


def test_a_score_in_plain_words(capsys):
    """Total, band, both halves, and that it is no diagnosis."""
    assert main(["phq4", "0", "1", "2", "3"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "PHQ-4: 6 of 12 (moderate). Lower is easier.",
        "Anxiety (GAD-2): 1 of 6.",
        "Depression (PHQ-2): 5 of 6.",
        "This is not a diagnosis.",
    ]


def test_a_gap_in_plain_words(capsys):
    """A question left out is said, and no total is shown."""
    assert main(["phq4", "0", "1", "-", "3"]) == 0

    out = capsys.readouterr().out
    assert "PHQ-4: not scorable. 1 of 4 questions are not answered." in out
    assert "Depression (PHQ-2): not scorable." in out


def test_a_score_as_json(capsys):
    """Programs get the same facts, and null for what cannot be known."""
    assert main(["phq4", "0", "1", "-", "3", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["total"] is None
    assert told["scorable"] is False
    assert told["subscales"] == {"anxiety": 1, "depression": None}
    assert told["risk"] is None
    assert "No permission required" in told["notice"]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["phq4", "0", "1"], "4 questions, and 2 answers"),
        (["phq4", "0", "1", "2", "9"], "question 4 must be one of"),
        (["phq4", "0", "1", "2", "-1"], "question 4 must be one of"),
        (["phq4", "0", "1", "2", "1.5"], "question 4 is not a whole number"),
        (["phq4", "0", "1", "2", "x"], "question 4 is not a whole number"),
        (["phq4", "0", "1", "2", "٣"], "question 4 is not a whole number"),
        (["phq4", "0", "1", "2", "9" * 5000], "question 4 is not a whole number"),
        (["PHQ-4", "0"], "Did you mean `phq4`?"),
    ],
)
def test_an_error_in_words(capsys, argv, words):
    """Wrong input ends with 2 and says what is allowed."""
    assert main(argv) == 2

    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


def test_the_list_names_what_there_is(capsys):
    """Every questionnaire, with its length."""
    assert main(["--list"]) == 0

    assert "phq4  PHQ-4, 4 questions" in capsys.readouterr().out


def test_scoring_needs_no_django():
    """The measures stand alone: Django is not loaded, directly or by the way."""
    code = (
        "import sys; import afterword.measures.asking as a; "
        "a.main(['phq4', '0', '0', '0', '0']); "
        "sys.exit('django' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=30
    )

    assert done.returncode == 0, done.stderr


def stdin(monkeypatch, raw):
    """Let these bytes stand on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


def ask(capsys, *argv):
    """Run the command; give its code and what it wrote, JSON read."""
    code = main([*argv])
    shown = capsys.readouterr()
    return code, json.loads(shown.out) if shown.out else shown.err


def test_a_file_by_order_and_by_number_is_the_same_form(capsys, tmp_path):
    """A list, a mapping by number, a mapping by name: one score."""
    forms = [
        {"answers": [0, 1, None, 3]},
        {"answers": {"1": 0, "2": 1, "4": 3}},
        {"answers": {"nervous": 0, "worry": 1, "down": 3}},
    ]
    told = []
    for n, form in enumerate(forms):
        path = tmp_path / f"{n}.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        told.append(ask(capsys, "phq4", str(path), "--json"))

    assert told[0][0] == 0
    assert told[0] == told[1] == told[2]
    assert (told[0][1]["answered"], told[0][1]["complete"]) == (3, False)


def test_the_answer_has_every_key_that_was_promised(capsys, monkeypatch):
    """Total, subscales, band, complete, prorated, answered, risk, change."""
    stdin(monkeypatch, b'{"answers": [1,1,1,1,1,1,1,1,1], "compare_with": 16}')

    code, told = ask(capsys, "phq9", "-", "--json")

    assert code == 0
    assert (told["total"], told["band"], told["risk"]) == (9, "mild", True)
    assert told["complete"] is True
    assert told["prorated"] is False
    assert told["answered"] == 9
    assert told["subscales"] == {}
    assert told["change"]["difference"] == -7
    assert told["change"]["verdict"] == "reliably_better"
    assert told["change"]["at_least"] == 6
    assert told["change"]["left"] == ["screen", "more_severe"]
    assert "secondary" in told["change"]["source"]


@pytest.mark.parametrize(
    ("form", "difference"),
    [
        ('{"answers": [1,1], "compare_with": 5}', -3),
        ('{"answers": [1,1], "compare_with": [3,3]}', -4),
        ('{"answers": [1,1], "compare_with": {"1": 3, "2": 0}}', -1),
        ('{"answers": [1,1], "compare_with": {"answers": [0,0]}}', 2),
        ('{"answers": [1,1], "compare_with": {"total": 2}}', 0),
        ('{"answers": [1,null], "compare_with": 5}', None),
        ('{"answers": [1,1], "compare_with": [3,null]}', None),
        ('{"answers": {"1": 1, "2": 1}, "compare_with": null}', "no change"),
    ],
)
def test_what_it_is_compared_with(capsys, monkeypatch, form, difference):
    """A total, or an earlier form in any shape; a gap leaves the change open."""
    stdin(monkeypatch, form.encode())

    _, told = ask(capsys, "gad2", "--json")

    if difference == "no change":
        assert told["change"] is None
    else:
        assert told["change"]["difference"] == difference
        assert told["change"]["verdict"] == "not_known"
        assert told["change"]["note"]


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("gad2", "", "not JSON"),
        ("gad2", "[0, 1]", "not an object"),
        ("gad2", "{}", "nothing under `answers`"),
        ("gad2", '{"answers": "01"}', "not a list of answers"),
        ("gad2", '{"answers": [0, NaN]}', "not a number is no answer"),
        ("gad2", '{"answers": [0, 1e999]}', "not a whole number"),
        ("gad2", '{"answers": [0, 1.0]}', "not a whole number"),
        ("gad2", '{"answers": [0, true]}', "not a whole number"),
        ("gad2", '{"answers": [0, "1"]}', "not a whole number"),
        ("gad2", '{"answers": [0, 4]}', "one of 0, 1, 2 or 3"),
        ("gad2", '{"answers": [0]}', "2 questions, and 1 answers"),
        ("gad2", '{"answers": {"3": 1}}', "does not have"),
        ("gad2", '{"answers": {"1": null}}', "is empty"),
        ("gad2", '{"answers": {"1": 1, "1": 2}}', "stands twice"),
        (
            "gad2",
            '{"answers": {"1": 1, "nervous": 1}}',
            "by its number and by its name",
        ),
        ("gad2", '{"answers": [0, 1], "answer": 1}', "mean nothing here"),
        ("gad2", '{"answers": [0, 1], "compare_with": 7}', "from 0 to 6"),
        ("gad2", '{"answers": [0, 1], "compare_with": 1.5}', "from 0 to 6"),
        ("gad2", '{"answers": [0, 1], "compare_with": true}', "from 0 to 6"),
        ("gad2", '{"answers": [0, 1], "compare_with": "3"}', "from 0 to 6"),
        ("gad2", '{"answers": [0, 1], "compare_with": [9, 9]}', "one of 0, 1, 2 or 3"),
        ("gad2", '{"answers": [0, 1], "variant": 3}', "name of a numbering"),
        ("gad2", '{"answers": [0, 1], "variant": "0-4"}', "there is only one"),
        ("gad2", '{"answers": [0, 1], "not_applicable": "1"}', "a list of questions"),
        ("gad2", '{"answers": [0, 1], "not_applicable": [1]}', "always applies"),
        ("gad2", "[" * 100_000, "not JSON"),
        ("gad2", '{"answers": [0, 1' + "0" * 5000 + "]}", "not JSON"),
        ("k6", '{"answers": [1,1,1,1,1,1], "compare_with": 9}', "in more than one way"),
        (
            "rses",
            '{"answers": {}, "compare_with": {"answers": {}, "variant": "1-4"}}',
            "numbered differently",
        ),
        ("wsas", '{"answers": {}, "not_applicable": [5]}', "always applies"),
        ("bdi2", '{"answers": []}', "There is no questionnaire"),
    ],
)
def test_a_wrong_form_is_an_error_in_words(capsys, monkeypatch, name, form, words):
    """On the command line 2 and a sentence; nothing is printed as a score."""
    stdin(monkeypatch, form.encode())

    code, said = ask(capsys, name, "-", "--json")

    assert code == 2
    assert words in said
    assert "Traceback" not in said


def test_lines_go_on_after_a_wrong_one(capsys, monkeypatch):
    """One line out for each line in; the wrong ones say which and why."""
    lines = [
        b'{"answers": [0, 1]}',
        b"",
        b'{"answers": [9, 9]}',
        b"\xff\xfe",
        b'{"answers": [3, 3], "compare_with": [0, 0]}\r',
    ]
    stdin(monkeypatch, b"\n".join(lines) + b"\n")

    code = main(["phq2", "--lines"])

    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    totals = [line.get("total", "wrong") for line in out]
    assert totals == [1, "wrong", "wrong", "wrong", 6]
    assert [line["line"] for line in out if "error" in line] == [2, 3, 4]
    assert "one of 0, 1, 2 or 3" in out[2]["error"]
    assert "UTF-8" in out[3]["error"]
    assert out[4]["change"]["difference"] == 6


def test_lines_that_are_all_right_end_with_nought(capsys, tmp_path):
    """From a file as well, with a mark at its beginning."""
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"answers": [0, 1]}\n' * 50)

    assert main(["phq2", str(path), "--lines"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 50


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["phq2", "--lines", "0", "1"], "lines come from a file"),
        (["phq2", "/nowhere/at/all.json"], "cannot be read"),
        (["phq2", "1"], "2 questions, and 1 answers"),
        (["bdi2", "--lines"], "There is no questionnaire"),
        (["--json", "phq2", "--lines", "/nowhere/at/all.json"], "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(capsys, argv, words):
    """A file that is not there, a number where a file is meant."""
    assert main(argv) == 2
    assert words in capsys.readouterr().err


def test_numbers_as_arguments_still_do(capsys):
    """Tenths too, where lines are measured."""
    assert main(["ors", "7.3", "8", "-", "9"]) == 0
    assert "not scorable. 1 of 4" in capsys.readouterr().out
    assert main(["ors", "7.3", "8", "1", "9"]) == 0
    assert "ORS: 25.3 of 40. Higher is easier." in capsys.readouterr().out


def test_sentences_say_what_is_estimated_and_what_changed(capsys, monkeypatch):
    """A person who reads no JSON sees the same."""
    form = (
        b'{"answers": [2,3,3,2,2,1,3,2,2,null], "compare_with": [0,4,4,0,0,0,0,0,0,0]}'
    )
    stdin(monkeypatch, form)

    assert main(["core10", "-"]) == 0

    total, risk, change, last = capsys.readouterr().out.splitlines()
    assert total.startswith("CORE-10: 17.78 of 40 (moderate), estimated from 9 of 10 ")
    assert risk == "A question about risk was answered above its lowest answer."
    assert change == "Change: +17.78, reliably worse, from an estimated score."
    assert last == "This is not a diagnosis."


def test_scales_without_a_total_say_how_far_each_moved(capsys, monkeypatch):
    """Goals: one nearer, one as it was, one that was not there before."""
    form = b'{"answers": [7, 3, 2], "compare_with": [4, 3, null]}'
    stdin(monkeypatch, form)
    _, told = ask(capsys, "goals", "--json")
    assert told["change"]["scales"] == {"goal_1": 3, "goal_2": 0, "goal_3": None}
    assert told["change"]["verdict"] == "not_known"

    stdin(monkeypatch, form)
    main(["goals", "-"])

    assert capsys.readouterr().out.splitlines()[:4] == [
        "Own goals: no total; each scale by itself. Higher is easier.",
        "First goal: 7 of 10, +3 since then.",
        "Second goal: 3 of 10, +0 since then.",
        "Third goal: 2 of 10.",
    ]


def test_the_list_says_what_has_no_words_and_what_is_off(capsys):
    """Nothing on the list reads as if it could simply be shown."""
    main([])

    out = capsys.readouterr().out
    assert "wsas  WSAS, 5 questions, scored by numbers only\n" in out
    assert "core10  CORE-10, 10 questions, off until its terms are accepted\n" in out


def test_the_command_is_one_of_afterword(capsys):
    """`afterword score` and its help."""
    assert cli(["score", "phq2", "1", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 3
    assert cli([]) == 0
    assert "score" in capsys.readouterr().out
