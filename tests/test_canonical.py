"""Rewriting: exact replay, no overlap, and a second time that changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.model import Step
from canonym.rewriting import Replacement, Rewritten, replay, rewrite


@st.composite
def texts_with_replacements(draw: st.DrawFn) -> tuple[str, list[Replacement]]:
    """Any text, with replacements for some of its slices in any order."""
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    slices = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = [Replacement(start, end, draw(st.text(min_size=1, max_size=12)), "why") for start, end in slices]
    return text, draw(st.permutations(found))


@given(texts_with_replacements())
def test_replaying_the_steps_gives_the_text(case: tuple[str, list[Replacement]]) -> None:
    text, wanted = case
    rewritten = rewrite(text, wanted)
    assert replay(text, rewritten.steps) == rewritten.text
    assert all(text[step.start : step.end] == step.before for step in rewritten.steps)
    ends = [0, *(step.end for step in rewritten.steps)]
    assert all(step.start >= end for step, end in zip(rewritten.steps, ends, strict=False))


@given(texts_with_replacements())
def test_what_no_replacement_touches_stays(case: tuple[str, list[Replacement]]) -> None:
    text, wanted = case
    rewritten = rewrite(text, wanted)
    position, shift = 0, 0
    for step in (*rewritten.steps, Step(len(text), len(text), "", "", "")):
        assert rewritten.text[position + shift : step.start + shift] == text[position : step.start]
        position, shift = step.end, shift + len(step.after) - len(step.before)


@given(texts_with_replacements())
def test_rewriting_again_changes_nothing(case: tuple[str, list[Replacement]]) -> None:
    text, wanted = case
    first = rewrite(text, wanted)
    again, shift = [], 0
    for each in sorted(wanted, key=lambda item: item.start):
        # A step may be wider than what was asked for, over the other half of markup.
        covering = [step for step in first.steps if step.start <= each.start and each.end <= step.end]
        start, end = (covering[0].start, covering[0].end) if covering else (each.start, each.end)
        after = covering[0].after if covering else text[start:end]
        again.append(Replacement(start + shift, start + shift + len(after), each.after, each.reason))
        shift += len(after) - (end - start)
    assert rewrite(first.text, again) == Rewritten(first.text, ())


def test_a_slice_within_its_canonical_name_is_left_alone() -> None:
    text = "Chairman of the Provincial People's Committee"
    start = text.index("People's")
    wanted = Replacement(start, len(text), "Provincial People's Committee", "body")
    assert rewrite(text, [wanted]) == Rewritten(text, ())


@pytest.mark.parametrize(
    ("first", "second"), [((0, 5), (4, 8)), ((0, 5), (0, 5)), ((2, 3), (0, 8))], ids=["crossing", "same", "inside"]
)
def test_overlapping_replacements_are_refused(first: tuple[int, int], second: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        rewrite("abcdefgh", [Replacement(*first, "x", ""), Replacement(*second, "y", "")])


@pytest.mark.parametrize("span", [(3, 3), (-1, 2), (2, 9), (5, 4)])
def test_spans_outside_the_text_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="empty or outside"):
        rewrite("abcdefgh", [Replacement(*span, "x", "")])


@pytest.mark.parametrize(
    "steps",
    [
        [Step(0, 2, "xx", "y", "")],
        [Step(2, 4, "cd", "y", ""), Step(0, 2, "ab", "y", "")],
        [Step(6, 9, "gh", "y", "")],
    ],
    ids=["another text", "out of order", "beyond the end"],
)
def test_steps_that_do_not_fit_are_refused(steps: list[Step]) -> None:
    with pytest.raises(ValueError, match="step at"):
        replay("abcdefgh", steps)
