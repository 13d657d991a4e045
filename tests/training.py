"""Trains by right and wrong loops over many seeds: `python -m tests.training --seeds 300`.

Each seed has a network, data and draws of its own, as the check has. Right loops are cells of the
corpus, in turn, by three optimisers; wrong ones are the mutants that lose points by what was
learned. It tells what error each leaves and, from the right ones, how often the check would reject
a right loop: of the logarithm of the error a normal law is taken, of the worst optimiser, and its
part beyond the limit. The check fails only if two trainings do. Exits with 1 where a right loop is
rejected or a wrong one passes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np
import torch
from scipy import stats

from assignments.course.networks import MOST_ERROR, learned
from assignments.course.trainings import Training, whole_training
from grader.audit.corpus.written import read_corpus
from grader.audit.records import Family
from grader.authoring import Network as GivenNetwork
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.host.values import to_wire
from grader.wire.values import NetworkValue
from grader.worker.networks import Network, weights_of

OPTIMISERS = ("Adam", "RMSprop", "NAdam")
#: right ways to write the loop, all of which step torch.optim.Adam unless they are told another one
STYLES = (
    "without_replacement",
    "multinomial",
    "inline_loss",
    "summed_loss_with_adam",
    "mse_loss",
    "evaluation_mode_after",
    "clipped_gradients",
    "cosine_schedule",
    "trains_a_copy",
    "epochs_of_a_permutation",
    "data_loader",
    "functional_gradient",
)
#: what is wrong with the loss or the batches, found by nothing but what was learned
WRONG = (
    "target_reversed",
    "target_is_x1",
    "target_is_eps",
    "target_is_the_rest",
    "fed_x1",
    "fed_eps",
    "told_one_minus_t",
    "ends_exchanged",
    "told_zero",
    "one_time_for_ever",
    "noise_from_rand",
    "no_noise",
    "broadcast_in_the_loss",
    "first_batch_alone",
    "no_zero_grad",
    "climbs",
)


def cells(family: Family) -> dict[str, str]:
    """Return the modules of the cells of `train`, by their names."""
    (assignment,) = load_catalogue(wanted="05")
    return {
        variant.slug: variant.text
        for variant in read_corpus(assignment, SOLUTIONS)
        if variant.family is family and variant.exercises == ("train",)
    }


def torch_network(given: GivenNetwork) -> Network:
    """Return the network as a submission is given it."""
    weights = tuple(map(to_wire, given.weights))
    return Network(NetworkValue(given.sizes, given.activation, weights))


def error(text: str, case: Training) -> float:
    """Train by a module's loop, and return the error that is left."""
    space: dict[str, Any] = {"__name__": "training"}
    exec(compile(text, "training", "exec"), space)
    network = torch_network(case.network)
    generator = torch.Generator().manual_seed(case.seed)
    data = torch.from_numpy(case.data.copy())
    trained = space["train"](
        network, data, case.num_iters, case.batch_size, case.learning_rate, generator
    )
    found = weights_of(trained)
    assert found is not None
    return learned(case.network, [w.detach().numpy() for w in found], case.law).error()


def rights(seeds: range) -> Iterator[tuple[str, str, int]]:
    """Yield (style, optimiser, seed): each style by each optimiser, in turn."""
    pairs = [(style, optimiser) for optimiser in OPTIMISERS for style in STYLES]
    for (style, optimiser), seed in zip(islice(cycle(pairs), len(seeds)), seeds, strict=True):
        yield style, optimiser, seed


def tail(errors: list[float]) -> float:
    """Return how probable it is that a right training leaves more than the limit."""
    logs = np.log(errors)
    return float(stats.norm.sf(np.log(MOST_ERROR), logs.mean(), logs.std(ddof=1)))


def main() -> None:
    """Train by right loops, then by each wrong one, and tell what they leave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3600, help="of right loops in all")
    parser.add_argument("--wrong", type=int, default=100, help="of each wrong loop")
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    lost = _right(range(options.first, options.first + options.seeds))
    kept = _wrong(range(options.first, options.first + options.wrong))
    sys.exit(bool(lost + kept))


def _right(seeds: range) -> int:
    """Return how many right trainings leave too much."""
    texts, lost = cells(Family.EQUIVALENT), 0
    left: dict[str, list[float]] = defaultdict(list)
    started = time.process_time()
    for style, optimiser, seed in rights(seeds):
        text = texts[style].replace("torch.optim.Adam(", f"torch.optim.{optimiser}(")
        found = error(text, whole_training(np.random.default_rng(seed)))
        left[optimiser].append(found)
        if found >= MOST_ERROR:
            lost += 1
            print(f"{style} by {optimiser} at seed {seed} leaves {found:.3f}", flush=True)
    seconds = (time.process_time() - started) / max(1, len(seeds))
    print(f"{len(seeds)} right trainings, {lost} rejected, {seconds:.2f} CPU s each")
    for optimiser, errors in left.items():
        print(
            f"  {optimiser}: {len(errors)} leave {np.median(errors):.3f} in the middle and "
            f"{max(errors):.3f} at most; one in {1 / tail(errors):.1e} is rejected",
            flush=True,
        )
    return lost


def _wrong(seeds: range) -> int:
    """Return how many wrong trainings leave no more than right ones do."""
    texts, kept = cells(Family.MUTANT), 0
    for name in WRONG if seeds else ():
        errors = [error(texts[name], whole_training(np.random.default_rng(seed))) for seed in seeds]
        passed = sum(found < MOST_ERROR for found in errors)
        kept += passed
        print(f"  {name}: {passed} of {len(errors)} pass, least {min(errors):.3f}", flush=True)
    return kept


if __name__ == "__main__":
    main()
