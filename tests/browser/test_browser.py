"""What the browser tests rely on: no network, and axe finds what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_axe_tells_a_good_page_from_a_bad_one(
    new_page: Callable[..., Any], serious_violations: Callable[[Any], list[str]]
) -> None:
    page = new_page(offline=True)
    page.set_content('<html lang="en"><title>A page</title><main><h1>Shown</h1></main></html>')
    assert serious_violations(page) == []
    page.set_content('<html lang="en"><title>A page</title><main><h1>Shown</h1><button></button></main></html>')
    assert [each.partition(":")[0] for each in serious_violations(page)] == ["button-name"]
