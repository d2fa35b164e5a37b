"""A second server on one port is told so, and does not share it in silence."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import pytest

from guatu.cli.serving import refuse_taken, run_server


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"port {port} "):
            run_server(tmp_path, host="127.0.0.1", port=port, workers=1, threads=1)

    refuse_taken("127.0.0.1", port)
