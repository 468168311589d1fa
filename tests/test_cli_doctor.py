"""The doctor from the operator's side: `python -m app doctor`, beside a running server and without one."""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.settings import Settings
from tests.conftest import SECRET
from tests.processes import Server, free_port, run_command

FOUND = {"store_good", "aof_good", "eviction_good", "ai_faq", "machine_good", "letters_none"}
Look = Callable[[dict[str, str]], tuple[int, str, str]]


def levels(stdout: str) -> dict[str, str]:
    listed: list[dict[str, Any]] = json.loads(stdout)
    return {one["code"]: one["level"] for one in listed}


def test_a_fresh_installation_is_in_order_but_for_what_it_was_not_told(server: Server) -> None:
    outcome = run_command("doctor", "--json", timeout_s=60, **server.environ)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    found = levels(outcome.stdout)
    assert {code for code, level in found.items() if level == "ok"} >= FOUND
    assert found["public_url_missing"] == found["mail_off"] == found["origins_none"] == "warn"


def test_beside_a_server_strictly_and_in_chinese(server: Server) -> None:
    server.start()
    strict = run_command("doctor", "--strict", "--lang", "zh", timeout_s=60, **server.environ)
    assert (strict.returncode, strict.stderr) == (1, "")
    assert re.search(r"^  注意 +邮件服务器 +", strict.stdout, re.MULTILINE)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path) -> Look:
    """Run `doctor --json` in this process with these settings; the exit code, and what it said where."""

    def run(environ: dict[str, str]) -> tuple[int, str, str]:
        for field in fields(Settings):
            monkeypatch.delenv(field.name.upper(), raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(cli, "start_logging", lambda *_: None)
        monkeypatch.chdir(project)
        code = cli.main(["doctor", "--json"])
        return code, *capsys.readouterr()

    return run


def test_a_store_that_is_away_is_broken_and_its_password_is_not_told(look: Look) -> None:
    url = f"redis://kefu:s3cret-word@127.0.0.1:{free_port()}/0"
    code, said, complained = look({"REDIS_URL": url, "SECRET_KEY": SECRET})
    assert code == 1
    assert levels(said)["store_away"] == "broken"
    assert "s3cret-word" not in said + complained
    assert SECRET not in said + complained


def test_an_embedded_store_that_cannot_be_used_is_told_with_everything_else(look: Look, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said, _ = look({"VAR_DIR": str(tmp_path / "file")})
    found = levels(said)
    assert (code, found["store_embedded"], found["ai_faq"]) == (1, "broken", "ok")


def test_an_ai_that_cannot_be_set_up_is_told_with_everything_else(look: Look, tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "a.yml").write_text("[")
    code, said, _ = look({"VAR_DIR": str(tmp_path / "var"), "FAQ_DIR": str(tmp_path / "faq")})
    found = levels(said)
    assert (code, found["ai_unusable"], found["store_good"]) == (1, "broken", "ok")


def test_settings_that_cannot_be_read_leave_nothing_to_look_at(look: Look) -> None:
    code, said, complained = look({"AI_PROVIDER": "gemini"})
    assert (code, said) == (2, "")
    assert "AI_PROVIDER" in complained
