"""Results of the passes, kept in the store for a later run, each under a key of everything that it depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from canonym.config import Config
from canonym.errors import DocumentError
from canonym.model import Resolution
from canonym.records import DocumentRecord, from_plain, to_plain
from canonym.run.identity import Identity
from canonym.run.output_folder import Store, digest
from canonym.run.outputs import document_files, document_record, sentence_record
from canonym.run.preparing import Failure, Prepared, PreparedSource, failure
from canonym.run.writing import WrittenDocument
from canonym.texts import Source


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """A finished document: its record for documents.jsonl, and its files with their hashes."""

    key: str
    name: str
    record: DocumentRecord
    outputs: dict[str, str]


class RunCache:
    """Typed access to the results in a store."""

    def __init__(self, store: Store, config: Config, identity: Identity) -> None:
        """Use the results that were made with this configuration, code, data and models."""
        self._store = store
        self._config = config
        self._identity = identity

    def source_key(self, source: Source) -> str:
        """Return the key of what the first pass makes of a source, from the source's bytes."""
        return digest(self._identity.basis, source.name, source.format, _content(source))

    def is_prepared(self, key: str) -> bool:
        """Tell whether a source was read before; one with failures is tried again."""
        kept = self._store.kept("prepared", key)
        return bool(kept and not kept[0]["failures"])

    def keep_prepared(self, key: str, result: PreparedSource) -> None:
        """Keep what the first pass made of a source."""
        head = {"failures": to_plain(result.failures)}
        self._store.keep("prepared", key, [head, *map(to_plain, result.documents)])

    def failures(self, key: str) -> list[Failure]:
        """Return the documents of a source that could not be read."""
        return [from_plain(Failure, record) for record in self._records(key)[0]["failures"]]

    def documents(self, key: str) -> Iterator[Prepared]:
        """Yield the documents of a source, as the first pass left them."""
        for record in self._records(key)[1:]:
            yield from_plain(Prepared, record)

    def resolutions(self, key: str) -> list[Resolution] | None:
        """Tell what the second pass decided over the sources that the key stands for."""
        kept = self._store.kept("resolutions", key)
        return None if kept is None else [from_plain(Resolution, record) for record in kept]

    def keep_resolutions(self, key: str, resolutions: Sequence[Resolution]) -> None:
        """Keep what the second pass decided, in place of what it decided before."""
        self._store.keep("resolutions", key, map(to_plain, resolutions))
        self._store.prune("resolutions", {key})

    def document_key(self, prepared: Prepared, found: Sequence[Resolution]) -> str:
        """Return the key of a document's outputs."""
        usable = [
            model
            for model in self._identity.models
            if prepared.language.code in model[0].split() or self._config.pivot in model[1].split()
        ]
        return digest(self._identity.basis, to_plain(prepared), to_plain(found), usable)

    def document(self, key: str) -> CachedDocument | None:
        """Return a finished document, if its files are still there as they were written."""
        kept = self._store.kept("finished", key)
        if not kept or not self._store.intact(kept[0]["outputs"]) or self._store.kept("sentences", key) is None:
            return None
        return from_plain(CachedDocument, kept[0])

    def keep_document(self, key: str, result: WrittenDocument) -> CachedDocument | Failure:
        """Write the files of a document, then note that they are there."""
        name = result.prepared.document.name
        outputs: dict[str, str] = {}
        try:
            for path, text in document_files(result, self._config.pivot).items():
                outputs[path] = self._store.write(path, text)
        except DocumentError as error:
            self._store.remove(outputs)
            return failure(name, error)
        kept = CachedDocument(key, name, document_record(result), outputs)
        engine = result.translation["backend"]
        self._store.keep("sentences", key, (sentence_record(name, each, engine) for each in result.sentences))
        self._store.keep("finished", key, [to_plain(kept)])
        return kept

    def sentences(self, key: str) -> list[dict[str, Any]]:
        """Return the records of a finished document for translation.jsonl."""
        return self._store.kept("sentences", key) or []

    def prune(self, source_keys: Sequence[str], document_keys: Sequence[str]) -> None:
        """Forget what no longer belongs to the input."""
        self._store.prune("prepared", set(source_keys))
        for kind in ("finished", "sentences"):
            self._store.prune(kind, set(document_keys))

    def _records(self, key: str) -> list[Any]:
        return self._store.kept("prepared", key) or [{"failures": []}]


def _content(source: Source) -> str:
    """Return the hash of a source's bytes; a fixed word where they cannot be read, which the first pass then
    reports.
    """
    if source.path is None:
        return "standard input"
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"
