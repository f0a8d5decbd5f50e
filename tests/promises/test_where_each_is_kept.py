"""Where each promise is tested: a test that is renamed or taken out is missed here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

KEPT = {
    "I1 default no": (
        "simulation/test_the_gate.py::test_the_gate_keeps_its_word_when_it_is_killed",
        "contact/test_carry_out.py::test_what_arrives_joins_one_ruling_that_said_yes",
        "contact/test_carry_out.py::test_a_missing_fact_holds",
    ),
    "I2 no message after a stop": (
        "simulation/test_the_gate.py::test_the_gate_keeps_its_word_when_it_is_killed",
        (
            "simulation/test_claim_and_withdraw.py"
            "::test_no_send_after_a_stop_and_none_twice"
        ),
        (
            "contact/test_carry_out.py"
            "::test_a_stop_between_begin_and_hand_off_sends_nothing"
        ),
    ),
    "I3 at most once": (
        "simulation/test_the_gate.py::test_the_gate_keeps_its_word_when_it_is_killed",
        "contact/test_carry_out.py::test_a_crash_at_any_point_never_sends_twice",
        "contact/test_carry_out.py::test_an_answer_that_never_came_is_unknown_for_good",
        "contact/test_going_ahead.py::test_none_is_opened_after_a_stop",
        (
            "contact/test_going_ahead.py"
            "::test_a_stop_after_opening_closes_it_before_the_next_look"
        ),
        (
            "contact/test_by_hand_once.py"
            "::test_a_person_and_the_machine_at_once_are_one_contact"
        ),
    ),
    "I4 live authority": (
        (
            "contact/test_carry_out.py"
            "::test_what_is_reported_between_claim_and_hand_off_cancels"
        ),
        "contact/test_carry_out.py::test_a_guardians_word_ends_at_the_earliest_age",
    ),
    "I5 inside one directive": (
        "contact/test_carry_out.py::test_nothing_goes_outside_the_agreement",
        "contact/test_carry_out.py::test_outside_the_window_of_the_step_nothing_goes",
        "consent/test_terms.py::test_one_respect_outside_is_outside",
        "consent/test_terms.py::test_narrower_terms_cover_nothing_new",
    ),
    "I8 only the client widens": (
        (
            "promises/test_only_the_client_widens.py"
            "::test_no_verb_by_any_role_releases_more"
        ),
        "consent/test_standing.py::test_only_the_client_widens",
        "contact/test_reopening.py::test_what_the_client_wrote_opens_that_one_answer",
        (
            "contact/test_settling.py"
            "::test_a_settlement_never_widens_what_the_client_agreed_to"
        ),
        "contact/test_standing.py::test_it_widens_nothing_that_the_client_agreed_to",
    ),
    "a settlement settles a talk and nothing else": (
        "contact/test_settling.py::test_who_asked_never_settles_it",
        "contact/test_settling.py::test_a_bar_is_never_settled",
        "contact/test_settling.py::test_a_hold_is_never_settled",
        "contact/test_settling.py::test_another_fact_ends_it_for_good",
        "contact/test_settling.py::test_another_edition_ends_it",
        (
            "contact/test_settling.py"
            "::test_one_that_is_ended_between_claim_and_hand_off_sends_nothing"
        ),
        (
            "contact/test_collisions.py"
            "::test_two_rows_that_no_verb_wrote_do_not_lift_a_stop"
        ),
        "contact/test_standing.py::test_one_person_alone_settles_nothing",
        (
            "desk/test_settling_pages.py"
            "::test_the_packet_holds_nothing_of_whom_it_is_about"
        ),
    ),
    "a conflict check tells nothing": (
        (
            "promises/test_a_check_tells_nothing.py"
            "::test_every_match_is_answered_with_the_same_bytes"
        ),
        (
            "promises/test_a_check_tells_nothing.py"
            "::test_the_two_answers_are_as_long_and_differ_in_their_words_alone"
        ),
        (
            "screening/test_checking.py"
            "::test_what_is_kept_of_a_check_is_the_same_whatever_came_of_it"
        ),
        "screening/test_checking.py::test_ten_a_day_and_then_no_more",
        "clinic/test_likeness_keys.py::test_who_was_erased_leaves_no_hash",
    ),
    "a plan is the client's own": (
        "ending/test_plan.py::test_after_closing_staff_neither_read_nor_write",
        "ending/test_plan.py::test_opening_the_ending_again_opens_no_plan",
        "ending/test_plan.py::test_two_of_a_couple_have_plans_of_their_own",
        (
            "ending/test_plan.py"
            "::test_only_the_client_shows_a_copy_and_only_one_reads_it"
        ),
        "desk/test_ending_plan_pages.py::test_once_closed_no_page_opens_the_plan",
        (
            "promises/test_the_plan_is_theirs.py"
            "::test_nobody_else_touches_the_rows_of_a_plan"
        ),
    ),
    "nothing is told to a service without the client's word": (
        "consent/test_releases.py::test_nobody_gives_one_in_the_clients_place",
        "consent/test_releases.py::test_it_lets_nobody_write_to_the_client",
        (
            "consent/test_releases.py"
            "::test_after_a_restore_one_that_was_taken_back_stays_taken_back"
        ),
        "ending/test_referrals.py::test_without_a_live_release_nothing_is_sent",
    ),
    "help is never behind anything, and no practice hides an emergency number": (
        "support/test_serving.py::test_help_answers_while_the_application_is_broken",
        "support/test_serving.py::test_asking_where_somebody_is_leaves_no_trace",
        (
            "support/test_helping.py"
            "::test_every_emergency_number_stays_whatever_is_hidden_or_put_right"
        ),
        (
            "support/test_helping.py"
            "::test_emergency_help_by_text_cannot_be_hidden_or_changed"
        ),
    ),
    "every verb writes one line": (
        "promises/test_verbs_write_events.py::test_each_call_writes_one_line",
        "promises/test_verbs_write_events.py::test_every_verb_is_in_the_table",
    ),
}


@pytest.mark.parametrize("promise", sorted(KEPT))
def test_each_promise_has_its_tests(promise):
    """The tests that are named for it are there."""
    for name in KEPT[promise]:
        path, _, function = name.partition("::")
        tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
        there = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
        assert function in there, name
