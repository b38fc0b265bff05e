"""Sentences cut into tokens: known words and phrases with what they can mean, and unknown words, with exact offsets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from canonym.glossary.lexicon import WORD, Lexicon, Match, Tag, bare, fold, is_clitic
from canonym.letters import is_latin
from canonym.titles.dotted_names import DOT, Found, with_dotted_names
from canonym.titles.names_as_written import as_written

_BREAKS = set(';:.!?()[]{}«»“”„"|/\n\r\t—。！？；：（）「」『』【】…•*؛؟۔।॥។៖៕')
_CLITIC = regex.compile(r"^['’ʼ]\p{L}{1,4}(?!\p{L})")
_COMMAS = set(",،、，")
_DASHES = set("-‐‑–—−")
_ORDINAL = regex.compile(r"\d{1,3}(\p{L}{0,3}|[ºª°])|(?=[IVX])X{0,3}(IX|IV|V?I{0,3})(\p{Ll}{0,3}|[ºª°])")
_RAISED_POINTS = ("·", "\u0387")
_GERSHAYIM = {'"', "״", "”", "''"}
"""What stands before the last letter of a Hebrew abbreviation; a quotation mark has a blank on one side."""
_INNER = set(" \u00a0\u3000-‐‑–'’ʼ·・.")


@dataclass(frozen=True, slots=True)
class Token:
    """One known word or phrase, or one unknown word."""

    start: int
    end: int
    text: str
    tags: tuple[Tag, ...]
    capital: bool
    gap: str
    """The characters between the token before and this one."""
    listed: bool = True
    """Whether it is known just as it is written, and not only by its stem."""

    def has(self, *kinds: str) -> bool:
        """Whether the token can be one of the kinds."""
        return any(tag.kind in kinds for tag in self.tags)

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of its tags of a kind, without repeats."""
        return tuple(dict.fromkeys(tag.value for tag in self.tags if tag.kind == kind))

    @property
    def known(self) -> bool:
        """Whether any data file knows the word."""
        return bool(self.tags)

    @property
    def dotted(self) -> bool:
        """Whether it is a foreign name in katakana with middle dots: "ファム・ヴァン・ハイ"."""
        return not self.tags and DOT in self.text

    @property
    def glue(self) -> bool:
        """Whether it only joins others: a connective, conjunction or article."""
        return self.known and all(tag.kind in ("connective", "conjunction", "article") for tag in self.tags)

    @property
    def content(self) -> bool:
        """Whether it can stand inside the name of a body."""
        return self.has("sense", "level", "name", "place", "country", "modifier")

    @property
    def breaks(self) -> bool:
        """Whether nothing can reach over the gap before it."""
        if self.gap.lstrip().startswith(_RAISED_POINTS) and self.gap[-1:].isspace():
            return True  # the Greek semicolon; without a blank behind it, the dot inside a name
        return any(char in _BREAKS and not (char == "." and self.gap in (".", ". ")) for char in self.gap)

    @property
    def comma(self) -> bool:
        """Whether a comma stands before it."""
        return any(char in _COMMAS for char in self.gap)

    @property
    def dashed(self) -> bool:
        """Whether a dash with a blank beside it stands before it: it parts phrases, or joins known words of a name."""
        core = self.gap.strip()
        return bool(core) and core != self.gap and set(core) <= _DASHES

    @property
    def ordinal(self) -> bool:
        """Whether it numbers a term or a congress ("16th", "XIIIe", "1er"): it belongs to what follows it."""
        return not self.known and _ORDINAL.fullmatch(self.text) is not None

    @property
    def behind_clitic(self) -> bool:
        """Whether a suffix like the possessive 's stands before it."""
        return _CLITIC.match(self.gap) is not None

    @property
    def joined(self) -> bool:
        """Whether it continues the token before: nothing but blanks, hyphens and apostrophes between."""
        gap = _CLITIC.sub("", self.gap)
        return not self.breaks and all(char in _INNER for char in gap) and not (gap.startswith(".") and gap != ".")


def tokenize(text: str, offset: int, lexicon: Lexicon) -> list[Token]:
    """The tokens of a sentence; `offset` is where the sentence begins in the document."""
    found = _characters(text, lexicon) if lexicon.characters else _words(text, lexicon)
    in_capitals = not any(char.isupper() for char in text)
    found = [
        (start, end, as_written(tags, text[start:end], lexicon, in_capitals=in_capitals), listed)
        for start, end, tags, listed in found
    ]
    tokens = list(_with_gaps(text, offset, found, is_compounding=lexicon.compounds))
    if _IN_CAPITALS.search(text):
        tokens = list(_in_small_letters(tokens, lexicon))
    return _without_asides(tokens, lexicon) if "(" in text or "（" in text else tokens


_SHORTEST_GLUED = 6
"""Letters of two words without a blank between them."""


_IN_CAPITALS = regex.compile(r"\p{Lu}{4}[\p{Lu}'’]*\s+(?:\p{Lu}{1,3}\s+){0,2}\p{Lu}{4}")
_SHORTEST_IN_CAPITALS = 3


def _in_small_letters(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens, words in capitals throughout with a capital only where a name would have one in any sentence.

    These are names, kinds of body and unknown words, unless one stands right behind a kind ("COUNCIL | VISITS SCHOOL")
    and is no family name.
    """
    behind_kind = False
    for token in tokens:
        if len(token.text) < _SHORTEST_IN_CAPITALS or not token.text.isupper():
            behind_kind = (behind_kind and token.glue) or any(lexicon.is_kind(sense) for sense in token.values("sense"))
            yield token
        elif token.known:
            behind_kind = any(lexicon.is_kind(sense) for sense in token.values("sense"))
            yield replace(token, capital=behind_kind or token.has("place", "country", "name"))
        else:
            word = bare(token.text, lexicon.language)
            behind_kind = behind_kind and not any(word in names for names in lexicon.surnames.values())
            yield replace(token, capital=not behind_kind)


_LONGEST_ASIDE = 3
"""Words of a bracket inside a title."""


def _without_asides(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens without short brackets inside phrases: "National Assembly (NA)'s Committee", "성(省) 당위원회".

    Left out is what abbreviates or spells in another script the words before it; the text around closes up.
    """
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _aside_end(tokens, at) if kept else at
        if end == at:
            kept.append(tokens[at])
            at += 1
            continue
        if end < len(tokens):
            behind = _CLITIC.sub("", tokens[end].gap).lstrip(" \u00a0")[1:]
            closed = behind if behind.strip() or behind == "" else " "
            if closed == " " and _spells_name(tokens[at:end], lexicon):
                closed = ") "  # "레 찌 냔(Le Tri Nhan) | 동탑성 ...": the name ends here
            tokens[end] = replace(tokens[end], gap=closed)
        at = end
    return kept


def _aside_end(tokens: list[Token], at: int) -> int:
    """Behind the bracket that opens before a token, where it is an aside; else the token itself."""
    if _CLITIC.sub("", tokens[at].gap).strip() not in ("(", "（"):
        return at
    end = at + 1
    while end < len(tokens) and end - at <= _LONGEST_ASIDE and not _closes_aside(tokens[end]):
        if tokens[end].gap.strip():
            return at
        end += 1
    if end >= len(tokens) or end - at > _LONGEST_ASIDE or not _closes_aside(tokens[end]):
        return at
    if any(token.has("name") for token in tokens[at:end]) and _is_dateline(tokens, at):
        return at  # "Vung Tau (VNA) - ...": the bracket names a body of its own
    words = [token.text for token in tokens[at:end]]
    before = tokens[at - 1].text
    latin = all(map(is_latin, words))
    han = all(ord(char) >= 0x3400 for word in words for char in word)
    short = all(len(word) <= 6 and word[:1].isupper() and sum(map(str.isupper, word)) > 1 for word in words)
    foreign = (latin and not is_latin(before) and not before.isnumeric()) or (
        han and "\uac00" <= before[-1] <= "\ud7a3"
    )
    return end if short or (foreign and at > 0) else at


def _spells_name(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a bracket has the name before it in Latin letters."""
    word = bare(tokens[0].text, lexicon.language)
    return len(tokens) > 1 and is_latin(tokens[0].text) and any(word in names for names in lexicon.surnames.values())


def _closes_aside(token: Token) -> bool:
    """Whether a bracket closes before a token, perhaps behind a possessive: "(NA's) | Committee"."""
    return _CLITIC.sub("", token.gap).strip(" \u00a0")[:1] in (")", "）")


def _is_dateline(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before a token is none of a body's name: unknown, a place, a country that stands alone."""
    token = tokens[at - 1]
    if not token.known:
        return True
    if token.has("sense", "name"):
        return False
    alone = at == 1 or not token.joined or not (tokens[at - 2].content or tokens[at - 2].glue)
    return token.has("place") or (token.has("country") and alone)


def _with_gaps(text: str, offset: int, tokens: list[Found], *, is_compounding: bool) -> Iterator[Token]:
    before, capital = 0, False
    for start, end, tags, listed in tokens:
        surface = text[start:end]
        gap = text[before:start]
        # All parts of a capitalised compound are ("Partij|comité").
        capital = surface[:1].isupper() or (is_compounding and capital and start > 0 and not gap)
        yield Token(start + offset, end + offset, surface, tags, capital, gap, listed)
        before = end


def _words(text: str, lexicon: Lexicon) -> list[Found]:
    spans: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        if is_clitic(text, match.start(), match.end()):
            continue
        spans += _parts(match.group(), match.start(), lexicon)
    words = [text[start:end] for start, end in spans]
    commas = ["," in text[left[1] : right[0]] for left, right in pairwise(spans)]
    tokens: list[Found] = []
    at = 0
    while at < len(spans):
        found = lexicon.longest_match(words, at, commas)
        while found.length > 1 and not _unbroken(text, spans, at, found.length):
            found = lexicon.longest_match(words[: at + found.length - 1], at, commas)
        if found.length > 1 and tokens and _is_title(tokens[-1][2]):
            found = _without_name(found, lexicon, words, at)
        if not found.length and tokens and _is_inside(text, spans, at, tokens[-1]):
            found = lexicon.nearest(words[at])
        elif not found.length and tokens and _is_title(tokens[-1][2]) and text[tokens[-1][1] : spans[at][0]] == " ":
            found = lexicon.nearest_modifier(words[at])
        length = max(found.length, 1)
        end = spans[at + length - 1][1]
        if (
            text[end : end + 1] == "."
            and (_joins(found.tags) or (_abbreviates(found.tags) and text[end + 1 :].strip()))
            and lexicon.has_full_stop(words[at + length - 1])
        ):
            end += 1
        tokens.append((spans[at][0], end, found.tags, found.listed))
        at += length
    return tokens


def _is_inside(text: str, spans: list[tuple[int, int]], at: int, before: Found) -> bool:
    """Whether a word stands where a word of a body's name would: capitalised, behind a kind, sense or connective."""
    start = spans[at][0]
    if not text[start].isupper() or text[before[1] : start] != " ":
        return False
    return any(tag.kind in ("sense", "connective", "conjunction", "level") for tag in before[2])


def _joins(tags: tuple[Tag, ...]) -> bool:
    """Whether a word joins parts of a title, so that a full stop behind it ends no sentence ("Rada ds. Nagród")."""
    return any(tag.kind in ("connective", "conjunction", "modifier") for tag in tags)


def _abbreviates(tags: tuple[Tag, ...]) -> bool:
    """Whether a word is part of a title, and a full stop within the sentence its own ("Prov. Dept. of Health")."""
    return any(tag.kind in ("rank", "level", "sense", "office") for tag in tags)


def _is_title(tags: tuple[Tag, ...]) -> bool:
    return any(tag.kind == "rank" for tag in tags)


def _without_name(found: Match, lexicon: Lexicon, words: list[str], at: int) -> Match:
    """Behind a rank, a modifier goes with the rank, though a name begins with it too.

    "Phó Bí thư | Thường trực | Tỉnh ủy": the Standing Deputy Secretary, not a secretary of the Standing Members.
    """
    if not all(tag.kind in ("name", "office") for tag in found.tags):
        return found
    for length in range(found.length - 1, 0, -1):
        first = lexicon.longest_match(words[: at + length], at)
        if first.length == length and any(tag.kind == "modifier" for tag in first.tags):
            return first
    return found


def _unbroken(text: str, spans: list[tuple[int, int]], at: int, length: int) -> bool:
    gaps = (text[spans[i][1] : spans[i + 1][0]] for i in range(at, at + length - 1))
    return not any((set(gap) & (_BREAKS - {".", "/"}) and gap not in _GERSHAYIM) or len(gap) > 6 for gap in gaps)


def _parts(word: str, start: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    if lexicon.compounds and not lexicon.longest_match([word], 0).length:
        parts = lexicon.split_compound(word)
        if parts:
            spans = []
            for part in parts:
                spans.append((start, start + len(part)))
                start += len(part)
            return spans
    cut = _glued_at(word, lexicon)
    if cut:
        return [*_parts(word[:cut], start, lexicon), *_parts(word[cut:], start + cut, lexicon)]
    if not lexicon.has_prefix(word):
        return [(start, start + len(word))]
    for prefixes in lexicon.language.prefixes.values():
        for prefix in prefixes:
            rest = word[len(prefix) :]
            if word.lower().startswith(prefix.lower()) and len(rest) > 3:
                tags = lexicon.longest_match([rest], 0).tags
                whole = lexicon.longest_match([word], 0)
                if any(tag.kind in ("rank", "office") for tag in tags) and not whole.length:
                    cut = start + len(prefix)
                    return [(start, cut), (cut, start + len(word))]
    return [(start, start + len(word))]


def _glued_at(word: str, lexicon: Lexicon) -> int:
    """Where two words run together, the second with its capital: "del|Comité", "název|Vláda"; 0 where none do."""
    if len(word) < _SHORTEST_GLUED or word.isupper() or word.islower() or lexicon.longest_match([word], 0).length:
        return 0
    for at in range(2, len(word) - 1):
        if word[at].isupper() and word[at - 1].islower() and word[at + 1].islower():
            parts = (lexicon.longest_match([part], 0) for part in (word[:at], word[at:]))
            if any(tag.kind in ("rank", "office", "name", "sense") for part in parts for tag in part.tags):
                return at
    return 0


def _characters(text: str, lexicon: Lexicon) -> list[Found]:
    """Segmentation of a text without spaces: fewest unknown characters first, then fewest words."""
    folded = fold(text, lexicon.language, marks=False)
    if len(folded) != len(text):
        folded = text
    runs = _script_runs(text)
    size = len(text)
    best: list[tuple[int, int, int, tuple[Tag, ...]]] = [(0, 0, 0, ())] * (size + 1)
    for at in range(size - 1, -1, -1):
        unknown, words, _, _ = best[at + 1]
        choice: tuple[int, int, int, tuple[Tag, ...]] = (unknown + 1, words + 1, at + 1, ())
        for length in range(1, min(lexicon.longest, size - at) + 1):
            end = at + length
            if _inside_latin_word(text, runs, at, end):
                continue
            tags = lexicon.written(folded[at:end], text[at:end])
            if tags:
                cost = (best[end][0], best[end][1] + 1)
                if cost <= choice[:2]:
                    choice = (*cost, end, tags)
        best[at] = choice
    tokens: list[Found] = []
    at = 0
    while at < size:
        _, _, end, tags = best[at]
        if tags:
            tokens.append((at, end, tags, True))
        elif runs[at]:
            if tokens and not tokens[-1][2] and tokens[-1][1] == at and runs[at - 1] == runs[at]:
                tokens[-1] = (tokens[-1][0], end, (), False)
            else:
                tokens.append((at, end, (), False))
        at = end
    if lexicon.language.script == "Jpan":
        return list(with_dotted_names(text, tokens))
    return _whole_words(text, tokens, lexicon) if lexicon.language.script == "Kore" else tokens


def _whole_words(text: str, tokens: list[Found], lexicon: Lexicon) -> list[Found]:
    """The tokens, with single letters that only look like words put back into the unknown word around them.

    Korean has spaces between its words. In 사람 (person) there is no 사, in 안장성 (An Giang province) no 장; a word
    that is a family name (부이) is one, though its letters are words and endings too.
    """
    result: list[Found] = []
    at = 0
    while at < len(tokens):
        end = at + 1
        while end < len(tokens) and tokens[end][0] == tokens[end - 1][1]:
            end += 1
        word = tokens[at:end]
        surface = text[word[0][0] : word[-1][1]]
        if len(word) > 1 and surface in lexicon.language.surnames:
            result.append((word[0][0], word[-1][1], (), False))
        else:
            result += _merged(word)
        at = end
    return result


def _merged(word: list[Found]) -> Iterator[Found]:
    """The tokens of one word, where a known single letter beside an unknown part belongs to it, except at the end."""
    open_part: Found | None = None
    for number, token in enumerate(word):
        single = token[1] - token[0] == 1
        last = number == len(word) - 1
        unknown_next = not last and not word[number + 1][2]
        absorbed = not token[2] or (single and (unknown_next or (open_part is not None and not last)))
        if absorbed:
            open_part = (open_part[0] if open_part else token[0], token[1], (), False)
            continue
        if open_part:
            yield open_part
            open_part = None
        yield token
    if open_part:
        yield open_part


def _inside_latin_word(text: str, runs: list[str], start: int, end: int) -> bool:
    if start > 0 and runs[start] == runs[start - 1] == "latin":
        return True
    return end < len(text) and runs[end] == runs[end - 1] == "latin"


_UNSPACED = (("thai", 0x0E01, 0x0E4E), ("lao", 0x0E81, 0x0ECE), ("khmer", 0x1780, 0x17D3))
"""Scripts of South-East Asia without spaces between words: name, first and last character, vowel and tone signs too."""


def _script_runs(text: str) -> list[str]:
    """Script class of each character; empty for what belongs to no word."""
    runs = []
    for char in text:
        code = ord(char)
        if 0x30A0 < code <= 0x30FF and char != "・":
            runs.append("katakana")
        elif 0x3040 < code < 0x30A0:
            runs.append("hiragana")
        elif char in "々〇" or 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF:
            runs.append("han")
        elif 0xAC00 <= code <= 0xD7A3:
            runs.append("hangul")
        elif unspaced := next((name for name, first, last in _UNSPACED if first <= code <= last), ""):
            runs.append(unspaced)
        elif char.isalnum():
            runs.append("latin")
        else:
            runs.append("")
    return runs
