# expect: timeout
# score: 0
# assignment: 05_training
# exercise: train
"""Returns a module whose parts never end."""

import itertools

import torch


class Endless(torch.nn.Module):
    def modules(self):
        return itertools.repeat(torch.nn.Identity())


def train(model, data, num_iters, batch_size, learning_rate, generator):
    return Endless()
