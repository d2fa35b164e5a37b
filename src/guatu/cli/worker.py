"""`guatu worker`: does what the calendar asks for, beside the web server."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from guatu.cli.installation import set_up_django

logger = logging.getLogger(__name__)
LOOK_SECONDS = 0.2  # between two looks at whether the worker still runs
RESTART_SECONDS = 1.0  # doubled each time that one ends at once, so as not to keep the machine busy
LONGEST_RESTART_SECONDS = 30.0
STEADY_SECONDS = 20.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@click.option("--threads", default=2, show_default=True, help="Jobs at the same time.")
@click.option("--server", type=int, hidden=True, help="End when this process is gone.")
@click.pass_obj
def worker(folder: Path, *, once: bool, threads: int, server: int | None) -> None:
    """Run the background work: what is asked for and what the clock asks, until stopped."""
    set_up_django(folder)
    from guatu.jobs.worker import Worker  # noqa: PLC0415 after the set-up

    own = Worker(folder=folder.resolve() / "workers", threads=threads)
    for sign in (signal.SIGTERM, signal.SIGINT):
        # in a thread: the signal may come while the main one holds the event's own lock
        signal.signal(sign, lambda *_: threading.Thread(target=own.stop).start())
    if once:
        own.work_off()
        return
    if server is not None:
        own.is_parent_there = lambda: os.getppid() == server
    own.work()


@contextmanager
def beside(folder: Path, *, wanted: bool) -> Iterator[None]:
    """Run a worker process while the server runs, and another one if it dies."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "guatu", "--data", str(folder.resolve()), "worker"]
    command += ["--server", str(os.getpid())]
    stopped = threading.Event()
    keeper = threading.Thread(target=keep_running, args=(command, stopped), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        keeper.join()


def keep_running(command: list[str], stopped: threading.Event) -> None:
    """Run `command` until `stopped`; start it again a little after it ends by itself."""
    wait = RESTART_SECONDS
    while not stopped.is_set():
        began = monotonic()
        process = subprocess.Popen(command)  # noqa: S603 our own command
        while process.poll() is None and not stopped.wait(LOOK_SECONDS):
            pass
        if process.poll() is None:
            end(process)
            return
        logger.error("the worker ended with %s and is started again", process.returncode)
        if monotonic() - began > STEADY_SECONDS:
            wait = RESTART_SECONDS
        stopped.wait(wait)
        wait = min(2 * wait, LONGEST_RESTART_SECONDS)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
