"""Who holds which office in a run, as entities of FollowTheMoney: Person, PublicBody, Position and Occupancy.

Only accepted titles count. Two people of one name are one Person here: telling them apart is for whoever loads the
graph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from canonym.glossary import Glossary
from canonym.judgements.record import fold
from canonym.records import MentionRecord
from canonym.results.explanation import office_name

Schema = Literal["Person", "PublicBody", "Position", "Occupancy"]
_STATUS = {"current": "current", "acting": "current", "former": "ended", "elect": "unknown"}
_ORGANISATIONS = frozenset({"un"})
"""Packs whose id has two letters and is no country."""


class FtmEntity(TypedDict):
    """An entity in the JSON form that `ftm` and Aleph read."""

    id: str
    schema: Schema
    properties: dict[str, list[str]]


@dataclass
class _Gathered:
    """One entity while mentions are added to it."""

    schema: Schema
    properties: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str, value: str | None) -> None:
        if value:
            self.properties.setdefault(name, {})[value] = None


def followthemoney_entities(mentions: Iterable[MentionRecord], glossary: Glossary, pivot: str) -> Iterator[FtmEntity]:
    """Yield the entities of a run's accepted titles, ordered by schema and id; each once."""
    found: dict[str, _Gathered] = {}

    def entity(schema: Schema, *key: str | None) -> tuple[str, _Gathered]:
        parts = "\0".join((schema, *(part or "" for part in key)))
        number = f"canonym-{hashlib.sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
        return number, found.setdefault(number, _Gathered(schema))

    for each in mentions:
        if each["action"] != "accept" or each["kind"] != "role" or each["body"] is None or each["rank"] is None:
            continue
        country, place = _country(each), each["place"]
        body_id, body = entity("PublicBody", each["body"], each["level"], place)
        body.add("name", office_name(glossary, pivot, each["body"], None, each["level"]))
        post_id, post = entity("Position", each["body"], each["rank"], each["level"], place)
        post.add("name", each["canonical"] or office_name(glossary, pivot, each["body"], each["rank"], each["level"]))
        post.add("organization", body_id)
        post.add("subnationalArea", place)
        for one in (body, post):
            one.add("country", country)
        if each["person"]:
            person_id, person = entity("Person", fold(each["person"]))
            person.add("name", " ".join(each["person"].split()))
            person.add("country", country)
            person.add("position", next(iter(post.properties["name"])))
            _, occupancy = entity("Occupancy", person_id, post_id, each["tenure"])
            occupancy.add("holder", person_id)
            occupancy.add("post", post_id)
            occupancy.add("status", _STATUS[each["tenure"]])
            occupancy.add("summary", each["tenure"] if each["tenure"] in ("acting", "elect") else None)
            occupancy.add("recordId", f"{each['doc']}:{each['start']}")
    for number, gathered in sorted(found.items(), key=lambda item: (item[1].schema, item[0])):
        values = {name: list(values) for name, values in gathered.properties.items()}
        yield {"id": number, "schema": gathered.schema, "properties": values}


def _country(record: MentionRecord) -> str | None:
    """The country of an office: what the run says, else its pack where that is one."""
    said = record.get("country")
    code = said if isinstance(said, str) else str(record["body"]).split("/")[0]
    return code if len(code) == 2 and code not in _ORGANISATIONS else None
