"""Accounts from the operator's side: the set-up link of a first start, and `create-agent` in a shell."""

import getpass
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app import cli
from app.store import embedded
from tests.processes import ROOT, Server, _environ, run_command

PASSWORD = "a good long pass phrase"
LINK = re.compile(r"/agent/setup#(\S+)")


def create(var_dir: str, *arguments: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    """Run `create-agent` with the password on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "app", "create-agent", "--password-stdin", *arguments],
        cwd=ROOT,
        env=_environ({"VAR_DIR": var_dir}),
        input=password + "\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def sign_in(server: Server, username: str, password: str = PASSWORD) -> httpx.Response:
    return httpx.post(f"{server.base}/api/agent/login", json={"username": username, "password": password})


def test_each_start_prints_a_set_up_link_until_somebody_has_used_one(server: Server) -> None:
    server.start()
    server.stop()
    server.start()
    first, second = LINK.findall(server.log.read_text())
    assert first != second
    body = {"username": "root", "name": "Root", "password": PASSWORD}
    made = httpx.post(f"{server.base}/api/agent/setup", json=body | {"link": second})
    assert made.json()["agent"]["role"] == "admin"
    again = httpx.post(f"{server.base}/api/agent/setup", json=body | {"link": first, "username": "thief"})
    assert again.status_code == 410
    server.stop()
    server.start()
    assert len(LINK.findall(server.log.read_text())) == 2
    assert sign_in(server, "root").status_code == 200


def test_the_link_is_in_no_log_line_and_no_store(server: Server) -> None:
    server.start()
    [link] = LINK.findall(server.log.read_text())
    server.stop()
    assert not [line for line in server.log.read_text().splitlines() if line.startswith("{") and link in line]
    kept = b"".join(path.read_bytes() for path in Path(server.environ["VAR_DIR"]).rglob("*") if path.is_file())
    assert link.encode() not in kept


def test_an_agent_is_made_in_a_shell_whether_the_server_runs_or_not(server: Server) -> None:
    var_dir = server.environ["VAR_DIR"]
    outcome = create(var_dir, "--username", "Root", "--name", "Root", "--role", "admin")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "root can sign in now.\n", "")
    assert not embedded._answers(embedded.socket_path(Path(var_dir)))
    server.start()
    assert not LINK.search(server.log.read_text())
    assert sign_in(server, "root").json()["agent"]["role"] == "admin"
    assert create(var_dir, "--username", "ada", "--lang", "en").returncode == 0
    made = sign_in(server, "ada").json()["agent"]
    assert (made["role"], made["lang"], made["name"]) == ("agent", "en", "ada")
    assert PASSWORD not in server.log.read_text()


@pytest.mark.parametrize(
    ("arguments", "password", "word"),
    [
        (("--username", "ada"), "short", "at least 10"),
        (("--username", "ada"), "", "at least 10"),
        (("--username", "a b"), PASSWORD, "sign-in name"),
        (("--username", "root"), PASSWORD, "taken"),
    ],
)
def test_what_cannot_be_made_is_one_line(arguments: tuple[str, ...], password: str, word: str, tmp_path: Path) -> None:
    var_dir = str(tmp_path / "var")
    assert create(var_dir, "--username", "root").returncode == 0
    outcome = create(var_dir, *arguments, password=password)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("fiido-kefu: ")
    assert len(outcome.stderr.splitlines()) == 1
    assert word in outcome.stderr


def test_a_role_that_there_is_not_is_refused() -> None:
    outcome = run_command("create-agent", "--username", "ada", "--role", "owner")
    assert outcome.returncode == 2
    assert "admin" in outcome.stderr


@pytest.mark.parametrize(("typed", "code"), [((PASSWORD, PASSWORD), 0), ((PASSWORD, "something else"), 2)])
def test_at_a_terminal_the_password_is_asked_for_twice(
    typed: tuple[str, str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    monkeypatch.setattr(cli, "start_logging", lambda _: None)
    for name in ("REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    assert cli.main(["create-agent", "--username", "ada"]) == code


def test_where_nobody_can_be_asked_for_a_password_that_is_said(tmp_path: Path) -> None:
    done = run_command("create-agent", "--username", "ada", VAR_DIR=str(tmp_path / "var"))
    assert (done.returncode, "--password-stdin" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
