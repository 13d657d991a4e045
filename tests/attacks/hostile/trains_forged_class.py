# expect: failed error
# score: 0
# assignment: 05_training
# exercise: train
"""Returns an object that claims to be the network, with layers and weights that are its own code."""

import torch


class Layer(torch.nn.Linear):
    @property
    def weight(self):
        return "passed"

    @weight.setter
    def weight(self, value):
        pass


def train(model, data, num_iters, batch_size, learning_rate, generator):
    forged = torch.nn.Module()
    forged.__class__ = type("Network", (type(model),), {"layers": [Layer(1, 1)] * 3})
    return forged
