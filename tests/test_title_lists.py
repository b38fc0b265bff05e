"""Title lists side by side: the pairing is the best one that keeps the order, and shortcuts change no decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.config import Config
from canonym.glossary import load_glossary
from canonym.model import Document, DocumentTitles, Resolution
from canonym.resolution import resolve
from canonym.resolution.decision import candidate_rows
from canonym.resolution.tables.list_alignment import align
from canonym.texts.language import paragraphs
from canonym.texts.segments import split
from canonym.titles import find_titles

SAMPLES = Path(__file__).parents[1] / "samples"
REPORTS = ("yen-bai-review.es.txt", "soc-trang-congress.de.txt", "camaguey-visit.es.txt")
GAP = -0.4
"""What the alignment takes for a title without a partner."""
SIMILARITIES = (1.0, 0.5, 0.1, -0.1, -0.6)
Pairing = tuple[tuple[int, int], ...]


@st.composite
def pairs_of_lists(draw: st.DrawFn) -> list[list[list[float]]]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(st.sampled_from(SIMILARITIES), min_size=columns, max_size=columns)
    return draw(st.lists(st.lists(row, min_size=rows, max_size=rows), min_size=1, max_size=5))


def pairings(rows: int, columns: int) -> Iterator[Pairing]:
    """All pairings that keep the order, built from the first title on."""
    if rows == 0 or columns == 0:
        yield ()
        return
    yield from pairings(rows - 1, columns)
    for column in range(columns):
        for earlier in pairings(rows - 1, column):
            yield (*earlier, (rows - 1, column))


def worth(similarity: Sequence[Sequence[float]], pairing: Pairing) -> float:
    alone = len(similarity) + len(similarity[0]) - 2 * len(pairing)
    return sum(similarity[row][column] for row, column in pairing) + GAP * alone


@settings(max_examples=60, deadline=None)
@given(pairs_of_lists())
def test_no_pairing_that_keeps_the_order_is_better(similarities: list[list[list[float]]]) -> None:
    found = align(np.array(similarities))
    for similarity, partners in zip(similarities, found.tolist(), strict=True):
        pairing = tuple((row, column) for row, column in enumerate(partners) if column >= 0)
        columns = [column for _, column in pairing]
        assert columns == sorted(set(columns))
        best = max(worth(similarity, other) for other in pairings(len(similarity), len(similarity[0])))
        assert worth(similarity, pairing) == pytest.approx(best)


@settings(max_examples=30, deadline=None)
@given(pairs_of_lists())
def test_pairs_that_are_aligned_at_once_do_not_touch_one_another(similarities: list[list[list[float]]]) -> None:
    together = align(np.array(similarities)).tolist()
    assert together == [align(np.array([similarity]))[0].tolist() for similarity in similarities]


def titles(name: str) -> DocumentTitles:
    document = Document(name, (SAMPLES / name).read_bytes().decode("utf-8"), "", "txt")
    language, found = paragraphs(document)
    return find_titles(document, language.code, split(document, found), load_glossary())


def test_reports_that_are_weighed_together_do_not_touch_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [titles(name) for name in REPORTS]

    def decide() -> list[Resolution]:
        return resolve(reports, load_glossary(), Config(embedding="none"), None)

    before = decide()
    monkeypatch.setattr(candidate_rows, "_AT_ONCE", 1)  # each report by itself
    assert decide() == before
