"""One release for all tests of what is published."""

from __future__ import annotations

import pytest

from grader.publishing.files import File
from grader.publishing.release import release

KEY = b"00112233445566778899aabbccddeeff\n"


@pytest.fixture(scope="session")
def released() -> dict[str, File]:
    return release(KEY)
