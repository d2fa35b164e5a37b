"""`guatu serve`: the pages by granian, the worker beside."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from guatu.cli.worker import beside


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option("--no-worker", is_flag=True, help="Leave the calendar's work to `guatu worker`.")
@click.pass_obj
def serve(
    folder: Path, *, host: str, port: int, workers: int, threads: int, no_worker: bool
) -> None:
    """Serve the pages, with a worker beside for what the calendar asks."""
    if not (folder / "secret_key").exists() and not os.environ.get("GUATU_SECRET_KEY"):
        raise click.ClickException(f"{folder} is no installation. Run: guatu --data {folder} init")
    with beside(folder, wanted=not no_worker):
        run_server(folder, host=host, port=port, workers=workers, threads=threads)


def refuse_taken(host: str, port: int) -> None:
    """Stop if somebody serves there already: granian would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} of {host} cannot be had ({error.strerror}); choose another with --port"
            ) from error


def run_server(folder: Path, *, host: str, port: int, workers: int, threads: int) -> None:
    """Run granian until it is stopped; its workers read the installation from the environment."""
    refuse_taken(host, port)
    os.environ["GUATU_DATA"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guatu.config.settings")
    from granian import Granian  # noqa: PLC0415 only the server needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "guatu.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
    ).serve()
