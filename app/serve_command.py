"""`python -m app serve`: one process or several around the application; how a store is found, `cli` knows."""

import argparse
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.engine import Engine
from app.factory import ENGINE, VERSION, create_app
from app.server import Config, run, stops
from app.settings import Settings
from app.store.schema import CURRENT
from app.telemetry.log import log
from app.workers import Workers

MOST_WORKERS = 256
MOST_FILES = 65_536
"""More no process of ours could use, and some systems have no limit at all."""


def describe(command: argparse.ArgumentParser) -> None:
    """Give `python -m app serve` its arguments."""
    command.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="processes that share the work, one for each core; 1"
    )


@contextmanager
def ending_in_order() -> Iterator[None]:
    """SIGTERM closes what was opened also before a server heeds it, and ends even the first process of a container."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def serve(
    settings: Settings, config: Config, listening: socket.socket, *, workers: int, setup: str, store: str
) -> None:
    """Answer visitors until told to stop; `setup` is the key to the page that makes the first account, or "".

    `store` is the kind of store that the settings lead to, for the log.
    """
    take_all_files()
    address, pid = _address(listening), os.getpid()

    def work(leash: int | None, ready: Callable[[], None]) -> None:
        app = create_app(settings)
        engine: Engine = app.extensions[ENGINE]
        run(app, config, listening, drain=engine.drain, ready=ready, leash=leash)

    def announce() -> None:
        sys.stdout.write(_banner(settings, setup))
        sys.stdout.flush()
        log("serving", version=VERSION, pid=pid, workers=workers, address=address, store=store, layout=CURRENT)
        if not settings.smtp_host:
            log("mail_off", level=logging.WARNING, reason="SMTP_HOST is not set: no e-mail is sent to anybody")

    if workers == 1:
        work(None, announce)
    else:
        Workers(workers, work, stops=stops(config), ready=announce, let_go=listening.close).run()
    log("stopped", pid=pid)


def take_all_files() -> None:
    """Let this process and its workers open as many files as they may.

    A stream is an open file, and what systems give at first (1,024 under systemd and in containers) is for programs
    that use select(2).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_WORKERS}")
    return int(text)


def _address(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _banner(settings: Settings, setup: str) -> str:
    base = settings.base_url
    lines = ["", f"  Demo shop  {base}/"] if settings.demo_shop else [""]
    lines += [f"  Workbench  {base}/agent", f"  Health     {base}/api/health/ready", ""]
    if setup:
        lines += ["  Nobody can sign in yet. Make the first account in your browser, once and within a day, at"]
        lines += [f"  {base}/agent/setup#{setup}", ""]
    return "\n".join([*lines, ""])
