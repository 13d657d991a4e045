"""Which clusters may be sent a class: what is asked before Dask is, and without it."""

from __future__ import annotations

from ipaddress import ip_address

from grader.errors import ClassError


def refuse_plain_text(address: str) -> None:
    """Refuse to send a class and its secret over a network in plain text."""
    if address.startswith("tls://"):
        return
    host = address.removeprefix("tcp://").rpartition(":")[0].strip("[]")
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise ClassError(
            f"--dask {address}: submissions and the secret would cross the network in plain text: "
            "use tls://, and certificates"
        )
