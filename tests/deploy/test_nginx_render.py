"""What nginx/render makes of its environment, for other versions of Nginx than the one that is installed too."""

import subprocess
from pathlib import Path

import pytest

from tests.deploy.nginx import RENDER, Nginx
from tests.processes import ROOT


@pytest.fixture
def nginx(tmp_path: Path) -> Nginx:
    return Nginx(tmp_path, ["127.0.0.1:8000"])


def program(folder: Path, version: str) -> dict[str, str]:
    """An Nginx of that version, as far as it is asked for it."""
    stub = folder / "nginx-stub"
    stub.write_text(f'#!/bin/sh\necho "nginx version: nginx/{version}" >&2\n')
    stub.chmod(0o755)
    return {"NGINX_PROGRAM": str(stub)}


@pytest.mark.parametrize(
    ("version", "is_directive"),
    [
        ("1.22.1", False),
        ("1.25.0", False),
        ("1.25.1", True),
        ("1.26.3", True),
        ("1.29.1 (Ubuntu)", True),
        ("2.0.0", True),
    ],
)
def test_http_2_is_asked_for_as_the_version_wants_it(nginx: Nginx, version: str, is_directive: bool) -> None:
    nginx.environ = program(nginx.folder, version)
    rendered = nginx.render()
    assert ("\n    http2 on;\n" in rendered) == is_directive
    assert ("ssl http2;" in rendered) == (not is_directive)


def test_the_same_environment_makes_the_same_and_nothing_is_left_open(nginx: Nginx) -> None:
    rendered = nginx.render()
    assert rendered == nginx.render()
    code = [line for line in rendered.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in code if "@" in line.replace("@any_version", "")] == []


def test_headers_are_added_in_one_place_alone(nginx: Nginx) -> None:
    """One more of them in a location would silently drop the others there."""
    depth, places = 0, set()
    for line in nginx.render().splitlines():
        if line.lstrip().startswith("#"):
            continue
        if line.lstrip().startswith("add_header"):
            places.add(depth)
        depth += line.count(" {") - line.count("}") if "'" not in line else 0
    assert places == {2}


def test_a_host_with_several_addresses_is_several_back_ends(nginx: Nginx, tmp_path: Path) -> None:
    getent = tmp_path / "getent"
    getent.write_text("#!/bin/sh\nfor one in 10.0.0.7 10.0.0.3 10.0.0.7 fd00::5; do echo $one STREAM $2; done\n")
    getent.chmod(0o755)
    nginx.environ = {"PATH": f"{tmp_path}:{nginx.settings()['PATH']}"}
    nginx.backends = ["app:8000", "127.0.0.1:9000", "[::1]:9001"]
    rendered = nginx.render()
    for server in ("10.0.0.3:8000", "10.0.0.7:8000", "[fd00::5]:8000", "127.0.0.1:9000", "[::1]:9001"):
        assert rendered.count(f" server {server} ") == 1
    assert rendered.index("10.0.0.3:8000") < rendered.index("10.0.0.7:8000")


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SERVER_NAME", "", "SERVER_NAME"),
        ("SERVER_NAME", "a.test; return 200", "SERVER_NAME"),
        ("SERVER_NAME", "a.test|b", "SERVER_NAME"),
        ("BACKENDS", "", "BACKENDS"),
        ("BACKENDS", "app", "BACKENDS"),
        ("BACKENDS", "app:80;", "BACKENDS"),
        ("BACKENDS", "app:$(id)", "BACKENDS"),
        ("HTTP_PORT", "80 default", "HTTP_PORT"),
        ("HTTPS_PORT", "x", "HTTPS_PORT"),
        ("CERT_FILE", "/etc/a b.pem", "path"),
        ("RUN_DIR", "/run/$x", "path"),
        ("TRUSTED_EDGES", "10.0.0.0/8;", "TRUSTED_EDGES"),
        ("LIMIT_CONNECTIONS", "-1", "LIMIT_CONNECTIONS"),
    ],
)
def test_what_would_mean_something_else_is_refused(nginx: Nginx, name: str, value: str, complaint: str) -> None:
    done = subprocess.run([RENDER], env=nginx.settings() | {name: value}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert complaint in done.stderr
    assert done.stdout == ""


def test_the_limit_on_connections_can_be_lifted(nginx: Nginx) -> None:
    assert "limit_conn addresses 1000;" in nginx.render()
    nginx.environ = {"LIMIT_CONNECTIONS": "0"}
    assert "limit_conn" not in nginx.render()


def test_it_listens_on_all_there_is_unless_told_otherwise(nginx: Nginx) -> None:
    nginx.environ = {"LISTEN": ""}
    rendered = nginx.render()
    assert f"listen {nginx.https_port} ssl" in rendered
    assert ("[::]" in rendered) == bool(Path("/proc/net/if_inet6").exists() and Path("/proc/net/if_inet6").read_text())


@pytest.mark.parametrize("script", ["nginx/render", "nginx/start"])
@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_scripts_are_for_any_shell(script: str, shell: str) -> None:
    assert subprocess.run([shell, "-n", ROOT / script], capture_output=True, check=True).stderr == b""
