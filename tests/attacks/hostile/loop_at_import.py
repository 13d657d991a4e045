# expect: error
# score: 0
"""Loops for ever at import."""

while True:
    pass
