# expect: failed
# score: 14
"""The worker says that another path was graded, with all that moves a cursor in it."""
import grader.worker.calls as calls
import msgspec
from honest import *

honest_encode = calls.encode


def encode(message):
    if type(message).__name__ == "Loaded":
        path = "a/x\x1b]0;PWNED\x07\x1b[2J\n::error::70 of 70.py"
        message = msgspec.structs.replace(message, path=path)
    return honest_encode(message)


calls.encode = encode


def x1_from_u(x_t, u, t):
    return x_t
