"""The images' recipe and compose.yml, read as they stand; that they run is proved by tools/test_containers."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import SECRETS, Settings, read_settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = {field.name.upper() for field in fields(Settings)}
UNITS = {"m": 1, "g": 1024}
BACK_ENDS = ("app-a", "app-b")


def stage_of(target: str) -> str:
    """The Dockerfile's lines from `FROM ... AS target` to the next stage."""
    begun = re.search(rf"^FROM \S+ AS {target}$.*?(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert begun, target
    return begun.group()


def megabytes(text: str) -> int:
    return int(text[:-1]) * UNITS[text[-1]]


def interpolated() -> Iterator[str]:
    yield from re.findall(r"\$\{(\w+)", (ROOT / "compose.yml").read_text("utf-8"))


@pytest.mark.parametrize(
    "command",
    [["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yml"], ["hadolint", "Dockerfile"]],
    ids=lambda command: command[0],
)
def test_linters_have_nothing_to_say(command: list[str]) -> None:
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_nothing_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    user = service.get("user") or re.findall(r"^USER (\S+)$", stage_of(name_of(service)), re.MULTILINE)[-1]
    assert int(user.split(":")[0]) > 0
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


def name_of(service: dict[str, Any]) -> str:
    return str(service["build"]["target"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_comes_back_and_fills_neither_memory_nor_disk(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert megabytes(service["mem_limit"]) > 0
    assert service["pids_limit"] > 0
    assert service["logging"]["driver"] == "json-file"
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()
    for mount in service["tmpfs"]:
        size = re.search(r"size=(\d+)m", mount)
        assert size, mount
        assert int(size.group(1)) <= megabytes(service["mem_limit"]) / 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_tells_whether_it_is_well(name: str) -> None:
    service = SERVICES[name]
    assert "healthcheck" in service or "HEALTHCHECK" in stage_of(name_of(service))


def test_all_of_it_fits_into_four_gigabytes_beside_the_system() -> None:
    assert sum(megabytes(service["mem_limit"]) for service in SERVICES.values()) <= 3.5 * 1024


def test_only_the_edge_is_open_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["edge"]
    assert [port.split(":")[-1] for port in SERVICES["edge"]["ports"]] == ["8080", "8443"]
    assert not any(service.get("network_mode") for service in SERVICES.values())


def test_the_store_has_no_way_out_and_only_the_back_ends_reach_it() -> None:
    assert list(SERVICES["store"]["networks"]) == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, service in SERVICES.items() if "inside" in service["networks"]} == {"store", *BACK_ENDS}


def test_the_store_throws_nothing_away_and_has_room_to_rewrite_its_file() -> None:
    command = SERVICES["store"]["command"]
    options = dict(zip(command[2::2], command[3::2], strict=True))
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--appendonly"] == "yes"
    # While the file is rewritten, each page that changes is in memory twice.
    held = megabytes(options["--maxmemory"].removesuffix("b"))
    assert 2 * held < megabytes(SERVICES["store"]["mem_limit"])


def test_there_are_two_back_ends_that_differ_in_nothing_but_their_name() -> None:
    assert SERVICES["app-a"] == SERVICES["app-b"]
    assert SERVICES["app-a"]["networks"]["front"] == {"aliases": ["app"]}
    host, port = SERVICES["edge"]["environment"]["BACKENDS"].split(":")
    assert (host, port) == ("app", SERVICES["app-a"]["environment"]["PORT"])


def test_back_ends_are_told_only_what_the_program_knows() -> None:
    told = SERVICES["app-a"]["environment"]
    for name, value in told.items():
        is_secret = str(value).startswith("/run/secrets/")
        assert (name.removesuffix("_FILE") if is_secret else name) in SETTINGS, name
        assert not is_secret or value.removeprefix("/run/secrets/") in SERVICES["app-a"]["secrets"]


@pytest.mark.parametrize(("name", "scripts"), [("edge", ["render", "start"]), ("certbot", ["certify"])])
def test_the_others_are_told_only_what_their_scripts_read(name: str, scripts: list[str]) -> None:
    said = "".join((ROOT / "nginx" / script).read_text("utf-8") for script in scripts)
    for word in [*SERVICES[name]["environment"], *re.findall(r"\b([A-Z_]+)=/", stage_of(name))]:
        assert re.search(rf"\b{word}\b", said), word


def test_the_example_names_only_what_is_read() -> None:
    named = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert set(interpolated()) <= named
    for name in named - set(interpolated()):
        base = name.removesuffix("_FILE")
        assert base in SETTINGS, name
        assert name != base or base.lower() not in SECRETS, "secrets have files"


@pytest.mark.parametrize("provider", ["faq", "coze", "openai"])
def test_what_the_example_says_is_accepted_by_the_program(provider: str, tmp_path: Path) -> None:
    given = dict(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    given |= {"AI_PROVIDER": provider, "COZE_BOT_ID": "7400000000000000000"}
    given |= {name: str(value) for name, value in SERVICES["app-a"]["environment"].items()}
    given["PUBLIC_URL"] = "https://chat.example.com"
    (tmp_path / "redis_url").write_text("redis://:pass@store:6379/0", "utf-8")
    for name, path in given.items():
        if path.startswith("/run/secrets/"):
            secret = path.removeprefix("/run/secrets/")
            assert secret in SERVICES["app-a"]["secrets"]
            given[name] = str(tmp_path / secret)
            if secret != "redis_url":
                (tmp_path / secret).write_text("x" * 32, "utf-8")
    settings = read_settings(given)
    assert (settings.ai_provider, settings.public_url) == (provider, "https://chat.example.com")


def test_a_host_name_that_was_not_filled_in_is_asked_for_and_not_guessed() -> None:
    assert re.findall(r"^DOMAIN=(.*)$", EXAMPLE, re.MULTILINE) == [""]
    assert SERVICES["edge"]["environment"]["SERVER_NAME"] == "${DOMAIN:?write your host name into .env}"


def test_what_the_images_are_made_of_exists() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert copied
    for source in " ".join(copied).split():
        assert (ROOT / source).exists(), source
        wanted = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
        assert any(source == line[1:] or source.startswith(f"{line[1:]}/") for line in wanted if line[:1] == "!"), (
            source
        )


def test_bases_have_a_version_and_what_pip_fetches_is_hashed() -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.MULTILINE))
    for base in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE):
        assert base in stages or re.fullmatch(r"[a-z]+:[\d.]+[a-z0-9.-]*", base), base
    assert re.fullmatch(r".+:\d+(\.\d+)*", SERVICES["store"]["image"])
    assert "--require-hashes" in stage_of("build")
