"""Made-up reports in nine languages whose sentences are known to correspond (parallel_texts.yaml)."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from ruamel.yaml import YAML

LANGUAGES = ("en", "es", "tr", "vi", "de", "fr", "ja", "zh", "ru")
UNSPACED = {"ja", "zh"}
_SCRIPTS = {"ru": "ru", "ja": "ja", "zh": "zh"}
_DATES = {
    "en": "MMMM d, y", "es": "d 'de' MMMM 'de' y", "tr": "d MMMM y", "vi": "d/M/y", "de": "d. MMMM y",
    "fr": "d MMMM y", "ja": "y年M月d日", "zh": "y年M月d日", "ru": "d MMMM y 'года'",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What a report tells: a topic with its persons, place, day and numbers."""

    topic: str
    persons: tuple[int, int, int]
    place: int
    day: str
    """In ISO form."""
    numbers: tuple[tuple[int, int, int], ...]
    """For each sentence of the topic: thousands, hundreds, small."""


@cache
def texts() -> Any:
    return YAML(typ="safe").load(Path(__file__).with_name("parallel_texts.yaml"))


def topics() -> list[str]:
    return list(texts()["topics"])


def random_event(chance: random.Random) -> Event:
    topic = chance.choice(topics())
    first, second, third = chance.sample(range(len(texts()["persons"])), 3)
    day = f"{chance.randint(2018, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    place = chance.randrange(len(texts()["places"]))
    return Event(topic, (first, second, third), place, day, random_numbers(topic, chance))


def random_numbers(topic: str, chance: random.Random) -> tuple[tuple[int, int, int], ...]:
    count = len(texts()["topics"][topic])
    return tuple((chance.randint(1001, 98_999), chance.randint(101, 998), chance.randint(4, 29)) for _ in range(count))


def sentence(event: Event, number: int, language: str) -> str:
    """Sentence `number` of a report about an event, in a language."""
    import datetime  # noqa: PLC0415

    persons, places = texts()["persons"], texts()["places"]
    day = datetime.date.fromisoformat(event.day)
    thousands, hundreds, small = event.numbers[number]
    slots = {name: _name(persons[event.persons[at]], language) for at, name in enumerate("pqr")}
    slots |= {"place": _name(places[event.place], language), "date": format_date(day, _DATES[language], language)}
    slots |= {"n": format_decimal(thousands, locale=language), "m": str(hundreds), "k": str(small)}
    pattern: str = texts()["topics"][event.topic][number][language]
    return pattern.format(**slots)


def _name(forms: dict[str, str], language: str) -> str:
    name = forms[_SCRIPTS.get(language, "latin")]
    return _plain(name) if language == "tr" else name


def _plain(name: str) -> str:
    """Without marks, as Turkish newspapers print Vietnamese names."""
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def join(sentences: list[str], language: str) -> str:
    return ("" if language in UNSPACED else " ").join(sentences)
