# expect: error
# score: 14
"""Leaves with sys.exit(0) at import; what follows is still graded."""

import sys

from honest import x1_error_gain, x1_from_eps

sys.exit(0)
