# expect: failed
# score: 0
# assignment: 05_training
# exercise: train
"""Returns the network with a weight that is a few numbers, repeated to terabytes."""

import torch


def train(model, data, num_iters, batch_size, learning_rate, generator):
    model.layers[0].weight.data = torch.zeros(1).expand(1 << 20, 1 << 20)
    return model
