"""An AI upstream as a process of its own, so that no kill of ours touches it; which double it is, tests choose."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx

from tests.coze_double import CozeDouble
from tests.processes import ROOT

AI = Literal["openai", "coze"]


@dataclass(frozen=True, slots=True)
class Upstream:
    """A running double: `base` is the address of its controls, `environ` are the settings that lead to it."""

    ai: AI
    base: str
    environ: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the double's own controls; returns its JSON."""
        response = httpx.request(method, f"{self.base}{path}", json=body, timeout=5)
        assert response.status_code == 200, response.text
        return response.json()


@contextmanager
def running_upstream(ai: AI, folder: Path, *, words_per_second: float) -> Iterator[Upstream]:
    """Run the double called `ai`, with its log in `folder`."""
    command = [sys.executable, "-m", f"tests.{ai}_double", "--words-per-second", str(words_per_second)]
    with (folder / f"{ai}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode().split()[-1]
        yield _lead_to(ai, address)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _lead_to(ai: AI, address: str) -> Upstream:
    if ai == "openai":
        environ = {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "sk-double", "OPENAI_MODEL": "double-1"}
        return Upstream(ai, address.removesuffix("/v1"), {"AI_PROVIDER": ai} | environ)
    double = CozeDouble()
    environ = {"COZE_API_BASE": address, "COZE_API_TOKEN": double.pat, "COZE_BOT_ID": double.bot_id}
    return Upstream(ai, address, {"AI_PROVIDER": ai} | environ)
