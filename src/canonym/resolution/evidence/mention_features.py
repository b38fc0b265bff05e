"""What other mentions add to a candidate: each feature with its column over all candidates, and the facts behind it.

The facts are asked only for what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from canonym.features import declared
from canonym.features import other_facts as facts
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.model import Mention
from canonym.resolution.candidates.mention_case import Case
from canonym.resolution.candidates.reading import Office
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.evidence.other_mentions import OtherMentions
from canonym.resolution.evidence.slot_table import Witnessed
from canonym.resolution.tables.columns import FeatureColumn, Results


class FactSources(NamedTuple):
    """What the sources of features point to."""

    cases: Sequence[Case]
    results: Results
    table: ReadingTable
    witnessed: Witnessed
    persons: Sequence[str]

    def mention(self, number: int) -> Mention:
        """The mention that says so."""
        return self.cases[number].mention


class MentionFeature(NamedTuple):
    """A feature of other mentions and what finds it."""

    feature: Feature
    column: Callable[[OtherMentions], FeatureColumn]
    """Its value for each candidate, and the source of that."""
    facts: Callable[[Office, int, FactSources], Facts]
    """The facts behind it for a candidate office, from the source."""


def _slot(office: Office, source: int, sources: FactSources) -> Facts:
    lists, example = int(sources.witnessed.lists[source]), sources.mention(int(sources.witnessed.example[source]))
    return facts.SameSlot(office[0], lists, example.surface, example.doc, example.start)


def _list_level(_: Office, __: int, ___: FactSources) -> Facts:
    return facts.LocalList()


def _ex_officio(office: Office, source: int, sources: FactSources) -> Facts:
    body, rank = sources.table.offices[sources.table.columns().office[sources.results.best[source]]]
    return facts.ByVirtueOfOffice(rank, body, office[1])


def _held_already(_: Office, source: int, sources: FactSources) -> Facts:
    return facts.HeldInList(sources.mention(source).surface)


def _same_misreading(_: Office, source: int, sources: FactSources) -> Facts:
    return facts.ErrorElsewhere(sources.table.errors[source])


def _named_here(office: Office, _: int, __: FactSources) -> Facts:
    return facts.NamedElsewhere(office[0])


def _same_words(_: Office, source: int, sources: FactSources) -> Facts:
    mention = sources.mention(source)
    return facts.SameWords(mention.surface, mention.start)


def _twin(_: Office, source: int, sources: FactSources) -> Facts:
    mention = sources.mention(source)
    return facts.NamedRightly(mention.surface, mention.start)


def _taken(_: Office, source: int, sources: FactSources) -> Facts:
    return facts.HolderInDocument(sources.persons[source])


MENTION_FEATURES: Mapping[Feature, MentionFeature] = {
    each.feature: each
    for each in (
        MentionFeature(declared.SLOT, OtherMentions.slot, _slot),
        MentionFeature(declared.LIST_LEVEL, OtherMentions.list_level, _list_level),
        MentionFeature(declared.EX_OFFICIO, OtherMentions.ex_officio, _ex_officio),
        MentionFeature(declared.HELD_ALREADY, OtherMentions.held_already, _held_already),
        MentionFeature(declared.SAME_MISREADING, OtherMentions.same_misreading, _same_misreading),
        MentionFeature(declared.NAMED_HERE, OtherMentions.named_here, _named_here),
        MentionFeature(declared.SAME_WORDS, OtherMentions.same_words, _same_words),
        MentionFeature(declared.TWIN, OtherMentions.twin, _twin),
        MentionFeature(declared.TAKEN, OtherMentions.taken, _taken),
    )
}
"""In the order in which their weights are added up."""
OF_THE_HOLDER = (declared.SAME_WORDS, declared.NAMED_HERE)
"""Where an office is taken, these are the other person's."""


def mention_features(others: OtherMentions) -> dict[Feature, FeatureColumn]:
    """What the other mentions add to each candidate."""
    found = {feature: each.column(others) for feature, each in MENTION_FEATURES.items()}
    for feature in OF_THE_HOLDER:
        found[feature].value[found[declared.TAKEN].value > 0] = 0.0
    return found
