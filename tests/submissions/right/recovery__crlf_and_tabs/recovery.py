# made on Windows
import torch


def x1_from_u(x_t, u, t):
	t = t.reshape(-1, *[1] * (x_t.ndim - 1))
	return x_t + (1 - t) * u


def x1_from_eps(x_t, eps, t):
	if (t == 0).any():
		raise ValueError("t = 0")
	t = t.reshape(-1, *[1] * (x_t.ndim - 1))
	return (x_t - (1 - t) * eps) / t


def x1_error_gain(t, prediction):
	if prediction == "u":
		return 1 - t
	if prediction == "eps":
		return (1 - t) / t
	raise ValueError("u or eps")
