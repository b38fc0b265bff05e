"""Work beside other work: the same results in order, and no failure is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from canonym.run.executors import one_behind


def test_an_item_is_worked_on_while_the_next_one_is_made() -> None:
    working = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        assert working.wait(10), "the first item was not worked on before the second was wanted"
        yield 2

    def work(item: int) -> int:
        working.set()
        return item * 10

    assert list(one_behind(work, items())) == [10, 20]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_results_come_in_order(count: int) -> None:
    assert list(one_behind(str, range(count))) == [str(number) for number in range(count)]


def test_a_failure_comes_at_the_place_of_its_result() -> None:
    results = one_behind(lambda item: 10 // item, [2, 1, 0, 5])
    assert next(results) == 5
    assert next(results) == 10
    with pytest.raises(ZeroDivisionError):
        next(results)
