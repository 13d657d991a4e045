"""`PUBLISHING=long` does what takes minutes; by default a part stands for the whole."""

from __future__ import annotations

import os

import pytest

LONG = os.environ.get("PUBLISHING") == "long"
only_long = pytest.mark.skipif(not LONG, reason="takes minutes: PUBLISHING=long")
