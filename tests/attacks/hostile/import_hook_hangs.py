# expect: error
# score: 0
"""Hangs in an import hook."""

import sys


class Hook:
    def find_spec(self, *_):
        while True:
            pass


sys.meta_path.insert(0, Hook())
import decimal_of_mine
