# expect: error
# score: 14
"""The line that raises holds markup and colours."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('<b>::error::</b>')  # [31m ‮ <script>alert(1)</script>
