"""tools/secrets and tools/update, run for real; what they would say to Docker is written down instead."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from app.settings import read_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clone with nothing in it but the tools."""
    shutil.copytree(ROOT / "tools", tmp_path / "clone" / "tools")
    return tmp_path / "clone"


def run(tool: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"]} | environ
    return subprocess.run([tool], env=environ, capture_output=True, text=True, check=False, timeout=30)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_never_touched_again(tree: Path) -> None:
    assert run(tree / "tools" / "secrets").returncode == 0
    folder = tree / "secrets"
    (folder / "smtp_password").write_text("by hand", "utf-8")
    (folder / "redis_url").unlink()
    before = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert run(tree / "tools" / "secrets").returncode == 0
    after = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert before.items() < after.items()
    password = after["store_conf"].removeprefix("requirepass ").strip()
    assert after["redis_url"].strip() == f"redis://:{password}@store:6379/0"


def test_secrets_are_long_differ_and_are_accepted_by_the_program(tree: Path) -> None:
    said = run(tree / "tools" / "secrets").stdout
    folder = tree / "secrets"
    files = {f"{name.upper()}_FILE": str(folder / name) for name in ("redis_url", "secret_key")}
    settings = read_settings(files)
    assert len(settings.secret_key) == 64
    assert settings.secret_key not in settings.redis_url
    assert settings.secret_key not in said


def test_secrets_lie_in_a_folder_of_their_owner_s_and_containers_may_read_them(tree: Path) -> None:
    """Docker mounts each file as it is, for users that this machine does not know."""
    run(tree / "tools" / "secrets")
    assert mode(tree / "secrets") == 0o700
    assert {mode(path) for path in (tree / "secrets").iterdir()} == {0o644}


def update(tree: Path, silent: str = "") -> tuple[int, list[str]]:
    """Its exit code, and in what order it asked for what; `silent` is a service that never answers."""
    said = tree / "said"
    engine = tree / "engine"
    engine.write_text(f'#!/bin/sh\necho "$*" | head -1 >> {said}\n[ "$1 $3" != "exec {silent}" ]\n', "utf-8")
    engine.chmod(0o755)
    done = run(tree / "tools" / "update", COMPOSE=str(engine), PATIENCE_S="2")
    steps = [line.split(" python")[0].split(" sh ")[0] for line in said.read_text("utf-8").splitlines()]
    return done.returncode, steps


def test_an_update_waits_for_each_back_end_before_it_touches_the_other(tree: Path) -> None:
    code, steps = update(tree)
    assert code == 0
    assert steps == [
        "build",
        "up -d --no-deps app-a",
        "exec -T app-a",
        "exec -T edge",
        "up -d --no-deps app-b",
        "exec -T app-b",
        "exec -T edge",
        "up -d --no-deps edge certbot",
        "exec -T edge",
    ]


@pytest.mark.parametrize("silent", ["app-a", "edge"])
def test_an_update_that_fails_leaves_the_other_back_end_alone(tree: Path, silent: str) -> None:
    code, steps = update(tree, silent)
    assert code == 1
    assert "up -d --no-deps app-b" not in steps
