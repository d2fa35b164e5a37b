"""`guatu worker`: does what the calendar asks for, beside the web server."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from guatu.cli.installation import set_up_django

logger = logging.getLogger(__name__)
SECONDS = 60
LOOK_SECONDS = 1.0  # between two looks at whether the worker still runs
RESTART_SECONDS = 10.0  # so that one that cannot start does not keep the machine busy


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@click.pass_obj
def worker(folder: Path, *, once: bool) -> None:
    """Close rounds when they end and light the lamps anew each day, until stopped."""
    set_up_django(folder)
    stopped = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopped.set())
    day: date | None = None
    while not stopped.is_set():
        day = turn(day)
        if once:
            return
        stopped.wait(SECONDS)


def turn(last: date | None) -> date | None:
    """Do one turn and return the day whose work is done; a turn that fails is tried again."""
    from django.db import close_old_connections  # noqa: PLC0415 after the set-up
    from django.utils import timezone  # noqa: PLC0415

    from guatu.dispatch.actions.daily import do_what_is_due  # noqa: PLC0415

    today = timezone.localdate()
    try:
        close_old_connections()
        done = do_what_is_due(today, is_new_day=today != last)
    except Exception:
        logger.exception("the work of %s failed and is tried again in a minute", today)
        return last
    if any(done.values()):
        logger.info("%s: %s", today, ", ".join(f"{k} {v}" for k, v in done.items() if v))
    return today


@contextmanager
def beside(folder: Path, *, wanted: bool) -> Iterator[None]:
    """Run a worker process while the server runs, and another one if it dies."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "guatu", "--data", str(folder.resolve()), "worker"]
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
    while not stopped.is_set():
        process = subprocess.Popen(command)  # noqa: S603 our own command
        while process.poll() is None and not stopped.wait(LOOK_SECONDS):
            pass
        if process.poll() is None:
            end(process)
        else:
            logger.error("the worker ended with %s and is started again", process.returncode)
            stopped.wait(RESTART_SECONDS)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
