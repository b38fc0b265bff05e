"""Bytes -> text: telling in which character encoding a file is written.

A byte order mark, valid UTF-8 and what a page declares come first. Among the older encodings, the text itself decides:
it is decoded with each, and the reading wins that is made of the letters of the language that it seems to be in.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from canonym.errors import DocumentError
from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.letters import KANA
from canonym.resources import glossaries_folder
from canonym.texts.identification import language_chances
from canonym.texts.mending import is_in_old_font

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"\x1f\x8b", b"Rar!", b"7z\xbc")
"""How PDF, Office and archive, image and program files begin."""
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
STRETCH = re.compile(rb"[^\n]{0,400}[^\n ]*")
_KANA = regex.compile(f"[{KANA}]")
_MARK = regex.compile(r"([aeiouyăâêôơư])?\p{M}", regex.IGNORECASE)
"""A mark of its own, with the vowel that it stands on."""
PUNCTUATION = frozenset("«»“”„‘’‚‹›–—…°ºª€§©®™·•№¿¡½¼¾×\u00a0\u00ad")
SAMPLE = 4000
"""Bytes from which an older encoding is told."""
PLAUSIBLE = 0.6
"""Share of letters that must belong to the language; right readings reach 0.9 even on one short line."""
USUAL = 0.55
"""Share of a text's letters that the ten or so most frequent ones of its language make up, at least."""
MOST_DAMAGED = 3
"""How many whole sequences beyond ASCII must stand beside each broken one for a text to be damaged UTF-8 and not in
another encoding: there, hardly any bytes happen to make a sequence."""


def decode(data: bytes, name: str, *, declared: str | None = None) -> tuple[str, str]:
    """Give the text of a file and the encoding that was found; newlines stay as they are, a byte order mark is dropped.

    `declared` is the encoding that the file itself names, as HTML does. UTF-8 with a few broken bytes is read with
    U+FFFD in their place, and the returned encoding says how many. Raises DocumentError for a binary file and for
    bytes that make no text in any known encoding.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding
    if wide := _wide(data):
        return _strict(data, wide, name), wide
    _refuse_binary(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _older(data, name, declared)
    if b"\x1b$" in data:
        return _strict(data, "iso2022_jp", name), "iso2022_jp"
    return text, "utf-8"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"begins as {encoding} but breaks at byte {error.start}", where=name, remedy="save it as UTF-8"
        ) from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in text with Latin letters or spaces, every other byte is often zero."""
    head = data[:SAMPLE]
    if len(data) % 2 or not head.count(0) or head.count(0) < len(head) // 10:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) > max(even, odd) // 20:
        return None
    return encoding if _reads(data, encoding) is not None else None


def _refuse_binary(data: bytes, name: str) -> None:
    controls = CONTROLS.findall(data[:65536])
    if data.startswith(BINARY) or b"\0" in data[:65536] or len(controls) > len(data[:65536]) // 100 + 1:
        raise DocumentError("binary, not text", where=name, remedy="give it the ending of its format, or remove it")


def _older(data: bytes, name: str, declared: str | None) -> tuple[str, str]:
    """Return the text in an encoding other than UTF-8, or in damaged UTF-8."""
    if declared and (encoding := _known(declared)) and (text := _reads(data, encoding)) is not None:
        return text, encoding
    damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    whole = sum(char > "\x7f" for char in damaged) - broken
    if broken * MOST_DAMAGED <= whole or _cut_short(data):
        return data.decode("utf-8", "canonym-stray"), f"utf-8 ({broken} broken sequences replaced)"
    if not _is_decomposed(data.decode("cp1258", "replace")) and is_in_old_font(
        western := data.decode("cp1252", "replace")
    ):
        return western, "cp1252"
    for reading in sorted(_readings(_sample(data)), key=lambda one: (-one.score, one.rank)):
        if reading.plausible >= PLAUSIBLE and (text := _reads(data, reading.encoding)) is not None:
            return text, reading.encoding
    return _last_resort(data, name)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """What stands for a sequence that is no UTF-8: a byte of Windows-1252 beside plain letters, else U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    first, last = error.start, error.end
    sides = error.object[max(0, first - 1) : first] + error.object[last : last + 1]
    read = error.object[first:last].decode("cp1252", "replace")
    fits = sides.isascii() and (not read.isalpha() or re.search(rb"[A-Za-z]", sides) is not None)
    return (read if fits and len(read) == 1 else "\ufffd"), last


codecs.register_error("canonym-stray", _stray)


def _is_decomposed(text: str) -> bool:
    """Whether a text has marks of their own, each behind a vowel, as Vietnamese in cp1258 has."""
    marks = _MARK.findall(text)
    return bool(marks) and all(marks)


def _cut_short(data: bytes) -> bool:
    """UTF-8 that ends within a character."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start > 0 and not data[: error.start].isascii()
    return False


def _last_resort(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed

    best = from_bytes(_sample(data)).best()
    text = _reads(data, best.encoding) if best else None
    if best is None or text is None:
        raise DocumentError("no known character encoding fits", where=name, remedy="save it as UTF-8")
    return text, best.encoding


def _known(declared: str) -> str | None:
    """Give a declared encoding by its Python name; browsers read Latin-1 and Latin-5 as the Windows sets above them."""
    try:
        encoding = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    wider = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
    return wider.get(encoding, encoding)


def _reads(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _sample(data: bytes) -> bytes:
    """Return stretches with bytes beyond ASCII, which are all that differs.

    Cut at spaces only, which part no character.
    """
    pieces: list[bytes] = []
    size = 0
    for match in STRETCH.finditer(data):
        if not match[0].isascii():
            pieces.append(match[0][: SAMPLE - size])
            size += len(pieces[-1]) + 1
            if size >= SAMPLE:
                break
    return b"\n".join(pieces)


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    plausible: float
    """Share of characters beyond ASCII that the language uses."""
    score: float
    rank: int
    """Place in encodings.yaml, which decides where scores are equal."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    language: str
    encodings: tuple[str, ...]
    letters: frozenset[str]
    frequent: frozenset[str]


def _readings(sample: bytes) -> Iterator[_Reading]:
    rank = 0
    texts: dict[str, tuple[str, dict[str, float]] | None] = {}
    for alphabet in _alphabets():
        for encoding in alphabet.encodings:
            rank += 1
            if encoding not in texts:
                texts[encoding] = _tentative(sample, encoding)
            reading = texts[encoding]
            if reading is None:
                continue
            text, chances = reading
            plausible = _plausibility(text, alphabet)
            score = plausible + 0.5 * chances.get(alphabet.language, 0.0) + _usualness(text, alphabet)
            yield _Reading(encoding, plausible, round(score, 6), rank)


def _tentative(sample: bytes, encoding: str) -> tuple[str, dict[str, float]] | None:
    """Return the sample in an encoding and its probable languages; None where it cannot be read so."""
    try:
        # The decoder is not told that the sample ends, so that a character cut at its end is no error.
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return None
    return text, language_chances(text[:800]).languages


def _plausibility(text: str, alphabet: _Alphabet) -> float:
    """Return the share of the characters beyond ASCII that the language uses.

    Capitals after small letters count against it.
    """
    good = count = 0
    before = " "
    for char in text:
        if char > "\x7f":
            count += 1
            if char in PUNCTUATION:
                good += 1
            elif alphabet.letters:
                good += char.lower() in alphabet.letters
            else:
                good += _frequent(char, alphabet.language, alphabet.encodings)
        if before.islower() and char.isupper():
            good -= 1
        before = char
    if alphabet.language == "ja" and not _KANA.search(text):
        return 0.0
    return good / count if count else 0.0


def _usualness(text: str, alphabet: _Alphabet) -> float:
    """Give the share of the frequent letters among the letters beyond ASCII, or what a right reading usually has of
    them.
    """
    if not alphabet.frequent:
        return USUAL
    letters = [char.lower() for char in text if char > "\x7f" and char.isalpha()]
    return min(USUAL, sum(char in alphabet.frequent for char in letters) / len(letters)) if letters else 0.0


LEADS = {
    ("zh", "gb18030"): ("gb2312", (0xB0, 0xD7), (0xA1, 0xA3)),
    ("zh", "big5"): ("big5", (0xA4, 0xC6), (0xA1, 0xA3)),
    ("ja", "cp932"): ("euc_jp", (0xB0, 0xCF), (0xA1, 0xA5)),
    ("ko", "cp949"): ("euc_kr", (0xB0, 0xC8), (0xA1, 0xA3)),
}
"""Language and first encoding -> standard, and the first bytes of its frequent characters (its level 1) and signs."""


@lru_cache(maxsize=16384)
def _frequent(char: str, language: str, encodings: tuple[str, ...]) -> bool:
    """Tell whether a character stands in the part of its national standard that holds the frequent ones."""
    standard, *ranges = LEADS[language, encodings[0]]
    try:
        encoded = char.encode(str(standard))
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and any(int(first) <= encoded[0] <= int(last) for first, last in ranges)


@cache
def _alphabets() -> tuple[_Alphabet, ...]:
    path = glossaries_folder() / "encodings.yaml"
    alphabets = []
    for key, entry in load_yaml(path).items():
        check_fields(entry, ("letters", "frequent", "encodings"), path, str(key))
        encodings = string_list(entry.get("encodings"), path, "encodings")
        letters, frequent = (
            frozenset(unicodedata.normalize("NFC", str(entry.get(field) or "")).replace(" ", ""))
            for field in ("letters", "frequent")
        )
        alphabets.append(_Alphabet(str(key).partition("-")[0], encodings, letters, frequent))
    return tuple(alphabets)
