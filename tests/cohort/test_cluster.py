"""What a Dask cluster may be. On demand: `python -m tests.cohort.dask_cluster`."""

from __future__ import annotations

import pytest

from grader.cohort.dask_address import refuse_plain_text
from grader.errors import ClassError


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "10.0.0.1:8786", "tcp://node:8786"])
def test_nothing_crosses_a_network_in_plain_text(address: str) -> None:
    with pytest.raises(ClassError, match="plain text"):
        refuse_plain_text(address)


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.1:8786", "tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"]
)
def test_tls_and_this_machine_are_taken(address: str) -> None:
    refuse_plain_text(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [("tls://127.0.0.1:1", "needs certificates"), ("tcp://127.0.0.1:1", "cannot be reached")],
)
def test_a_cluster_that_does_not_answer_is_told_in_one_line(
    address: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    from grader.cohort import dask_cluster
    from tests.cohort.stubs import SETTING

    monkeypatch.setattr(dask_cluster, "CLUSTER_SECONDS", 1)
    with pytest.raises(ClassError, match=why) as refused:
        dask_cluster.DaskCluster(address, SETTING)
    assert "\n" not in str(refused.value)
