"""How probable each language is for a short text: by its script, then by the naive Bayes model of py3langid.

Kana is Japanese, Hangul Korean, and so on; where several languages share a script, the model decides among them, and
among sisters that it confuses, their words do.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any, NamedTuple

from canonym.texts.sister_languages import divided

ONE_LANGUAGE = {
    "ARMENIAN": ("Armn", "hy"),
    "ETHIOPIC": ("Ethi", "am"),
    "GEORGIAN": ("Geor", "ka"),
    "GREEK": ("Grek", "el"),
    "GUJARATI": ("Gujr", "gu"),
    "GURMUKHI": ("Guru", "pa"),
    "HANGUL": ("Kore", "ko"),
    "HEBREW": ("Hebr", "he"),
    "HIRAGANA": ("Jpan", "ja"),
    "KANNADA": ("Knda", "kn"),
    "KATAKANA": ("Jpan", "ja"),
    "KHMER": ("Khmr", "km"),
    "LAO": ("Laoo", "lo"),
    "MALAYALAM": ("Mlym", "ml"),
    "MYANMAR": ("Mymr", "my"),
    "ORIYA": ("Orya", "or"),
    "SINHALA": ("Sinh", "si"),
    "TAMIL": ("Taml", "ta"),
    "TELUGU": ("Telu", "te"),
    "THAI": ("Thai", "th"),
    "TIBETAN": ("Tibt", "dz"),
}
"""First word of a character's Unicode name -> script and the one language that the model knows in it."""
SHARED = {
    "ARABIC": ("Arab", "ar fa ku ps ug ur"),
    "BENGALI": ("Beng", "as bn"),
    "CYRILLIC": ("Cyrl", "ba be bg kk ky mk mn ru sr tg tt uk"),
    "DEVANAGARI": ("Deva", "hi mr ne"),
    "LATIN": (
        "Latn",
        "af az ca cs cy da de en es et eu fi fr ga gl ha hr hu id ig is it ku lb lt lv mg ms mt nl nn no om pl pt "
        "ro rw sk sl sn so sq sr st sv sw tk tl tr uz vi xh yo zu",
    ),
}
"""First word of a character's Unicode name -> script and the languages that the model tells apart in it.

The model also knows Bosnian, for which it takes most Serbian and Croatian texts; it is left out."""
HAN = "CJK"
SYLLABIC = {HAN: 3, "HIRAGANA": 3, "KATAKANA": 3, "HANGUL": 2}
"""How many letters of an alphabet a character weighs, so that a few Latin names do not make a Chinese line Latin."""
UNKNOWN_SCRIPT = "Zyyy"
RARER = {"ms": 0.5}
"""The model cannot tell short Indonesian from Malay; measured on both, this factor leaves either right."""


_LOADING = threading.Lock()


class Chances(NamedTuple):
    """What a short text shows about its language."""

    letters: int
    """How many letters it has."""
    script: str
    """ISO 15924 code of the script that most of them belong to; `UNKNOWN_SCRIPT` without letters."""
    languages: dict[str, float]
    """ISO 639-1 code -> probability; they sum to 1, or it is empty where nothing can be said."""


def language_chances(text: str, *, fewest: int = 1) -> Chances:
    """The languages that a text of up to a few hundred characters may be written in.

    Where several languages share its script, a text of fewer than `fewest` letters says nothing.
    """
    letters, script, family, languages = _told(text)
    if family in SHARED and letters < fewest:
        return Chances(letters, script, {})
    return Chances(letters, script, dict(languages))


@lru_cache(maxsize=1024)
def _told(text: str) -> tuple[int, str, str, dict[str, float]]:
    """Letters, script, its name in Unicode, and chances: a line is asked for by itself and as part of its report."""
    letters, script, family = _census(text)
    if family == HAN:
        # Without any kana, a short line may still be Japanese, a long one hardly.
        japanese = 0.2 if letters < 40 else 0.01
        return letters, script, family, {"zh": 1.0 - japanese, "ja": japanese}
    if family in ONE_LANGUAGE:
        return letters, script, family, {ONE_LANGUAGE[family][1]: 1.0}
    if family not in SHARED:
        return letters, script, family, {}
    allowed = SHARED[family][1].split()
    ranked = dict(_model().rank(text))
    chances = {code: ranked.get(code, 0.0) * RARER.get(code, 1.0) for code in allowed}
    total = sum(chances.values())
    if not total:
        return letters, script, family, {}
    return letters, script, family, divided(text, {code: p / total for code, p in chances.items()})


def _census(text: str) -> tuple[int, str, str]:
    """Number of letters, the ISO 15924 code of the script of most of them, and that script's name in Unicode."""
    counts = Counter(map(_family, text))
    del counts[""]
    if not counts:
        return 0, UNKNOWN_SCRIPT, ""
    letters = sum(counts.values())
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana and kana >= 0.05 * (kana + counts[HAN]):
        counts["HIRAGANA"] = kana + counts[HAN]
        counts[HAN] = counts["KATAKANA"] = 0
    family = min(counts, key=lambda name: (-counts[name] * SYLLABIC.get(name, 1), name))
    if family == HAN:
        return letters, _hans_or_hant(text), family
    if family in ONE_LANGUAGE:
        return letters, ONE_LANGUAGE[family][0], family
    return letters, SHARED[family][0] if family in SHARED else UNKNOWN_SCRIPT, family


@lru_cache(maxsize=8192)
def _family(char: str) -> str:
    """First word of the Unicode name of a letter or vowel sign, "" for other characters."""
    if not char.isalpha() and not unicodedata.category(char).startswith("M"):
        return ""
    name = unicodedata.name(char, "").split(" ", 1)[0]
    return name if name not in {"COMBINING", "FULLWIDTH", "HALFWIDTH", "MODIFIER", "VARIATION"} else ""


def _hans_or_hant(text: str) -> str:
    """Simplified where more characters stand only in the national standard GB 2312 than only in Big5."""
    simplified = traditional = 0
    for char in text:
        if _family(char) == HAN:
            in_gb, in_big5 = _encodable(char, "gb2312"), _encodable(char, "big5")
            simplified += in_gb and not in_big5
            traditional += in_big5 and not in_gb
    return "Hant" if traditional > simplified else "Hans"


@lru_cache(maxsize=8192)
def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def load_ahead() -> None:
    """Begin to load the model beside other work, for a run that will need it."""
    threading.Thread(target=_model).start()


def _model() -> Any:
    """The naive Bayes model, loaded once and when first needed."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Any:
    from py3langid import langid  # noqa: PLC0415 - half a second to load, most of it outside of Python

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    wanted = {code for _, codes in SHARED.values() for code in codes.split()}
    model.set_languages([code for code in model.labels if code in wanted])
    return model
