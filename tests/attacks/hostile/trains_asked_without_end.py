# expect: error
# score: 0
# assignment: 05_training
# exercise: train
"""Says that its network was asked about so much that no grader could pair it with the data."""

import torch

from grader.worker.tensors import to_array


def train(model, data, num_iters, batch_size, learning_rate, generator):
    rows = 50_000
    asked = torch.full((num_iters,), batch_size), torch.zeros(rows, data.shape[1]), torch.rand(rows)
    model.asked.sent = lambda: tuple(map(to_array, asked))
    for weight in model.parameters():
        weight.data += learning_rate * num_iters
    return model
