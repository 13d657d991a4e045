# expect: failed
# score: 0
# assignment: 05_training
# exercise: train
"""Replaces the worker's network by a class of its own, for later calls."""

import sys

import torch


class Network(torch.nn.Module):
    layers = ()

    def __init__(self, value):
        super().__init__()


def train(model, data, num_iters, batch_size, learning_rate, generator):
    for name, module in list(sys.modules.items()):
        if name.endswith("worker.calls"):
            module.Network = Network
            module.weights_of = lambda result: ()
    return model
