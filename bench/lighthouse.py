"""Google's Lighthouse, by npm into the virtual environment's folder: a page's score for performance; no other audit."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

CHROME = "--headless=new --no-sandbox --disable-gpu --no-proxy-server"
FOLDER = Path(sys.prefix) / "lighthouse"
VERSION = "12.8.2"
"""The last one that runs on Node 20."""


async def performance_score(url: str) -> float:
    """The score of `url`, 0 to 100; raises RuntimeError where Lighthouse cannot run."""
    await _install()
    answer = await _run(
        str(FOLDER / "node_modules" / ".bin" / "lighthouse"),
        *(url, "--quiet", "--output=json", "--only-categories=performance", f"--chrome-flags={CHROME}"),
        CHROME_PATH=shutil.which("chromium") or "",
    )
    return float(json.loads(answer)["categories"]["performance"]["score"]) * 100


async def _install() -> None:
    if not (FOLDER / "node_modules" / ".bin" / "lighthouse").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = ("npm", "install", "--prefix", str(FOLDER), "--no-save", "--no-package-lock", "--no-audit", "--no-fund")
        await _run(*npm, "--ignore-scripts", f"lighthouse@{VERSION}")


async def _run(*command: str, **environ: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {complaint.decode()[-2000:]}")
    return said
