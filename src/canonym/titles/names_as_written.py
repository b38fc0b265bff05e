"""Whether a place or the name of a country stands in a text as the language writes it.

Words are looked up without case, marks and endings, which is right for titles and too much for names: "dále" is not
Đà Lạt, Turkish "onu" no organisation, Portuguese "franco" not France. So what was found is compared once more with what
is listed: capitals, diacritics (all of them, or none at all, as many reports leave them out) and as much of the ending
as the language changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from canonym.glossary.country_names import has_cases
from canonym.glossary.lexicon import WORD, Lexicon, Tag
from canonym.letters import strip_marks

_LONGEST_ABBREVIATION = 6
_SURELY_LONG = 10
"""Code points from which a name that begins with a capital is no other word, however it ends."""
_LONG = 7
"""Letters from which a word has no neighbours that are spelt with a small letter or another ending by chance."""


def as_written(tags: tuple[Tag, ...], text: str, lexicon: Lexicon, *, in_capitals: bool) -> tuple[Tag, ...]:
    """The tags of a token without the places and countries that are listed otherwise than they stand here.

    `in_capitals` says that the sentence does not tell capitals from small letters.
    """
    if lexicon.characters or not any(tag.kind in ("place", "country") for tag in tags):
        return tags
    inflected = has_cases(lexicon.language.code)
    kept = tuple(tag for tag in tags if _stands(tag, text, lexicon, inflected=inflected, in_capitals=in_capitals))
    return tags if len(kept) == len(tags) else kept


def _stands(tag: Tag, text: str, lexicon: Lexicon, *, inflected: bool, in_capitals: bool) -> bool:
    if tag.kind == "country":
        forms: Iterable[str] = (tag.value,)
    elif tag.kind == "place" and tag.pack:
        forms = lexicon.forms_of_place(tag.pack, tag.value)
    else:
        return True
    return any(_is_form(text, form, inflected, in_capitals, tag.kind == "place") for form in forms)


@lru_cache(maxsize=100_000)
def _is_form(text: str, form: str, inflected: bool, in_capitals: bool, is_place: bool) -> bool:
    if not _has_case(text):
        return True
    if not _has_case(form):
        return False
    if form.isupper() and len(form) <= _LONGEST_ABBREVIATION:
        return text == form
    is_name = form[0].isupper()
    if is_name and text[0].islower() and not in_capitals and (is_place or len(form) < _LONG):
        return False
    if len(text) >= _SURELY_LONG:
        return True
    written, listed = WORD.findall(text.casefold()), WORD.findall(form.casefold())
    if len(written) != len(listed):
        written, listed = ["".join(written)], ["".join(listed)]
    # Names end as they are listed where the language has no cases; of adjectives one letter may differ (plurals).
    ending = 2 if inflected else 0 if is_name else 1
    return all(_is_word(one, other, ending) for one, other in zip(written, listed, strict=True))


def _is_word(written: str, listed: str, ending: int) -> bool:
    """Whether a word is a listed one, with its marks or none, and with another ending of at most so many letters."""
    bare, bare_listed = strip_marks(written), strip_marks(listed)
    shared = next((at for at, (a, b) in enumerate(zip(bare, bare_listed, strict=False)) if a != b), None)
    shared = min(len(bare), len(bare_listed)) if shared is None else shared
    if len(bare_listed) - shared > (min(ending, 1) if len(bare_listed) < _LONG else ending):
        return False
    if not ending and len(bare) != len(bare_listed):
        return False
    if len(bare) != len(written) or len(bare_listed) != len(listed):
        return True  # letters that become two without marks ("ß"): not compared one by one
    return written[:shared] == listed[:shared] or written == bare


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
