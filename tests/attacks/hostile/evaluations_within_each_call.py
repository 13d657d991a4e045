# expect: error timeout
# score: 0
# assignment: 03_sampling
# exercise: generate
"""Asks for as many evaluations as one call may have, in every call."""
import os

from grader.wire.frames import FrameType, pack
from grader.wire.messages import ArrayValue, Evaluate, encode

EMPTY = ArrayValue("float32", (0,), b"")
BODY = encode(Evaluate(0, EMPTY, EMPTY))


def flood(model, count):
    frame = pack(FrameType.EVALUATE, model._ask.args[0], BODY)
    left = memoryview(frame * count)
    answered = 0
    while answered < count:
        part = left[: 50 * len(frame)]
        left = left[len(part) :]
        asked = len(part) // len(frame)
        while part:
            part = part[os.write(3, part) :]
        while asked > 0:
            found = os.read(3, 1 << 18).count(b"FMG1")
            asked -= found
            answered += found


def euler_step(u_theta, x_t, t, dt):
    flood(u_theta, 50)
    raise RuntimeError("asked enough")


def euler_step_eps(eps_theta, x_t, t, dt):
    flood(eps_theta, 50)
    raise RuntimeError("asked enough")


def euler_sample(u_theta, x0, num_steps):
    flood(u_theta, max(50, 2 * num_steps))
    raise RuntimeError("asked enough")


def euler_sample_eps(eps_theta, x0, num_steps, t_min):
    flood(eps_theta, max(50, 2 * num_steps))
    raise RuntimeError("asked enough")


def generate(u_theta, num_samples, num_steps, generator):
    flood(u_theta, min(2000, max(50, 2 * num_samples, 2 * num_steps)))
    raise RuntimeError("asked enough")
