"""What the system lets the program have, and how much of that it takes."""

import resource

import psutil

from app.serve_command import MOST_FILES
from tests.processes import Server


def test_it_opens_as_many_files_as_it_may_for_each_stream_is_one(server: Server) -> None:
    server.arguments = ("--workers", "2")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # As systemd and container engines start it.
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    try:
        server.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    program = psutil.Process(server.pid)
    workers = [child for child in program.children() if child.name() == program.name()]
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    assert [one.rlimit(psutil.RLIMIT_NOFILE)[0] for one in (program, *workers)] == [most] * 3
