from torch import *
from torch import Generator as Gen


def _ausrichten(τ, x):
    return τ.reshape(-1, *repeat_ones(x))


def repeat_ones(x):
    return [1] * (x.ndim - 1)


def interpolate(x1, eps, t):
    τ = _ausrichten(t, x1)
    α, σ = τ, 1 - τ
    return α * x1 + σ * eps


def velocity(x1, eps):
    α̇, σ̇ = 1.0, -1.0
    return α̇ * x1 + σ̇ * eps


def interpolate_from_velocity(x1, u, t):
    Δ = 1 - _ausrichten(t, x1)
    return x1 - Δ * u


def noising_batch(x1, generator: Gen):
    τ = rand(x1.shape[0], generator=generator)
    ε = randn(x1.shape, generator=generator)
    return interpolate(x1, ε, τ), τ, ε
