"""An alignment as a translation memory in TMX, the exchange format of translators' programs."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.alignment.links import Link
from canonym.translation.tmx import write_tmx


def tmx(a: tuple[str, str], b: tuple[str, str], links: Sequence[Link]) -> str:
    """Write two aligned versions, each its language and text, as TMX.

    Links with an empty side are no translation and are left out.
    """
    full = [(link.a_span, link.b_span, link.score) for link in links if link.a_span and link.b_span]
    pairs = [(a[1][slice(*first)], b[1][slice(*second)]) for first, second, _ in full]
    return write_tmx(a[0], b[0], pairs, [score for _, _, score in full])
