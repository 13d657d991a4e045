# expect: error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Asks for an evaluation with times of another number."""

def euler_step(u_theta, x_t, t, dt):
    import sys

    from grader.wire.frames import FrameType
    from grader.wire.messages import ArrayValue, Evaluate, encode

    frame = sys._getframe()
    while 'connection' not in frame.f_locals:
        frame = frame.f_back
    floats = ArrayValue('float32', (3,), bytes(12)), ArrayValue('float32', (2,), bytes(8))
    frame.f_locals['connection'].send(FrameType.EVALUATE, frame.f_locals['nonce'], encode(Evaluate(0, *floats)))
    return x_t
