"""A drafted pack written as a folder of YAML files that people read and correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.countries_named import country_name
from canonym.glossary.pack_words import OwnSense, RankWording
from canonym.termbase.drafts import ConceptDraft, PackDraft, SenseErrorDraft
from canonym.termbase.entries import TermRow
from canonym.termbase.name_parts import is_abbreviation
from canonym.termbase.yaml_text import Value, as_yaml

Entry = dict[str, Value]
_PACK_HEADER = """\
# Pack {id}, made by `canonym glossary import` from {source}. Correct it by hand as you like.
#
# country: whose offices these are (ISO 3166); its name, and words made from it, show that a text speaks of it
# presumed: texts are taken to speak of it unless they name another country and not this one
# language: names in it are known in texts of all languages (abbreviations, names that translators leave)
# Further fields, signals and places: docs/adding-a-pack.md
"""
_BODIES_HEADER = """\
# Bodies and offices of the pack {id}. Fields: docs/adding-a-pack.md.
#
# office: the rank, where the entry is one office; roles: its preferred names; role_names: its other names
# senses: what the name says beside the kind of body; in any language, words with these senses name it
# unlisted: ranks or levels that nobody has listed here; take the word away when you have
"""
_WORDS_HEADER = """\
# Words of the pack {id}: senses that it needs and no language file has, and how ranks are called.
#
# senses: id -> words by language; "any": in texts of every language. Correct and add words here: forms of a word that
#   the language's rules make need not be listed. ranks: words for ranks. written: how names of offices write a rank.
# overrides: language -> shipped word -> all that it means in texts read with this pack.
"""
_ERRORS_HEADER = """\
# How renderings go wrong, learnt from the wrong names that were listed. Fields: docs/adding-a-pack.md.
"""
_STATUS_FIELDS = ("admitted", "deprecated", "superseded", "error")


def write_pack(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a pack; raises GlossaryError where the folder holds a pack that was not made this way."""
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GlossaryError(error.strerror or str(error), where=str(folder), remedy="check the folder") from None


def files_of(draft: PackDraft, ranks: Sequence[RankWording], source: str) -> dict[str, str]:
    """Path below the pack's folder -> text of the file."""
    files = {
        "pack.yaml": pack_text(draft.id, draft.country, draft.pivot, source),
        "bodies/main.yaml": _BODIES_HEADER.format(id=draft.id)
        + "bodies:\n"
        + as_yaml({concept.id: body_entry(concept) for concept in draft.concepts}, 2),
    }
    words: Entry = {}
    if draft.own:
        words["senses"] = {sense.id: sense_entry(sense) for sense in draft.own.values()}
    if ranks:
        words["ranks"] = [
            {"is": list(rank.ranks), "words": {code: list(forms) for code, forms in rank.words.items()}}
            for rank in ranks
        ]
    files["words.yaml"] = _WORDS_HEADER.format(id=draft.id) + as_yaml(words)
    if draft.errors:
        models: list[Value] = [error_entry(error) for error in draft.errors]
        files["errors.yaml"] = _ERRORS_HEADER + as_yaml({"senses": models})
    return files


def _with(entry: Mapping[str, Value], **more: Value) -> Entry:
    return {key: value for key, value in {**entry, **more}.items() if value}


def pack_text(pack: str, country: str | None, language: str, source: str) -> str:
    """The text of pack.yaml."""
    title = country_name(country, "en") if country else None
    main: Entry = {"pack": pack, "title": title or pack, "presumed": True, "language": language}
    if country:
        main["country"] = country
    return _PACK_HEADER.format(id=pack, source=source) + as_yaml(main)


def sense_entry(sense: OwnSense) -> Entry:
    """A sense of the pack's own as words.yaml has it."""
    return _with({"family": sense.family}, words={code: list(forms) for code, forms in sense.words.items()})


def error_entry(error: SenseErrorDraft) -> Entry:
    """An error model as errors.yaml has it."""
    return {
        "id": error.id,
        "cause": error.cause,
        "intended": list(error.intended),
        "read_as": list(error.read_as),
        "kinds": list(error.kinds),
        "verdict": "mistranslated",
        "likelihood": 0.1,
        "elsewhere": 0.02,
    }


def body_entry(concept: ConceptDraft) -> Entry:
    """A concept as the files of bodies have it."""
    valid = _with({"from": _first(concept.rows, "valid_from"), "to": _first(concept.rows, "valid_to")})
    entry: Entry = {
        "kind": concept.kind,
        **_with({"other_kinds": list(concept.other_kinds)}),
        "senses": list(concept.senses),
        **_with({"may_lack": list(concept.may_lack), "within": list(concept.within)}),
        "levels": list(concept.levels),
        "leader": concept.leader,
    }
    if concept.rank:
        entry["office"] = concept.rank
        entry["unlisted"] = ["levels"]
        entry.update(_office_names(concept))
    else:
        entry["unlisted"] = ["ranks", "levels"] if concept.parts.has_place else ["ranks"]
        entry.update(_body_names(concept))
    return entry | _with(
        {
            "distinct_from": list(concept.distinct_from),
            "valid": valid,
            "replaced_by": _first(concept.rows, "replaced_by"),
            "note": "; ".join(dict.fromkeys(row.note for row in concept.rows if row.note)),
        }
    )


def _first(rows: Sequence[TermRow], field: str) -> str | None:
    return next((value for row in rows if (value := getattr(row, field))), None)


def _office_names(concept: ConceptDraft) -> Entry:
    rank = concept.rank or ""
    roles: Entry = {}
    others: dict[str, list[Value]] = {}
    for row in concept.rows:
        code = row.language or "en"
        if row.status == "preferred" and code not in roles:
            roles[code] = row.name
            continue
        plain = row.status in ("admitted", "preferred") and not row.level
        exact = is_abbreviation(row.name)
        named: Value = row.name
        if not plain or exact:
            status = row.status if row.status != "preferred" else "admitted"
            named = _with({"text": row.name, "status": status if status != "admitted" else None, "level": row.level})
            if exact:
                named = {**named, "exact": True}
        others.setdefault(code, []).append(named)
    names: Entry = {"names": {}}
    if roles:
        names["roles"] = {rank: roles}
    if others:
        names["role_names"] = {rank: dict(others)}
    return names


def _body_names(concept: ConceptDraft) -> Entry:
    by_language: dict[str, list[TermRow]] = {}
    for row in concept.rows:
        by_language.setdefault(row.language or "en", []).append(row)
    names: Entry = {}
    wrong: Entry = {}
    for code, rows in by_language.items():
        right = [row for row in rows if row.status in ("preferred", "admitted", "superseded", "deprecated")]
        spelt = [row for row in right if not is_abbreviation(row.name)]
        first = next((row for row in spelt if row.status == "preferred"), None)
        first = first or next((row for row in spelt if row.status == "admitted"), None) or next(iter(right), None)
        if first is None:
            wrong[code] = [_fixed(row) for row in rows]
            continue
        entry: dict[str, Value] = {"preferred": first.name}
        for status in _STATUS_FIELDS:
            wanted = ("admitted", "preferred") if status == "admitted" else (status,)
            listed = [row for row in rows if row is not first and row.status in wanted]
            if status == "admitted":
                short = [row.name for row in listed if is_abbreviation(row.name)]
                listed = [row for row in listed if not is_abbreviation(row.name)]
                if short:
                    entry["abbreviations"] = short
            if listed:
                entry[status] = [_fixed(row) for row in listed]
        names[code] = entry if len(entry) > 1 else first.name
    return _with({"wrong_names": wrong}) | {"names": names}


def _fixed(row: TermRow) -> Value:
    if row.level or (row.status == "error" and row.note):
        return _with({"text": row.name, "level": row.level, "cause": row.note if row.status == "error" else None})
    return row.name
