"""Leave one rendering out: what would be resolved if no list had this very rendering?

While a rendering is resolved, every name of a body or an office of any pack, in its language, does not count whose
words are those of the rendering's body phrase or of the whole phrase; level words make no difference ("Provincial
People's Committee" strikes "People's Committee" too). Words, error models and all other names stay: what is then found
is inferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager

from canonym.evaluation.gold import Record
from canonym.glossary import Glossary
from canonym.glossary.lexicon import Lexicon, Tag, fold, pack_names, words_of
from canonym.resolution.phrases import phrase_title
from canonym.titles.tokens import tokenize

_SKIPPED = frozenset({"level", "connective", "conjunction", "article", "honorific"})
_OUTSIDE_NAME = _SKIPPED | {"place", "country"}
_OUTSIDE_BODY = _OUTSIDE_NAME | {"rank", "modifier", "tenure"}


class Striker:
    """Knows which names a rendering has the words of."""

    def __init__(self, glossary: Glossary) -> None:
        """The names of a language are collected when its first rendering comes."""
        self._glossary = glossary
        self._names: dict[str, dict[str, set[str]]] = {}

    @contextmanager
    def __call__(self, record: Record) -> Iterator[None]:
        """Strike the names of a rendering {"lang", "text"} for a while."""
        lexicon = self._glossary.lexicon(str(record["lang"]))
        if lexicon is None:
            yield
            return
        with lexicon.without_names(self.names(record)):
            yield

    def names(self, record: Record) -> list[str]:
        """Return the names that are struck for a rendering, in order."""
        lexicon = self._glossary.lexicon(str(record["lang"]))
        if lexicon is None:
            return []
        known = self._by_words(lexicon)
        struck: set[str] = set()
        while True:
            # Where the whole phrase is the name of an office, the name of the body inside shows only without it.
            with lexicon.without_names(struck):
                found = {name for words in self._phrases(record, lexicon) for name in known.get(words, ())}
            if found <= struck:
                return sorted(struck)
            struck |= found

    def _by_words(self, lexicon: Lexicon) -> dict[str, set[str]]:
        code = lexicon.language.code
        if code not in self._names:
            by_words: dict[str, set[str]] = defaultdict(set)
            for pack in self._glossary.packs:
                for name in pack_names(lexicon.language, pack):
                    by_words[_words(name, lexicon)].add(name)
            self._names[code] = dict(by_words)
        return self._names[code]

    def _phrases(self, record: Record, lexicon: Lexicon) -> set[str]:
        """Return the words of the body phrase and of the whole phrase."""
        text = str(record["text"])
        tokens = tokenize(text, 0, lexicon)
        whole = [token.text for token in tokens if not _is_only(token.tags, _OUTSIDE_NAME)]
        body = [token.text for token in tokens if not _is_only(token.tags, _OUTSIDE_BODY)]
        phrases = [text, " ".join(whole), " ".join(body)]
        title = phrase_title(text, lexicon, self._glossary)
        if title is not None:
            phrases += [title.surface, " ".join(sense.text for sense in title.parsed.senses)]
        return {words for phrase in phrases if (words := _words(phrase, lexicon))}


def _words(text: str, lexicon: Lexicon) -> str:
    """Return the words of a name or phrase in the form in which they are compared, level words left out."""
    if lexicon.characters:
        return _without_levels(fold(text, lexicon.language, marks=False).replace(" ", ""), lexicon)
    words = [word for word in words_of(text) if not _is_only(lexicon.longest_match([word], 0).tags, _SKIPPED)]
    if lexicon.compounds:
        joined = _without_levels("".join(words).lower(), lexicon)
        return lexicon.keys(joined)[0] if joined else ""
    return " ".join(lexicon.keys(word)[0] for word in words)


def _is_only(tags: Sequence[Tag], kinds: Set[str]) -> bool:
    """Tell whether a word is known, and cannot be anything but these kinds."""
    return bool(tags) and all(tag.kind in kinds for tag in tags)


def _without_levels(text: str, lexicon: Lexicon) -> str:
    """Return the text without level words at its beginning ("Provinzvolkskomitee": "volkskomitee")."""
    forms = {form.lower() for words in lexicon.language.levels.values() for form in words}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        if len(text) > len(form) and text.startswith(form):
            return text[len(form) :]
    return text
