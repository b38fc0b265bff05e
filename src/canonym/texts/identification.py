"""How probable each language is for a short text: by its script, then by the naive Bayes model of py3langid.

Kana is Japanese, Hangul Korean, and so on; where several languages share a script, the model decides among them, and
among sisters that it confuses, their words do.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import cache, lru_cache
from typing import Any, NamedTuple

from canonym.letters import script_of
from canonym.texts.sister_languages import divided

ONE_LANGUAGE = {
    "Armn": "hy", "Ethi": "am", "Geor": "ka", "Grek": "el", "Gujr": "gu", "Guru": "pa", "Hang": "ko", "Hebr": "he",
    "Hira": "ja", "Kana": "ja", "Khmr": "km", "Knda": "kn", "Laoo": "lo", "Mlym": "ml", "Mymr": "my", "Orya": "or",
    "Sinh": "si", "Taml": "ta", "Telu": "te", "Thai": "th", "Tibt": "dz",
}  # fmt: skip
"""Script of a character -> the one language that the model knows in it."""
SHARED = {
    "Arab": "ar fa ku ps ug ur",
    "Beng": "as bn",
    "Cyrl": "ba be bg kk ky mk mn ru sr tg tt uk",
    "Deva": "hi mr ne",
    "Latn": "af az ca cs cy da de en es et eu fi fr ga gl ha hr hu id ig is it ku lb lt lv mg ms mt nl nn no om pl pt "
    "ro rw sk sl sn so sq sr st sv sw tk tl tr uz vi xh yo zu",
}
"""Script of a character -> the languages that the model tells apart in it.

The model also knows Bosnian, for which it takes most Serbian and Croatian texts; it is left out."""
HAN = "Hani"
MIXED = {"Hang": "Kore", "Hira": "Jpan", "Kana": "Jpan"}
"""Scripts that are one part of what a text is written in -> the ISO 15924 code of the whole."""
SYLLABIC = {HAN: 3, "Hira": 3, "Kana": 3, "Hang": 2}
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
    """Tell the languages that a text of up to a few hundred characters may be written in.

    Where several languages share its script, a text of fewer than `fewest` letters says nothing.
    """
    letters, script, main, languages = _told(text)
    if main in SHARED and letters < fewest:
        return Chances(letters, script, {})
    return Chances(letters, script, dict(languages))


@lru_cache(maxsize=1024)
def _told(text: str) -> tuple[int, str, str, dict[str, float]]:
    """Return letters, script, that of most characters, and chances: a line is asked for alone and as part of its
    report.
    """
    letters, script, main = _census(text)
    if main == HAN:
        # Without any kana, a short line may still be Japanese, a long one hardly.
        japanese = 0.2 if letters < 40 else 0.01
        return letters, script, main, {"zh": 1.0 - japanese, "ja": japanese}
    if main in ONE_LANGUAGE:
        return letters, script, main, {ONE_LANGUAGE[main]: 1.0}
    if main not in SHARED:
        return letters, script, main, {}
    ranked = dict(_model().rank(text))
    chances = {code: ranked.get(code, 0.0) * RARER.get(code, 1.0) for code in SHARED[main].split()}
    total = sum(chances.values())
    if not total:
        return letters, script, main, {}
    return letters, script, main, divided(text, {code: p / total for code, p in chances.items()})


def _census(text: str) -> tuple[int, str, str]:
    """Give the number of letters, the ISO 15924 code of what the text is written in, and the script of most
    characters.
    """
    counts = Counter(map(script_of, text))
    del counts[""]
    if not counts:
        return 0, UNKNOWN_SCRIPT, ""
    letters = sum(counts.values())
    kana = counts["Hira"] + counts["Kana"]
    if kana and kana >= 0.05 * (kana + counts[HAN]):
        counts["Hira"] = kana + counts[HAN]
        counts[HAN] = counts["Kana"] = 0
    main = min(counts, key=lambda script: (-counts[script] * SYLLABIC.get(script, 1), script))
    if main == HAN:
        return letters, _hans_or_hant(text), main
    known = main in ONE_LANGUAGE or main in SHARED
    return letters, MIXED.get(main, main) if known else UNKNOWN_SCRIPT, main


def _hans_or_hant(text: str) -> str:
    """Simplified where more characters stand only in the national standard GB 2312 than only in Big5."""
    simplified = traditional = 0
    for char in text:
        if script_of(char) == HAN:
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
    """Return the naive Bayes model, loaded once and when first needed."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Any:
    from py3langid import langid  # noqa: PLC0415 - half a second to load, most of it outside of Python

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    wanted = {code for codes in SHARED.values() for code in codes.split()}
    model.set_languages([code for code in model.labels if code in wanted])
    return model
