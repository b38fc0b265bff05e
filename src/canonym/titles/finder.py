"""From sentences to mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import regex

from canonym.glossary import Glossary
from canonym.glossary.country_names import country_names
from canonym.glossary.lexicon import Lexicon, bare
from canonym.letters import strip_marks
from canonym.model import Document, DocumentTitles, Mention, ParsedTitle, Segment, Sense, Signal
from canonym.texts.flow import Flow, reading
from canonym.texts.identifiers import identifiers, within
from canonym.titles.brackets import told_by_bracket
from canonym.titles.edges import edges
from canonym.titles.generic import is_generic
from canonym.titles.grammar import Grammar, Span
from canonym.titles.layout import with_layout_persons
from canonym.titles.parts import parse
from canonym.titles.persons import Persons, TitleList
from canonym.titles.seams import Seams
from canonym.titles.shared_bodies import shared_bodies
from canonym.titles.terms import TermSpan, find_terms, term_meanings
from canonym.titles.tokens import Token, tokenize

_PERSON_WEIGHT = 1.0
_WORD_WEIGHT = 1.0
_PLACE_WEIGHT = 0.7
_DATELINE_WEIGHT = 1.0
"""Of a country's name, which else has none, where a report is dated from there."""
_SHORTEST_IN_HEADLINE, _LONGEST_IN_HEADLINE = 3, 4
_LONGEST_ABBREVIATION = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was found in one sentence; list numbers count from 0 within it."""

    mentions: tuple[Mention, ...]
    signals: tuple[Signal, ...]
    lists: int


def find_titles(document: Document, language: str, segments: Sequence[Segment], glossary: Glossary) -> DocumentTitles:
    """All titles, bodies and terms of a document, with the signals that show which packs it speaks of.

    Segments in a language without a language file are passed over; the caller reports them. Of page furniture only the
    bodies count that it names, as agencies in credits ("Photo: VNA").
    """
    mentions: list[Mention] = []
    signals: list[Signal] = []
    lists = 0
    masked = identifiers(document.text)
    lexicons = {code: glossary.lexicon_for(code, _text_in(code, segments)) for code in _codes(segments)}
    for segment in segments:
        lexicon = lexicons[segment.language]
        if lexicon is None:
            continue
        keeps_hyphen = Seams(lexicon, glossary.senses).keeps_hyphen
        flow = reading(segment.text, within(masked, segment.start, segment.end), keeps_hyphen)
        sentence = read_sentence(flow.text, segment.start, document.name, lexicon, glossary, lists)
        if flow.changed:
            sentence = _as_written(sentence, flow, segment)
        if segment.furniture:
            mentions += [replace(each, list_id=-1, slot=-1) for each in sentence.mentions if _is_named_body(each)]
            continue
        mentions += sentence.mentions
        signals += sentence.signals
        lists += sentence.lists
    mentions = [_without_opener(mention, document.text, glossary) for mention in mentions]
    mentions = with_layout_persons(mentions, document.text, glossary)
    headlines = [(segment.start, segment.end) for segment in segments if _is_headline(segment.text)]
    if headlines:
        mentions = _without_headline_words(mentions, headlines)
    sentences = [segment.start for segment in segments if not segment.furniture]
    begins = [start for start in sentences if not start or "\n" in document.text[max(0, start - 2) : start]]
    return DocumentTitles(document.name, language, tuple(mentions), tuple(signals), tuple(sentences), tuple(begins))


def _codes(segments: Sequence[Segment]) -> list[str]:
    return list(dict.fromkeys(segment.language for segment in segments))


def _text_in(code: str, segments: Sequence[Segment]) -> str:
    return " ".join(segment.text for segment in segments if segment.language == code)


def _is_named_body(mention: Mention) -> bool:
    """Whether it is a body by its fixed name."""
    return mention.kind == "body" and bool(mention.parsed.names)


def _is_headline(text: str) -> bool:
    """Whether a sentence without an end writes its longer words with capitals throughout."""
    words = [word for word in text.split() if len(word) > _SHORTEST_IN_HEADLINE and word[0].isalpha()]
    if len(words) < _SHORTEST_IN_HEADLINE or text.rstrip()[-1:] in ".!?。":
        return False
    return 10 * sum(word[0].isupper() for word in words) >= 9 * len(words)


def _without_headline_words(mentions: list[Mention], headlines: Sequence[tuple[int, int]]) -> list[Mention]:
    """The mentions with names freed from the capitalised words of a headline behind them ("TRAN THI MAI VISITS").

    The name ends where the document ends it elsewhere.
    """
    names = {tuple(mention.person.casefold().split()): mention.person for mention in mentions if mention.person}
    freed = []
    for mention in mentions:
        words = (mention.person or "").split()
        if len(words) > _SHORTEST_IN_HEADLINE and any(start <= mention.start < end for start, end in headlines):
            folded = tuple(word.casefold() for word in words)
            ends = [end for end in range(2, len(words)) if folded[:end] in names]
            if ends:
                mention = replace(mention, person=" ".join(words[: ends[-1]]))  # noqa: PLW2901
            elif len(words) > _LONGEST_IN_HEADLINE:
                mention = replace(mention, person=None)  # noqa: PLW2901 - a verb and more is among the words
        freed.append(mention)
    return freed


def _as_written(sentence: Sentence, flow: Flow, segment: Segment) -> Sentence:
    """What was found in the flow of a sentence, where it stands in the document and as it is written there."""

    def place(start: int, end: int) -> tuple[int, int, str]:
        first, last = flow.source(start - segment.start, end - segment.start)
        return segment.start + first, segment.start + last, segment.text[first:last]

    mentions = []
    for mention in sentence.mentions:
        start, end, surface = place(mention.start, mention.end)
        senses = []
        for sense in mention.parsed.senses:
            first, last, _ = place(sense.start, sense.end)
            senses.append(replace(sense, start=first, end=last))
        parsed = replace(mention.parsed, senses=tuple(senses))
        mentions.append(replace(mention, start=start, end=end, surface=surface, parsed=parsed))
    signals = [replace(signal, start=place(signal.start, signal.start + 1)[0]) for signal in sentence.signals]
    return Sentence(tuple(mentions), tuple(signals), sentence.lists)


def _without_opener(mention: Mention, text: str, glossary: Glossary) -> Mention:
    """The mention with a person's name freed from the capitalised word that opens the sentence ("Asistieron Hoang Ba").

    The word is no part of the name where the document has the name without it, or where a family name follows it.
    """
    first, _, rest = (mention.person or "").partition(" ")
    if " " not in rest:
        return mention
    start = text.find(f"{first} {rest}")
    opens = start == 0 or text[:start].rstrip(" \"“«„’'")[-1:] in ".!?:\n–-"
    if not opens or start < 0:
        return mention
    families = {strip_marks(name.casefold()) for pack in glossary.packs for name in pack.surnames}
    if strip_marks(rest.split()[0].casefold()) in families:
        freed = strip_marks(first.casefold()) not in families or _stands_without(first, rest, text)
    else:
        # A family name that opens the sentence is no other word: "Nguyen Van Hung", beside a Tran Van Hung.
        freed = strip_marks(first.casefold()) not in families and _stands_without(first, rest, text)
    return replace(mention, person=rest) if freed else mention


def _stands_without(first: str, name: str, text: str) -> bool:
    """Whether a name stands somewhere with neither a first word nor any other with a capital right before it."""
    return any(
        not text.startswith(f"{first} ", match.start() - len(first) - 1)
        and _CAPITALISED_BEFORE.search(text, max(0, match.start() - 40), match.start()) is None
        for match in regex.finditer(rf"(?<!\w){regex.escape(name)}(?!\w)", text)
    )


_CAPITALISED_BEFORE = regex.compile(r"(?<!\w)\p{Lu}[\w'’-]*\s\Z")


def read_sentence(
    text: str,
    offset: int,
    doc: str,
    lexicon: Lexicon,
    glossary: Glossary,
    first_list: int = 0,
    *,
    clause: bool = True,
) -> Sentence:
    """The mentions and signals of one sentence that begins at `offset` of its document.

    `clause` false says that the text is a phrase on its own: that something opens it means nothing then.
    """
    tokens = tokenize(text, offset, lexicon)
    surnames = _Surnames(lexicon)
    grammar = Grammar(tokens, lexicon, glossary.senses, glossary.ranks, glossary.term_bodies, surnames.is_surname)
    spans = grammar.spans()
    solo = {span for span in spans if span.has_rank and grammar.is_solo(span)}
    people_named = Persons(tokens, spans, lexicon.language, surnames.is_surname, solo, surnames.is_rare)
    lists = people_named.lists()
    persons = [run for item in lists for run in item.people]
    held = {span for item in lists if item.people for span in item.spans}
    sharing = shared_bodies(spans, grammar, lexicon.language, glossary.ranks, held, solo)
    kept = list(_kept(spans, grammar, lists, lexicon, glossary, sharing))
    taken = [False] * len(tokens)
    for first, last in [*((span.first, span.last) for span in kept), *persons]:
        taken[first:last] = [True] * (last - first)
    source = _Source(text, offset, doc, lexicon, glossary)
    unnamed = frozenset(span for span in solo if not _is_held(span, lists) and not grammar.is_grouping(span))
    mentions = source.titles(tokens, kept, lists, people_named, first_list, unnamed, sharing)
    if lexicon.language.script == "Jpan":
        mentions = list(_around_names(mentions, source))
    terms = [source.term(tokens, found) for found in find_terms(tokens, taken, glossary)]
    mentions += [term for term in terms if not _is_shouted(term.surface)]
    mentions.sort(key=lambda mention: mention.start)
    signals = [signal for token in tokens for signal in _token_signals(token, lexicon)]
    signals += surnames.signals(tokens, persons)
    signals += _countries(text, offset, lexicon)
    return Sentence(tuple(mentions), tuple(signals), len(lists))


def _kept(
    spans: Sequence[Span],
    grammar: Grammar,
    lists: Sequence[TitleList],
    lexicon: Lexicon,
    glossary: Glossary,
    sharing: Mapping[Span, Span],
) -> Iterator[Span]:
    """The spans that are offices or bodies: a bare rank only where somebody holds it, or it shares a body (`sharing`).

    Left out is what is cut off behind an adjective ("Chairman of the Provincial"), and the full name of the country.
    """
    for span in spans:
        if span.has_rank and _is_cut_off(grammar.tokens[span.rank_last : span.last], lexicon):
            continue
        if not span.has_rank and _names_country(grammar.tokens[span.first : span.last], lexicon, glossary):
            continue
        if (
            _is_held(span, lists)
            or span in sharing
            or (
                grammar.says_office(span)
                and not is_generic(span, grammar, lexicon.language, glossary.ranks, glossary.senses)
            )
        ):
            yield span


def _is_shouted(term: str) -> bool:
    """Whether a term stands in capitals, as headlines do; abbreviations do too, but they are short."""
    return term.isupper() and len(term) > _LONGEST_ABBREVIATION


def _names_country(tokens: Sequence[Token], lexicon: Lexicon, glossary: Glossary) -> bool:
    """Whether a bare body is the State under the country's own name: no word of it says "state"."""
    names = [token for token in tokens if not token.glue]
    if len(names) != 1 or not any("state" in glossary.bodies[body].senses for body in names[0].values("name")):
        return False
    written = dict(lexicon.language.words).get("state", ())
    text = names[0].text.casefold()
    # "共和国" (republic) ends in a character that is a word for the state too.
    if any(word.casefold() in text for word in written if len(word) > 1):
        return False
    return not any(
        "state" in token.values("sense") for word in names[0].text.split() for token in tokenize(word, 0, lexicon)
    )


def _is_cut_off(body: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether nothing but adjectives of level follows the word that joins rank and body."""
    canonical = lexicon.language.canonical
    if len(body) < 2 or canonical is None or not body[0].has("connective"):
        return False
    adjectives = {form.casefold() for forms in canonical.levels.values() for form in forms.values()}
    rest = [token for token in body if not token.glue]
    return bool(rest) and all(token.has("level") and token.text.casefold() in adjectives for token in rest)


def _is_held(span: Span, lists: Sequence[TitleList]) -> bool:
    """Whether a person holds it: then even a bare "vice chairman" is an office."""
    return any(span in item.spans and item.people for item in lists)


def _around_names(mentions: Sequence[Mention], source: _Source) -> Iterator[Mention]:
    """The mentions; a body and a rank with the holder's name between are one title: 省人民委員会の|ソン|委員長."""
    waiting: Mention | None = None
    for mention in sorted(mentions, key=lambda each: each.start):
        if waiting is not None and _holds(waiting, mention, source):
            parsed = replace(
                mention.parsed,
                level=waiting.parsed.level,
                place=waiting.parsed.place,
                senses=(*waiting.parsed.senses, *mention.parsed.senses),
                names=(*waiting.parsed.names, *mention.parsed.names),
            )
            surface = source.surface(waiting.start, mention.end)
            edges = (waiting.edges[0], mention.edges[1])
            yield replace(mention, start=waiting.start, surface=surface, parsed=parsed, edges=edges)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = mention
    if waiting is not None:
        yield waiting


def _holds(body: Mention, title: Mention, source: _Source) -> bool:
    """Whether nothing but a particle and the holder's name stands between a body and a bare rank."""
    if body.kind != "body" or title.kind != "role" or not title.person or title.parsed.senses or title.parsed.names:
        return False
    between = source.surface(body.end, title.start)
    return between in (f"{particle}{title.person}" for particle in ("", *source.lexicon.language.connectives))


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    offset: int
    doc: str
    lexicon: Lexicon
    glossary: Glossary

    def surface(self, start: int, end: int) -> str:
        return self.text[start - self.offset : end - self.offset]

    def parsed(self, tokens: Sequence[Token], span: Span) -> ParsedTitle:
        prefixes = self.lexicon.language.prefixes
        return parse(tokens, span, self.glossary.ranks, self.glossary.senses, prefixes)

    def titles(
        self,
        tokens: Sequence[Token],
        spans: Sequence[Span],
        lists: Sequence[TitleList],
        persons: Persons,
        first_list: int,
        unnamed: Set[Span],
        sharing: Mapping[Span, Span],
    ) -> list[Mention]:
        named = {at for item in lists for run in item.people for at in range(*run)}
        places = {span: (number, slot) for number, item in enumerate(lists) for slot, span in enumerate(item.spans)}
        mentions = []
        for span in spans:
            number, slot = places.get(span, (-1, -1))
            people = lists[number].people if number >= 0 else ()
            person = ", ".join(self.surface(tokens[run[0]].start, persons.end_of(run)) for run in people) or None
            start, end = tokens[span.first].start, tokens[span.last - 1].end
            parsed = told_by_bracket(self.parsed(tokens, span), tokens, span, self.glossary)
            if span in unnamed:
                parsed = self._of_nobody(parsed)
            elif span in sharing:
                body = self.parsed(tokens, sharing[span])
                parsed = replace(parsed, senses=body.senses, names=body.names, level=body.level, place=body.place)
            mentions.append(
                Mention(
                    doc=self.doc,
                    start=start,
                    end=end,
                    surface=self.surface(start, end),
                    lang=self.lexicon.language.code,
                    kind="role" if span.has_rank else "body",
                    parsed=parsed,
                    person=person,
                    list_id=number + first_list if number >= 0 else -1,
                    slot=slot,
                    edges=edges(tokens, span.first, span.last, named),
                )
            )
        return mentions

    def _of_nobody(self, parsed: ParsedTitle) -> ParsedTitle:
        """The title read as that of unnamed people: "leaders of the delegation" are not its head.

        A deputy is one of a pair, so "deputy leader" keeps all that it may stand for.
        """
        by_id = self.glossary.ranks.by_id
        if any(by_id[rank].modifiers for rank in parsed.ranks):
            return parsed
        ranks = tuple(rank for rank in parsed.ranks if by_id[rank].solo)
        return replace(parsed, ranks=ranks or parsed.ranks)

    def term(self, tokens: Sequence[Token], found: TermSpan) -> Mention:
        inside = tokens[found.first : found.last]
        start, end = inside[0].start, inside[-1].end
        senses = tuple(
            Sense(tuple(sorted(meanings)), token.start, token.end, token.text)
            for token in inside
            if (meanings := term_meanings(token, self.glossary))
        )
        parsed = ParsedTitle(level=found.term.level, senses=senses, names=(f"{found.term.pack}/{found.term.id}",))
        return Mention(self.doc, start, end, self.surface(start, end), self.lexicon.language.code, "term", parsed)


class _Surnames:
    """The family names of all packs, compared without case and diacritics."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_pack = lexicon.surnames
        self._rare = lexicon.rare_surnames

    def is_rare(self, word: str) -> bool:
        """Whether a word is a family name that is also a word of many languages."""
        return bare(word, self._lexicon.language) in self._rare

    def is_surname(self, word: str) -> bool:
        own = self._lexicon.language.surnames
        if own and (word in own or (self._lexicon.characters and self._opens_with(word, own))):
            return True
        return any(self._of(word, names) for names in self._by_pack.values())

    def _opens_with(self, word: str, names: tuple[str, ...]) -> bool:
        """Whether a word written without spaces begins with a family name; one character is enough in Chinese only."""
        if self._lexicon.language.script in ("Kore", "Thai", "Laoo", "Khmr"):
            names = tuple(name for name in names if 3 <= len(word) <= (4 if len(name) < 2 else len(name) + 8))
        return word.startswith(names or ("\0",))

    def _of(self, word: str, names: Set[str]) -> bool:
        form = bare(word, self._lexicon.language)
        if self._lexicon.characters and not form.isascii():
            return any(form.startswith(name) for name in names if not name.isascii())
        return form in names

    def signals(self, tokens: Sequence[Token], persons: Sequence[tuple[int, int]]) -> list[Signal]:
        """The packs for which the family names of the persons speak."""
        return [
            Signal(pack, tokens[first].text, tokens[first].start, _PERSON_WEIGHT, "surname")
            for first, _ in persons
            for pack, names in self._by_pack.items()
            if self._of(tokens[first].text, names) or self._is_spelt(pack, tokens[first].text)
        ]

    def _is_spelt(self, pack: str, word: str) -> bool:
        """Whether a word is a family name of the pack's country as the language spells it."""
        language = self._lexicon.language
        return language.surnames_of == pack and word in language.surnames


def _countries(text: str, offset: int, lexicon: Lexicon) -> Iterator[Signal]:
    """The countries that a sentence names, whether or not there is a pack for them."""
    for word in country_names(lexicon.language.code, unspaced=lexicon.characters).find(text):
        kind: Literal["country", "side"] = "side" if word.is_side else "country"
        weight = _DATELINE_WEIGHT if word.is_dateline else 0.0
        yield Signal(word.code, text[word.start : word.end], offset + word.start, weight, kind)


def _token_signals(token: Token, lexicon: Lexicon) -> list[Signal]:
    signals = []
    # A name that holds the country's own ("Vietnam Women's Union") speaks of it as well.
    packs = {tag.pack for tag in token.tags if tag.kind in ("name", "office")}
    inner = [tag for tag in lexicon.countries_in(token.text) if tag.pack in packs] if packs else []
    for tag in (*token.tags, *inner):
        if tag.kind == "country" and tag.pack:
            signals.append(Signal(tag.pack, token.text, token.start, _WORD_WEIGHT, is_against=tag.is_against))
        elif tag.kind == "place" and tag.pack and tag.status != "weak":
            signals.append(Signal(tag.pack, token.text, token.start, _PLACE_WEIGHT, "place"))
    return signals


def whole_phrase(text: str, doc: str, lexicon: Lexicon, glossary: Glossary) -> Mention | None:
    """A phrase that is known to be a title, read as one: for what the grammar does not find in it by itself.

    None where no word of it is known.
    """
    tokens = tokenize(text, 0, lexicon)
    grammar = Grammar(tokens, lexicon, glossary.senses, glossary.ranks)
    ranks = [at for at, token in enumerate(tokens) if token.has("rank", "office") and not grammar.is_within_body(at)]
    if any(token.has("sense", "name") for token in tokens):
        # "Delegate Qualification Examination Board": what anybody can be is no rank where a body is named.
        ranks = [at for at in ranks if not _is_weak(tokens[at], glossary)]
    if not any(token.has("rank", "office", "sense", "name") for token in tokens):
        return None
    first, last = (ranks[0], ranks[0] + 1) if ranks else (0, 0)
    while ranks and first > 0 and tokens[first - 1].has("modifier", "tenure"):
        first -= 1
    while ranks and last < len(tokens) and tokens[last].has("modifier", "tenure"):
        last += 1
    span = Span(0, len(tokens), first, last)
    parsed = parse(tokens, span, glossary.ranks, glossary.senses, lexicon.language.prefixes)
    return Mention(doc, 0, len(text), text, lexicon.language.code, "role" if ranks else "body", parsed)


def unread_words(
    text: str, mentions: Sequence[Mention], person: str, lexicon: Lexicon, glossary: Glossary
) -> tuple[str, ...]:
    """The words of a phrase that say something of an office and stand in none of its mentions.

    Words that only English knows count too, since translations from English leave some as they are.
    """
    names = set(person.casefold().split())
    outside = [
        token
        for token in tokenize(text, 0, lexicon)
        if not token.glue
        and not any(mention.start < token.end and token.start < mention.end for mention in mentions)
        and token.text.casefold() not in names
    ]
    english = glossary.lexicon("en") if any(token.capital and not token.known for token in outside) else None
    return tuple(token.text for token in outside if token.has("sense") or _is_left_over(token, english))


def _is_left_over(token: Token, english: Lexicon | None) -> bool:
    """Whether an unknown word is one of English titles."""
    if english is None or token.known or not token.capital:
        return False
    found = english.longest_match([token.text], 0)
    return found.listed and any(tag.kind == "sense" for tag in found.tags)


def _is_weak(token: Token, glossary: Glossary) -> bool:
    ranks = " ".join(token.values("rank")).split()
    return bool(ranks) and (glossary.ranks.by_id[ranks[0]].solo or ranks == ["delegate"])
