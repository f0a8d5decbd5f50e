"""The command line scores what it is given and explains what it cannot score."""

import json
import subprocess
import sys

import pytest

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
