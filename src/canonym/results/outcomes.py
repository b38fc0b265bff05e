"""What became of a title, in one word."""

from __future__ import annotations

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
