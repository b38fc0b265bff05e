"""What may stand between two words: dashes, colons, brackets and the ends of clauses."""

from __future__ import annotations

_DASHES = frozenset("-–—‑−")
_BLANKS = frozenset(" \u00a0\u3000\t")
_CLAUSE_ENDS = frozenset(";:!?|\n\r…•*；：。！？؛؟۔।॥")


def is_dash(gap: str) -> bool:
    """Whether a gap is a dash between two phrases, and not a hyphen within a word."""
    core = [char for char in gap if char not in _BLANKS]
    return bool(core) and set(core) <= _DASHES


def ends_entry(gap: str) -> bool:
    """Whether a gap parts two entries of a list that has commas inside them."""
    return any(char in ";；؛·\u0387" for char in gap)


def is_colon(gap: str) -> bool:
    """Whether a gap is a colon."""
    return "".join(char for char in gap if char not in _BLANKS) in (":", "：")


def closes_bracket(gap: str) -> bool:
    """Whether a gap closes a bracket, perhaps with a comma behind it."""
    core = "".join(char for char in gap if char not in _BLANKS)
    return core[:1] in (")", "）") and core[1:] in ("", ",", "،", "、", "，")


def opens_bracket(gap: str) -> bool:
    """Whether a gap opens a bracket."""
    return "".join(char for char in gap if char not in _BLANKS) in ("(", "（")


def ends_clause(gap: str) -> bool:
    """Whether a gap ends a clause; a full stop behind a shortened word does not."""
    if any(char in _CLAUSE_ENDS for char in gap):
        return True
    return "." in gap and gap not in (".", ". ")
