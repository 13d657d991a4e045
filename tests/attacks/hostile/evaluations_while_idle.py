# expect: failed
# score: 0
# assignment: 03_sampling
# exercise: generate
"""Asks for evaluations by one prebuilt buffer: the grader would work while the worker idles."""
import os

from grader.wire.frames import FrameType, pack
from grader.wire.messages import ArrayValue, Evaluate, encode

EMPTY = ArrayValue("float32", (0,), b"")
BODY = encode(Evaluate(0, EMPTY, EMPTY))


def flood(model):
    if not hasattr(model._ask, "args"):  # evaluated here: it makes the grader do nothing
        return
    nonce = model._ask.args[0]
    frames = pack(FrameType.EVALUATE, nonce, BODY) * 100
    while True:
        left = memoryview(frames)
        while left:
            left = left[os.write(3, left) :]
        answered = 0
        while answered < 100:
            answered += os.read(3, 1 << 18).count(b"FMG1")


def euler_step(u_theta, x_t, t, dt):
    flood(u_theta)


def euler_step_eps(eps_theta, x_t, t, dt):
    flood(eps_theta)


def euler_sample(u_theta, x0, num_steps):
    flood(u_theta)


def euler_sample_eps(eps_theta, x0, num_steps, t_min):
    flood(eps_theta)


def generate(u_theta, num_samples, num_steps, generator):
    flood(u_theta)
