"""The results as a Markdown table: what was asked, what was found, and by how much a budget is met or missed."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psutil

INTRODUCTION = (
    "Written by `make bench`, which measures the program and a bare Quart and Hypercorn control in one run on one "
    "machine; only ratios mean anything elsewhere. How a figure comes about stands in the module that measures it."
)
PACKAGES = ("quart", "hypercorn", "redis", "httpx", "uvloop")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `used` is what the result takes of its budget (1.0: all); None is for information."""

    what: str
    budget: str
    control: str
    ours: str
    ratio: str
    used: float | None = None

    def verdict(self) -> str:
        if self.used is None:
            return "for information"
        if self.used <= 1:
            return f"**met**, {1 - self.used:.0%} to spare" if self.used else "**met**"
        return f"**missed** by {self.used - 1:.0%}"


def write_report(rows: Sequence[Row], reasons: Mapping[str, str], now: datetime, load: float) -> str:
    """The whole page; `reasons` say why a row's budget is missed, by its `what`; `load` is the machine's other work."""
    table = ["| what | budget | control | ours | ratio | |", "|---|---|---|---|---|---|"]
    table += [f"| {r.what} | {r.budget} | {r.control} | {r.ours} | {r.ratio} | {r.verdict()} |" for r in rows]
    missed = [f"- **{r.what}**: {reasons.get(r.what, 'not understood yet.')}" for r in rows if r.used and r.used > 1]
    parts = [
        "# Budgets",
        INTRODUCTION,
        f"{now:%Y-%m-%d %H:%M %Z} · {machine()} · load before the run {load:.1f} · {versions()}",
        "\n".join(table),
        "\n".join(["## What is missed, and why", "", *missed]) if missed else "Every budget is met.",
    ]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    memory_gb = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, Linux {platform.release()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def versions() -> str:
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)])
