# expect: failed timeout
# score: 0
"""Takes a little under the limit in every call: the sum has a limit too."""

import time



def x1_from_u(x_t, u, t):
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    return None
