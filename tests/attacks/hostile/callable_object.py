# expect: error failed
# score: 14
"""An exercise that is an object with a lying `__call__`."""

from honest import x1_error_gain, x1_from_eps


class Lies:
    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self


x1_from_u = Lies()
