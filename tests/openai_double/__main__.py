"""Runs the double as its own process; it prints its address once it listens, and ends on SIGTERM."""

import argparse
import asyncio
import signal

import uvloop

from tests.openai_double.script import Double
from tests.openai_double.server import listen, serve_on


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.openai_double")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="sk-double", help="empty: no key is asked for")
    parser.add_argument("--words-per-second", type=float, default=20)
    parser.add_argument("--first-word-ms", type=float, default=300)
    return parser.parse_args()


async def run(arguments: argparse.Namespace) -> None:
    """Serve until told to stop."""
    double = Double(
        key=arguments.key,
        words_per_second=arguments.words_per_second,
        first_word_s=arguments.first_word_ms / 1000,
        remembered=0,
    )
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    listener = listen(arguments.port)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", flush=True)
    await serve_on(double, listener, stop)


if __name__ == "__main__":
    uvloop.run(run(read_arguments()))
