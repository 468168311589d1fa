"""The double as a process of its own: `python -m tests.coze_double --port 9100`."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from .double import CozeDouble
from .server import running


def main() -> None:
    """Read the command line and serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(_read_arguments()))


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.coze_double")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dialect", choices=("cloud", "studio"), default="cloud")
    parser.add_argument("--words-per-second", type=float)
    parser.add_argument("--pat")
    parser.add_argument("--bot-id")
    parser.add_argument("--follow-ups", type=int, default=0)
    parser.add_argument("--oauth", nargs=3, metavar=("CLIENT_ID", "KID", "PUBLIC_KEY_FILE"))
    return parser.parse_args()


def _build(given: argparse.Namespace) -> CozeDouble:
    named = {"pat": given.pat, "bot_id": given.bot_id}
    double = CozeDouble(
        dialect=given.dialect,
        words_per_second=given.words_per_second,
        follow_ups=given.follow_ups,
        **{name: value for name, value in named.items() if value is not None},
    )
    if given.oauth is not None:
        client_id, kid, key_file = given.oauth
        double.register_oauth(client_id, kid, Path(key_file).read_text())
    return double


async def _serve(given: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(_build(given), given.host, given.port) as base_url:
        sys.stdout.write(f"ready {base_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
