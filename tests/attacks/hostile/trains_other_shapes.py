# expect: failed
# score: 0
# assignment: 05_training
# exercise: train
"""Returns the network with layers of other sizes, more of them than a tuple may have."""

import torch


def train(model, data, num_iters, batch_size, learning_rate, generator):
    size = data.shape[1]
    model.layers = torch.nn.Sequential(*[torch.nn.Linear(size + 1, size) for _ in range(1000)])
    return model
