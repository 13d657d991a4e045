import torch


def steps(start, num_steps, batch):
    """Yield (t, dt) for every step."""
    dt = (1 - start) / num_steps
    for k in range(num_steps):
        yield torch.full((batch,), start + k * dt), dt
