"""Resolution of single phrases, as `canonym resolve` reads them: a title, perhaps with text around and person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from canonym.config import Config
from canonym.embedding import Embedder
from canonym.errors import UsageError
from canonym.features.declared import NO_CANDIDATE
from canonym.features.facts import Facts
from canonym.features.other_facts import NeitherRankNorKind, NoLanguageData, OrdinaryWords
from canonym.glossary import Glossary
from canonym.glossary.lexicon import Lexicon
from canonym.judgements import Judgements
from canonym.model import DocumentTitles, Evidence, Mention, ParsedTitle, Resolution, Signal
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.judged_renderings import judged_renderings
from canonym.resolution.corpus import resolve_with
from canonym.titles.finder import Sentence, read_sentence, unread_words, whole_phrase

_MEMBERSHIPS = {(rank,) for rank in ("member", "alternate-member", "standing-member", "representative")}
_GAP = 1000
"""Code points between the phrase and its context, so that neither counts as the other's neighbourhood."""


def resolve_phrases(
    records: Iterable[Mapping[str, object]],
    glossary: Glossary,
    config: Config,
    embedder: Embedder | None,
    judgements: Judgements | None = None,
) -> Iterator[Resolution]:
    """One resolution for each record {"id", "lang", "text", "context"?, "person"?}, in order.

    What people decided about a rendering everywhere goes before any score.

    Raises UsageError for a record without text, or whose fields are no strings.
    """
    resolver = PhraseResolver(glossary, config, embedder, judgements)
    for record in records:
        yield resolver.resolve(record)


class PhraseResolver:
    """Resolves phrases one by one; what it has read once it remembers. For one thread at a time."""

    def __init__(
        self, glossary: Glossary, config: Config, embedder: Embedder | None, judgements: Judgements | None = None
    ) -> None:
        """What people decided about a rendering everywhere (`judgements`) goes before any score."""
        self.glossary = glossary
        self.config = config
        self._judgements = judgements or Judgements()
        self._candidates = Candidates(glossary, embedder, config.without, judged_renderings(judgements, glossary))

    def resolve(self, record: Mapping[str, object]) -> Resolution:
        """Resolve {"id", "lang", "text", "context"?, "person"?}; raises UsageError as `resolve_phrases` does."""
        return _resolve(record, self.glossary, self.config, self._candidates, self._judgements)


def _resolve(
    record: Mapping[str, object], glossary: Glossary, config: Config, candidates: Candidates, judgements: Judgements
) -> Resolution:
    text = _string(record, "text")
    if not text.strip():
        raise UsageError("the field 'text' is empty", where=f"record {record.get('id')!r}", remedy="give the phrase")
    person = _string(record, "person") or None
    context = _string(record, "context")
    lang = _string(record, "lang") or _guess(f"{text} {context}")
    lexicon = glossary.lexicon_for(lang, f"{text} {context}")
    if lexicon is None:
        return _unread(text, lang, NoLanguageData(lang, tuple(glossary.languages)))
    document, target = _document(text, context, person, lexicon, glossary)
    if target is None:
        return _unread(text, lang, NeitherRankNorKind())
    resolutions = resolve_with([document], glossary, config, candidates, judgements)
    found = next((r for r in resolutions if r.mention.start == target.start and r.mention.end == target.end), None)
    return found or _unread(text, lang, OrdinaryWords())


def _string(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"the field {field!r} is no string", where=f"record {record.get('id')!r}")
    return value


def _guess(text: str) -> str:
    from canonym.texts.language import identify  # noqa: PLC0415 - only where the caller does not say the language

    return identify(text).code


def _document(
    text: str, context: str, person: str | None, lexicon: Lexicon, glossary: Glossary
) -> tuple[DocumentTitles, Mention | None]:
    """The phrase and its context as a small document, and the mention that stands for the phrase."""
    phrase = read_sentence(text, 0, "phrase", lexicon, glossary, clause=False)
    target = _title_of(phrase, text, lexicon, glossary)
    mentions: list[Mention] = []
    signals: list[Signal] = list(phrase.signals)
    lists = 1
    if target is not None:
        unread = unread_words(text, (*phrase.mentions, target), person or target.person or "", lexicon, glossary)
        parsed = replace(target.parsed, unread=(*target.parsed.unread, *unread))
        target = replace(target, parsed=parsed, person=person or target.person, list_id=0, slot=0)
        mentions.append(target)
    at = len(text) + _GAP
    for part in (*context.split("; "), person or ""):
        sentence = read_sentence(part, at, "phrase", lexicon, glossary, lists)
        mentions += sentence.mentions
        signals += sentence.signals
        lists += sentence.lists
        at += len(part) + _GAP
    if person:
        signals += person_signals(person, glossary)
    return DocumentTitles("phrase", lexicon.language.code, tuple(mentions), tuple(signals)), target


def phrase_title(text: str, lexicon: Lexicon, glossary: Glossary) -> Mention | None:
    """The title that a phrase is about, or None where no word of it is known."""
    phrase = read_sentence(text, 0, "phrase", lexicon, glossary, clause=False)
    return _title_of(phrase, text, lexicon, glossary)


def _title_of(phrase: Sentence, text: str, lexicon: Lexicon, glossary: Glossary) -> Mention | None:
    target = _main_title(phrase.mentions)
    if target is not None:
        target = _with_body(target, phrase.mentions)
    if target is None or target.kind == "body":
        whole = whole_phrase(text, "phrase", lexicon, glossary)
        ranks = whole.parsed.ranks if whole is not None else ()
        if target is None or (ranks and not glossary.ranks.by_id[ranks[0]].solo):
            return whole
    return target


def _with_body(title: Mention, mentions: tuple[Mention, ...]) -> Mention:
    """A rank and the one body of its phrase with a name between ("省党委員会の | ファム氏 | 副書記"), as one title.

    Only in a phrase that is known to be one title: in a report, the name must stay where it is.
    """
    bodies = [mention for mention in mentions if mention.kind == "body"]
    if title.kind != "role" or title.parsed.senses or title.parsed.level or len(bodies) != 1:
        return title
    body = bodies[0].parsed
    parsed = replace(title.parsed, senses=body.senses, names=body.names, level=body.level, place=body.place)
    return replace(title, parsed=parsed)


def person_signals(person: str, glossary: Glossary) -> list[Signal]:
    """What a personal name says about the country: its first word as a family name of a pack."""
    from canonym.letters import strip_marks  # noqa: PLC0415

    words = strip_marks(person.casefold()).split()
    if not words:
        return []
    return [
        Signal(pack.id, person, 0, 1.0, "surname")
        for pack in glossary.packs
        if any(words[0] == strip_marks(name.casefold()) for name in pack.surnames)
    ]


def _main_title(mentions: tuple[Mention, ...]) -> Mention | None:
    """The mention that a phrase is about: its first office that is more than a membership, else the longest body.

    A rank that only shares another one's body ("vice-chair and general secretary of the Front") is not.
    """
    roles = [mention for mention in mentions if mention.kind == "role" and not _shares_body(mention)]
    offices = [mention for mention in roles if mention.parsed.ranks[:1] not in _MEMBERSHIPS]
    if offices or roles:
        return (offices or roles)[0]
    bodies = [mention for mention in mentions if mention.kind == "body"]
    terms = [mention for mention in mentions if mention.kind == "term"]
    covered = [mention for mention in terms if mention.parsed.level]  # a term that names a body (emulation cluster)
    return max(bodies or covered, key=lambda mention: mention.end - mention.start, default=None)


def _shares_body(mention: Mention) -> bool:
    """Whether the words of its body stand in another title."""
    return any(sense.start >= mention.end or sense.end <= mention.start for sense in mention.parsed.senses)


def _unread(text: str, lang: str, why: Facts) -> Resolution:
    mention = Mention("phrase", 0, len(text), text, lang, "body", ParsedTitle())
    return Resolution(mention, None, None, None, None, None, 0.5, "leave", (Evidence(NO_CANDIDATE, why, 0.0),))
