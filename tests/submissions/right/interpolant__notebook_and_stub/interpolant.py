import torch


def interpolate(x1, eps, t):
    raise NotImplementedError()


def velocity(x1, eps):
    raise NotImplementedError()


def interpolate_from_velocity(x1, u, t):
    raise NotImplementedError()


def noising_batch(x1, generator):
    raise NotImplementedError()
