"""Fit and measure the reader of phrases.

Usage: phrase_reader.py fit | measure [--folds 5] [--by language] | held-out OUT.jsonl [--run DIR]

fit       writes src/canonym/embedding/phrases.npz from benchmark/ (pages marked `learn` only) and the packs.
measure   fits with each fifth of the events held out, and prints how often the body is right on what was held out.
held-out  writes for each annotated title, and each find of a run, what the models say that did not see its event.
"""

from __future__ import annotations

import argparse

import numpy as np

from canonym.embedding.embedded import EmbeddedEmbedder
from canonym.embedding.nano import NanoEmbedder
from canonym.embedding.phrase_model import FILE
from canonym.embedding.phrase_reader import places_of
from canonym.embedding.phrase_tags import Tags
from canonym.embedding.phrase_text import plain
from canonym.glossary.glossary import Glossary, load_glossary
from canonym.resources import cache_folder
from phrase_examples import BENCHMARK, ROOT, annotated, named
from phrase_fitting import Inputs, Remembered, Settings, fitted


def inputs_of(glossary: Glossary, models: list[str]) -> Inputs:
    """All examples with what the reader sees of them."""
    examples = [*annotated(BENCHMARK, glossary), *named(glossary)]
    places, tags = places_of(glossary), Tags(glossary)
    whole = [plain(e.text) for e in examples]
    texts = [places.taken_out(text) or text for text in whole]
    bare = [places.taken_out(text, marked=False) or text for text in whole]
    vectors = {name: _vectors(name, bare) for name in models}
    return Inputs(examples, texts, [tags.of(e.text, e.lang) for e in examples], vectors)


def _vectors(name: str, texts: list[str]) -> np.ndarray:
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    remembered = Remembered(folder / f"phrase-vectors-{name}.pickle")
    missing = [text for text in dict.fromkeys(texts) if text not in remembered.vectors]
    embedder = EmbeddedEmbedder() if name == "embedded" else NanoEmbedder()
    for text in missing:
        remembered.vectors[text] = embedder.encode([text])[0].astype(np.float16)
    if missing:
        remembered.save()
    return np.stack([remembered.vectors[text] for text in texts]).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["fit"])
    parser.add_argument("--models", default="embedded")
    args = parser.parse_args()
    glossary = load_glossary()
    models = args.models.split(",")
    inputs = inputs_of(glossary, models)
    modes = tuple("+".join(models[:n]) for n in range(len(models) + 1))
    model = fitted(inputs, np.ones(len(inputs.examples), dtype=bool), Settings(modes=modes))
    model.save(FILE)
    print(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
