"""What was worked out elsewhere comes out here, or `vectors.yaml` says why not."""

import statistics
from pathlib import Path

import pytest
import yaml

from afterword.measures import nhs
from afterword.measures.change import (
    CRITICAL,
    Population,
    Verdict,
    change_index,
    clinical_cutoffs,
    error_of_a_score,
    reliable_change,
    spread,
    verdict,
)
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import shell
from afterword.measures.parts import Direction
from afterword.measures.scoring import score
from afterword.measures.variants import converted
from tests.measures.made import values

VECTORS = yaml.safe_load(
    Path(__file__).with_name("vectors.yaml").read_text(encoding="utf-8")
)
WORDS = {"better": Verdict.BETTER, "none": Verdict.NONE, "worse": Verdict.WORSE}
NEAR = 0.001


def each(kind):
    return pytest.mark.parametrize("v", VECTORS[kind], ids=lambda v: v["id"])


@each("clinical_cutoffs")
def test_the_clinical_cut_offs_of_the_paper(v):
    """a, b and c; the direction is given, never guessed from the means."""
    said = clinical_cutoffs(
        clinical=Population(*v["clinical"]),
        functional=Population(*v["functional"]),
        direction=Direction(v["direction"]),
    )

    assert said == pytest.approx(v["a_b_c"])


@each("index")
def test_the_index_of_change(v):
    """The standard errors, the smallest change, and the index of each pair."""
    given = values(v["sd"], v["reliability"])

    assert spread(given) == pytest.approx(v["spread"], abs=NEAR)
    if "smallest" in v:
        assert error_of_a_score(given) == pytest.approx(v["error_of_a_score"], abs=NEAR)
        assert CRITICAL * spread(given) == pytest.approx(v["smallest"], abs=NEAR)
    for before, after, index in v["pairs"]:
        found = change_index(before=before, after=after, values=given)
        assert found == pytest.approx(index, abs=NEAR)


@each("category")
def test_what_an_index_means(v):
    """By the direction of the measure, and chance at the critical value itself."""
    direction = Direction(v["direction"])

    assert {i: verdict(i, direction=direction) for i in v["said"]} == {
        i: WORDS[said] for i, said in v["said"].items()
    }


@each("couples")
def test_thirty_couples_are_sorted(v):
    """How many are clearly better, unchanged and clearly worse."""
    sd = statistics.stdev(before for before, _ in v["pairs"])
    assert sd == pytest.approx(v["sd"], abs=NEAR)

    for reliability, want in v["sorted"].items():
        given = values(sd, reliability)
        said = [
            verdict(
                change_index(before=before, after=after, values=given),
                direction=Direction.HIGHER_BETTER,
            )
            for before, after in v["pairs"]
        ]

        assert spread(given) == pytest.approx(want["spread"], abs=NEAR)
        assert CRITICAL * spread(given) == pytest.approx(want["smallest"], abs=NEAR)
        assert {w: said.count(WORDS[w]) for w in WORDS} == {w: want[w] for w in WORDS}


@each("scores")
def test_a_form_adds_up_as_elsewhere(v):
    """Whatever the vector says of the score is so."""
    found = score(
        shell(v["instrument"]),
        v["answers"],
        not_applicable=v.get("not_applicable", ()),
    )
    said = {
        "total": found.total,
        "raw": found.raw,
        "band": found.band,
        "risk": found.risk,
        "subscales": dict(found.subscales),
        "bands": dict(found.bands),
        "cutoffs_met": list(found.cutoffs_met),
        "prorated": found.prorated,
        "answered": found.answered,
        "complete": found.complete,
        "highest": found.range.high,
    }

    told = v.keys() & said.keys()
    assert told
    assert {key: said[key] for key in told} == {key: v[key] for key in told}


@each("refused")
def test_what_is_no_answer_there_is_none_here(v):
    """An answer that this question does not have is refused in words."""
    with pytest.raises(AnswersError, match=v["says"]):
        score(shell(v["instrument"]), v["answers"])


@each("by_loinc")
def test_answers_by_their_codes(v):
    """The codes of the answers stand for the right numbers."""
    asked = shell(v["instrument"])

    found = score(asked, [asked.loinc.answers[code] for code in v["codes"]])

    assert (found.total, found.band) == (v["total"], v["band"])
    assert ("uk_case" in found.cutoffs_met) is v["uk_case"]


@each("bands")
def test_bands_begin_where_the_source_says(v):
    """Both edges of each band."""
    asked = shell(v["instrument"])
    scale = v.get("scale", "total")

    assert {n: asked.band_of(n, scale) for n in v["said"]} == v["said"]


@each("converted")
def test_totals_are_renumbered(v):
    """There and, where it can be, back again."""
    asked, out_of, into = shell(v["instrument"]), v["out_of"], v["into"]

    for total, want in v["said"].items():
        assert converted(asked, total, out_of=out_of, into=into) == want
        assert converted(asked, want, out_of=into, into=out_of) == total


@each("metric")
def test_the_metric_score_is_given_and_not_the_sum(v):
    """Every sum from the lowest to the highest."""
    asked = shell(v["instrument"])
    low, high = min(asked.questions[0].values), max(asked.questions[0].values)

    for raw, want in enumerate(v["to"], start=v["from"]):
        above = raw - low * len(asked.questions)
        steps = [min(high - low, max(0, above - n * (high - low))) for n in range(7)]
        found = score(asked, [low + step for step in steps])

        assert (found.raw, found.total) == (raw, want)


@each("changes")
def test_published_numbers_decide_what_is_change(v):
    """Reaching the number counts; one less does not. Cut-offs crossed are told."""
    asked = shell(v["instrument"])

    for before, after, said, *crossed in v["said"]:
        found = reliable_change(asked, before=before, after=after)

        assert found.verdict is WORDS[said]
        assert found.evidence.source
        if crossed:
            assert bool(found.left) is (crossed == ["left"])
            assert bool(found.reached) is (crossed == ["reached"])


@each("outcomes")
def test_the_outcome_that_the_nhs_counts(v):
    """Recovered, improved, both; who was no case cannot recover."""
    found = nhs.outcome(
        start=nhs.Scores(**v["start"]),
        end=nhs.Scores(**v["end"]),
    )

    assert found.recovered is v["recovered"]
    assert found.reliable_improvement is v["reliable_improvement"]
    assert found.reliable_recovery is v["reliable_recovery"]


def test_better_on_one_and_worse_on_the_other_is_left_open():
    """Sources differ there, and one of them is recollection: nothing is said."""
    found = nhs.outcome(start=nhs.Scores(20, 8), end=nhs.Scores(9, 14))

    assert found.reliable_improvement is None
    assert (found.recovered, found.reliable_recovery) == (False, False)
    assert {g.grade for g in found.grounds} == {"secondary", "memory"}


def test_nothing_here_diagnoses():
    """No pattern, no algorithm: the clusters of the PCL-5 are sums and no more."""
    (v,) = [v for v in VECTORS["scores"] if v["id"] == "pcl5-clusters"]
    found = score(shell("pcl5"), v["answers"])

    assert set(found.subscales) == {"b", "c", "d", "e"}
    assert not any("diagnos" in str(value) for value in vars(found).values())


def test_every_vector_has_a_name_of_its_own_and_a_source():
    """So that a disagreement can be looked up."""
    every = [v for kind in VECTORS.values() for v in kind]

    assert len({v["id"] for v in every}) == len(every)
    assert all(v["source"] for v in every)
