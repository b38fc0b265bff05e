"""Forms that no language file lists: proclitics, sets of endings, and forms that count only as they are written."""

from __future__ import annotations

from functools import cache

import pytest

from canonym.glossary import Glossary, load_glossary
from canonym.glossary.lexicon import Lexicon
from canonym.glossary.morphology import Morphology


@cache
def glossary() -> Glossary:
    return load_glossary()


def lexicon(code: str) -> Lexicon:
    found = glossary().lexicon(code)
    assert found is not None
    return found


def meanings(code: str, phrase: str) -> set[str]:
    words = phrase.split()
    found = lexicon(code).longest_match(words, 0)
    return {tag.value for tag in found.tags} if found.length == len(words) else set()


@pytest.mark.parametrize(
    ("code", "form", "meaning"),
    [
        ("sk", "komitétoch", "committee"),
        ("sk", "generálnemu tajomníkovi", "general-secretary"),
        ("bg", "комитетите", "committee"),
        ("bg", "постоянната", "standing"),
        ("uk", "секретарями", "secretary"),
        ("uk", "комісією", "commission"),
        ("el", "συμβουλίων", "council"),
        ("el", "γραμματέων", "secretary"),
        ("he", "ולמועצת", "council"),
        ("he", "הוועדה", "committee"),
        ("ar", "وبالمجلس", "council"),
        ("ar", "والأمين", "secretary"),
    ],
)
def test_a_word_is_found_in_forms_that_are_not_listed(code: str, form: str, meaning: str) -> None:
    language = lexicon(code).language
    listed = {word for words in (*language.words.values(), *(w for _, w in language.ranks)) for word in words}
    assert form not in listed
    assert meaning in meanings(code, form)


@pytest.mark.parametrize(
    ("code", "form"),
    [("sk", "cestu"), ("he", "אתה"), ("he", "אותי"), ("uk", "зву"), ("bg", "аза")],
)
def test_other_words_with_the_same_letters_are_none(code: str, form: str) -> None:
    assert {tag.kind for tag in lexicon(code).longest_match([form], 0).tags} <= {"place", "country"}


def test_an_exact_form_is_found_as_written_and_behind_a_proclitic_only() -> None:
    assert "honour" in meanings("sk", "česť")
    assert "medal" in meanings("he", "אות")
    assert "medal" in meanings("he", "האות")
    assert not meanings("he", "אותות") & {"medal"}


def test_a_rule_gives_listed_words_only() -> None:
    morphology = Morphology(["the"], {"noun": ["", "s", "es"], "person": ["man", "men"]}, str.lower)
    words = {"council", "postman"}
    assert morphology.words_of_form("thecouncil", words) == (("council",), ())
    assert morphology.words_of_form("thecouncils", words) == ((), ("council",))
    assert morphology.words_of_form("postmen", words) == ((), ("postman",))
    assert morphology.words_of_form("councillor", words) == ((), ())
    assert morphology.words_of_form("theco", {"co"}) == ((), ()), "what is left of it is too short"
