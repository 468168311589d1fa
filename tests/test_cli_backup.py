"""Backup and restore as the operator does them: beside a running server, and after everything was destroyed."""

import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from redis import Redis

from app.store import embedded
from app.store.schema import CURRENT
from tests.processes import ROOT, Server, _environ, run_command

PASSWORD = "a good long pass phrase"


def run(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on the data of `server`, which ends well."""
    done = run_command(*arguments, timeout_s=60, said=PASSWORD, **server.environ)
    assert done.returncode == 0, done.stderr
    return done


def refused(server: Server, *arguments: str, code: int = 2) -> str:
    """What a command says, in one line, that does nothing."""
    done = run_command(*arguments, timeout_s=60, said="no backup", **server.environ)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert done.stderr.startswith("fiido-kefu: ")
    return done.stderr


@contextmanager
def inside(server: Server) -> Iterator[Redis]:
    """The embedded store of `server`, from within."""
    store = embedded.join(Path(server.environ["VAR_DIR"]))
    try:
        with Redis.from_url(store.url) as redis:
            yield redis
    finally:
        store.leave()


class Guest:
    """A visitor's page: a key, and the last id it has heard."""

    def __init__(self, server: Server) -> None:
        self.server = server
        opened = httpx.post(f"{server.base}/api/chat/session", json={}).json()
        self.headers, self.cursor = {"Authorization": f"Bearer {opened['token']}"}, opened["cursor"]

    def say(self, text: str) -> str:
        """Say something; returns its id."""
        answer = httpx.post(f"{self.server.base}/api/chat", json={"message": text}, headers=self.headers)
        assert answer.status_code == 202, answer.text
        message_id: str = answer.json()["message_id"]
        return message_id

    def said(self) -> list[str]:
        """What the store has of this visitor."""
        answer = httpx.get(f"{self.server.base}/api/chat/messages", headers=self.headers)
        return [message["text"] for message in answer.json()["messages"] if message["role"] == "visitor"]

    def hears(self, after: str) -> list[str]:
        """The kinds of the first two events of a stream that resumes."""
        heard: list[str] = []
        headers = self.headers | {"Last-Event-ID": after}
        with httpx.stream("GET", f"{self.server.base}/api/chat/events", headers=headers) as stream:
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    heard.append(line.removeprefix("event: "))
                if len(heard) == 2:
                    break
        return heard


def destroy(server: Server) -> None:
    """Lose the data, and nothing but them."""
    for left in Path(server.environ["VAR_DIR"]).glob("appendonlydir"):
        shutil.rmtree(left)


def test_what_was_destroyed_comes_back_and_goes_on(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "kept.gz"
    server.start()
    run(server, "create-agent", "--username", "root", "--role", "admin", "--password-stdin")
    guest = Guest(server)
    guest.say("before the backup")
    done = run(server, "backup", str(file))
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert re.match(r"Backed up \d+ keys in .* Keep SECRET_KEY", done.stderr)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.part")) == []
    later = guest.say("after the backup")
    assert "1 server process" in refused(server, "restore", str(file), "--replace")
    server.stop()
    destroy(server)
    assert "servers may be started" in run(server, "restore", str(file)).stderr
    server.start()
    assert guest.said() == ["before the backup"]
    assert guest.hears(later) == ["hello", "resync"]
    guest.say("and on")
    assert guest.said() == ["before the backup", "and on"]
    body = {"username": "root", "password": PASSWORD, "mode": "token"}
    assert httpx.post(f"{server.base}/api/agent/login", json=body).status_code == 200
    server.stop()
    assert "--replace" in refused(server, "restore", str(file))
    run(server, "restore", str(file), "--replace")


def test_a_backup_goes_through_a_pipe_and_under_another_tag(server: Server) -> None:
    run(server, "shop", "create", "bikes", "--name-zh", "单车店", "--name-en", "Bikes")
    command = [sys.executable, "-m", "app"]
    backup = subprocess.run(
        [*command, "backup", "-"], cwd=ROOT, env=_environ(server.environ), capture_output=True, check=True
    )
    assert backup.stdout[:2] == b"\x1f\x8b"
    other = server.environ | {"REDIS_TAG": "elsewhere"}
    restored = subprocess.run(
        [*command, "restore", "-"], cwd=ROOT, env=_environ(other), input=backup.stdout, capture_output=True, check=True
    )
    assert restored.stdout == b""
    assert "bikes" in run_command("shop", "list", timeout_s=60, **other).stdout
    with inside(server) as redis:
        assert redis.hkeys("{elsewhere}:shops") == redis.hkeys("{kefu}:shops") == [b"bikes"]


def test_who_watches_sees_how_far_it_is(server: Server, tmp_path: Path) -> None:
    run(server, "shop", "create", "bikes", "--name-zh", "单车店", "--name-en", "Bikes")
    file, (terminal, side) = str(tmp_path / "kept.gz"), pty.openpty()
    for arguments in (["backup", file], ["restore", file, "--replace"]):
        command = [sys.executable, "-m", "app", *arguments]
        subprocess.run(command, cwd=ROOT, env=_environ(server.environ), stderr=side, check=True)
    os.close(side)
    shown = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert "\rBacking up [########################]" in shown
    assert "\rRestoring [########################] 2 of 2 keys" in shown


def test_what_cannot_be_is_one_line_and_leaves_everything_as_it_was(server: Server, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("no backup")
    assert "cannot be read" in refused(server, "restore", str(tmp_path / "none"))
    assert "nothing was changed" in refused(server, "restore", str(tmp_path / "other.txt"))
    assert "nothing was changed" in refused(server, "restore", "-")
    for nowhere in (tmp_path / "none" / "kept.gz", tmp_path / "other.txt" / "kept.gz"):
        assert "cannot be written" in refused(server, "backup", str(nowhere))
    assert not Path(server.environ["VAR_DIR"]).exists()
    (tmp_path / "kept.gz").write_text("yesterday's")
    with inside(server) as redis:
        redis.set("{kefu}:schema", "restoring")
    assert "broken off" in refused(server, "backup", str(tmp_path / "kept.gz"))
    assert (tmp_path / "kept.gz").read_text() == "yesterday's"
    assert list(tmp_path.glob("*.part")) == []


def test_a_backup_of_nothing_is_refused_for_it_is_another_store_than_the_server_s(
    server: Server, tmp_path: Path
) -> None:
    assert "REDIS_URL, REDIS_TAG and VAR_DIR" in refused(server, "backup", str(tmp_path / "kept.gz"))
    assert list(tmp_path.glob("kept*")) == []


def test_a_backup_that_could_not_be_written_is_not_called_one(server: Server) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", "backup", "-"],
            cwd=ROOT,
            env=_environ(server.environ),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"fiido-kefu: The backup cannot be written: No space left on device.\n"


@pytest.mark.parametrize("command", [["serve"], ["shop", "list"], ["backup", "-"]])
def test_data_of_a_later_version_are_refused_with_one_line(command: list[str], server: Server) -> None:
    with inside(server) as redis:
        redis.set("{kefu}:schema", CURRENT + 1)
        redis.set("{kefu}:generation", "g_1")
    assert f"layout {CURRENT + 1}" in refused(server, *command)


def test_a_start_brings_older_data_up_to_date_before_it_serves(server: Server) -> None:
    with inside(server) as redis:
        redis.set("{kefu}:generation", "g_1")
        redis.zadd("{kefu}:status:closed", {"s_gone": 5})
    server.start()
    with inside(server) as redis:
        assert redis.get("{kefu}:schema") == str(CURRENT).encode()
        assert redis.ttl("{kefu}:schema:from") > 0
    told = [json.loads(line) for line in server.log.read_text().splitlines() if '"store_migrates"' in line]
    assert [line["layout"] for line in told] == list(range(1, CURRENT + 1))
