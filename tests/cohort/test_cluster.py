"""What a Dask cluster may be. On demand: `python -m tests.cohort.dask_cluster`."""

from __future__ import annotations

import pytest

from grader.errors import ClassError

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "10.0.0.1:8786", "tcp://node:8786"])
def test_nothing_crosses_a_network_in_plain_text(address: str) -> None:
    from grader.cohort.cluster import _refuse_plain

    with pytest.raises(ClassError, match="plain text"):
        _refuse_plain(address)


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.1:8786", "tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"]
)
def test_tls_and_this_machine_are_taken(address: str) -> None:
    from grader.cohort.cluster import _refuse_plain

    _refuse_plain(address)
