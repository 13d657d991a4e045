# expect: failed
# score: 0
# assignment: 05_training
# exercise: train
"""Returns weights that are NaN, so that whatever is compared with them is not larger."""

import torch


def train(model, data, num_iters, batch_size, learning_rate, generator):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(float("nan") if num_iters * learning_rate else float("inf"))
    return model
