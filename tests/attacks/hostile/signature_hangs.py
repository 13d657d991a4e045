# expect: timeout
# score: 0
"""Its signature never ends."""

class Endless:
    @property
    def __signature__(self):
        while True:
            pass

    def __call__(self, x_t, u, t):
        return x_t


x1_from_u = Endless()
