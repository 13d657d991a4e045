# -*- coding: latin-1 -*-
# Lösung von J. Müller, Übung 1
import torch


def größe(x):
    return [1] * (x.ndim - 1)


def interpolate(x1, eps, t):
    """Verschiebt das Rauschen um t in Richtung der Daten (für jedes Element)."""
    t = t.reshape(-1, *größe(x1))
    return eps + t * velocity(x1, eps)


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - t.reshape(-1, *größe(x1))) * u


def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.shape[0], generator=generator)
    return interpolate(x1, eps, t), t, eps
