"""What is kept between two runs comes back as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.records import from_plain, to_plain


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    weight: float | None
    kind: Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    first: Leaf | None
    counts: dict[str, int]
    rows: tuple[tuple[str, ...], ...]
    found: list[Leaf]
    anything: dict[str, Any]


LEAVES = st.builds(Leaf, st.text(), st.none() | st.floats(allow_nan=False), st.sampled_from(["a", "b"]))
TREES = st.builds(
    Tree,
    st.lists(LEAVES, max_size=3).map(tuple),
    st.none() | LEAVES,
    st.dictionaries(st.text(), st.integers()),
    st.lists(st.lists(st.text(), max_size=2).map(tuple), max_size=2).map(tuple),
    st.lists(LEAVES, max_size=2),
    st.dictionaries(st.text(), st.booleans() | st.text()),
)


@given(TREES)
def test_a_value_comes_back_from_json_as_it_was(tree: Tree) -> None:
    assert from_plain(Tree, json.loads(json.dumps(to_plain(tree)))) == tree


def test_other_data_is_refused() -> None:
    with pytest.raises(KeyError):
        from_plain(Leaf, {"name": "x"})
