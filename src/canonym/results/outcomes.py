"""What became of a title, in one word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from canonym.records import MentionRecord

OUTCOMES = ("mistranslated", "review", "variant", "correct", "left")
"""What became of a title: what is wrong comes first."""
SAID = {
    "correct": "correct", "variant": "unusual wording", "mistranslated": "mistranslated", "review": "to be decided",
    "left": "left as it is",
}  # fmt: skip
"""Outcome -> words."""


def outcome_of(mention: MentionRecord) -> str:
    """Return `correct`, `variant` or `mistranslated` for what is rewritten.

    `review`; or `left` for what stays as it is.
    """
    if mention["action"] == "review":
        return "review"
    if mention["action"] == "leave" or mention["verdict"] not in OUTCOMES:
        return "left"
    return str(mention["verdict"])


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 title", "2,000 titles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def silence_of(mentions: Iterable[MentionRecord]) -> Iterator[str]:
    """Say why titles stay as they are: no pack knows them, or nobody asked to rewrite those of their pack."""
    titles = [each for each in mentions if each["kind"] != "term" and outcome_of(each) == "left"]
    unknown = sum(each["body"] is None for each in titles)
    if unknown:
        yield f"{counted(unknown, 'title')}: no pack knows {'it' if unknown == 1 else 'them'}."
    by_pack = Counter(each["body"].split("/")[0] for each in titles if each["body"])
    for pack, count in sorted(by_pack.items(), key=lambda item: (-item[1], item[0])):
        yield recognised_only(pack, count)


def recognised_only(pack: str, count: int) -> str:
    """Say how many titles of a pack were recognised and left, and which option would rewrite them."""
    number = f"{counted(count, 'title')} of pack {pack}"
    return f"{number}: recognised and left as written; --rewrite {pack} writes canonical names."
