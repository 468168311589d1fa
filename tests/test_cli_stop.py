"""The program that is told to stop before it serves: it ends in order, also as the first process of a container."""

import signal
import socket
import subprocess
import sys

import pytest

from app import cli
from tests.conftest import SECRET
from tests.processes import ROOT, _environ, free_port


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_while_it_waits_for_the_store_ends_it_in_order(workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}"
        environ = _environ({"REDIS_URL": url, "SECRET_KEY": SECRET, "PORT": str(free_port())})
        command = [sys.executable, "-m", "app", "serve", "--workers", workers]
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as it:
            mute.settimeout(20)
            asking, _ = mute.accept()
            with asking:
                it.send_signal(signal.SIGTERM)
                assert it.wait(10) == 0
            assert it.stdout
            assert it.stdout.read() == b""


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "257", "", "²"])
def test_a_number_of_workers_that_is_none_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--workers", number])
    assert ended.value.code == 2
    assert "--workers" in capsys.readouterr().err
