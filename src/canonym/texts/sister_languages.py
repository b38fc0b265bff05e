"""Languages that the letters of a text hardly tell apart, told by their words (glossaries/sister-languages.yaml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.resources import glossaries_folder

ODDS = 6.0
"""How many times more probable one word makes its language against its sisters; three words outweigh the model."""
MOST_WORDS = 8
"""Words of one language that count; more prove no more."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Sisters:
    """One group: for each language the beginnings of its words, and its words as a whole."""

    starts: dict[str, tuple[str, ...]]
    words: dict[str, frozenset[str]]


def divided(text: str, chances: dict[str, float]) -> dict[str, float]:
    """Chances of languages where the words of a text have divided the share of each group of sisters anew."""
    result = dict(chances)
    for group in _groups():
        share = sum(chances.get(code, 0.0) for code in group.starts)
        if share < 0.5:
            continue  # words of another language may begin so too
        found = _WORD.findall(text.lower())
        odds = {
            code: chances.get(code, 0.0)
            * ODDS ** min(MOST_WORDS, sum(word in group.words[code] or word.startswith(starts) for word in found))
            for code, starts in group.starts.items()
        }
        total = sum(odds.values())
        result.update({code: share * value / total for code, value in odds.items()} if total else {})
    return result


@cache
def _groups() -> tuple[Sisters, ...]:
    return read_sisters(glossaries_folder() / "sister-languages.yaml")


def read_sisters(path: Path) -> tuple[Sisters, ...]:
    """The groups of a file; raises GlossaryError where it breaks the format that its header describes."""
    data = load_yaml(path)
    check_fields(data, ("groups",), path, "the file")
    groups = []
    for entry in data["groups"]:
        check_fields(entry, ("languages",), path, "a group")
        words = {code: string_list(forms, path, code) for code, forms in entry["languages"].items()}
        if len(words) < 2:
            raise GlossaryError("a group needs two languages", where=str(path), remedy="see its header")
        groups.append(
            Sisters(
                {code: tuple(form for form in forms if not form.endswith("$")) for code, forms in words.items()},
                {code: frozenset(form[:-1] for form in forms if form.endswith("$")) for code, forms in words.items()},
            )
        )
    return tuple(groups)
