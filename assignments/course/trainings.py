"""Trainings that are asked for: a network, data, and how long and by which steps it is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assignments.course.mixture import MixtureField
from assignments.course.networks import SHAPES, data_of, network
from grader.authoring import Array, Network


@dataclass(frozen=True)
class Training:
    """A network, data `(n, D)` float32, and how it is to be trained."""

    network: Network
    data: Array
    num_iters: int
    batch_size: int
    learning_rate: float
    seed: int
    law: MixtureField | None = None  # of the data


def small_training(rng: np.random.Generator, shape: int) -> Training:
    """Return a training of a few steps, of a network of one of `SHAPES`, on one to three axes."""
    dimensions = int(rng.integers(1, 4))
    data = rng.normal(size=(int(rng.integers(9, 40)), dimensions)).astype(np.float32)
    seed = int(rng.integers(2**31))
    batch, rate = int(rng.integers(3, 9)), round(float(rng.uniform(0.01, 0.05)), 3)
    return Training(network(shape, dimensions, rng), data, 3, batch, rate, seed)


def apart_training(seed: int) -> Training:
    """Return a training on points so far from each other that what a network is asked tells which.

    No two are alike in any axis. It is short: what is learned does not matter.
    """
    rng = np.random.default_rng(seed)
    places = np.stack([1 + rng.permutation(20) for axis in range(2)], axis=1)
    data = (500 * places).astype(np.float32)
    return Training(network(0, 2, rng), data, 60, 16, 0.01, seed)


def crowded_training(seed: int) -> Training:
    """Return a training on many points, of which batches see a large part in so many iterations.

    They are far enough from each other to tell which one was asked about, but at early times.
    """
    rng = np.random.default_rng(seed)
    places = np.stack([1 + rng.permutation(1000) for axis in range(2)], axis=1)
    data = (10 * places).astype(np.float32)
    return Training(network(0, 2, rng), data, 60, 32, 0.01, seed)


def aimed_training(seed: int) -> Training:
    """Return two steps of training on data whose mean lies on another side of 0 than most of them.

    One in ten is far out, on a side of each axis. The network is bounded, by less than the mean.
    """
    rng = np.random.default_rng(seed)
    data = np.tile(np.array([-20, 20], np.float32), (1000, 1))
    for axis, far in enumerate((1600, -1600)):
        data[rng.permutation(1000)[:100], axis] = far
    return Training(network(1, 2, rng), data, 2, 512, 0.001, seed)


def lone_training(seed: int) -> Training:
    """Return two steps of a training on one sample, of which the velocity is known everywhere."""
    rng = np.random.default_rng(seed)
    data = (3 * rng.normal(size=(1, 3))).astype(np.float32)
    return Training(network(0, 3, rng), data, 2, 1, 0.01, seed)


def whole_training(rng: np.random.Generator) -> Training:
    """Return a training on sorted, skewed data, which symmetric data would forgive mistakes in."""
    weight, left, right = rng.uniform((0.28, -1.1, 1.9), (0.32, -0.9, 2.1)).round(3).tolist()
    law = MixtureField((weight, round(1 - weight, 3)), (left, right), (0.3, 0.3))
    data = data_of(law, 30_000, rng).astype(np.float32)[:, None]
    shape, seed = int(rng.integers(len(SHAPES))), int(rng.integers(2**31))
    return Training(network(shape, 1, rng), data, 1000, 128, 0.01, seed, law)
