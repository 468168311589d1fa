"""The application put together: the only file that knows everyone."""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from quart import Quart
from quart_schema import HttpSecurityScheme, Info, QuartSchema

from app.ai.choice import choose_provider
from app.ai.provider import Provider
from app.auth.visitors import VisitorTokens
from app.desk.answering import Answering
from app.desk.crew import Crew
from app.desk.greeting import Greeter
from app.desk.health import Health
from app.desk.sweeper import Sweeper
from app.desk.visitor import VisitorDesk
from app.events.hub import Hub
from app.events.stream import Streams
from app.ops import health
from app.ops.description import Description
from app.settings import Settings
from app.store.store import Store, open_store
from app.telemetry.log import log
from app.web.body import BODY_TIMEOUT_S, HARD_LIMIT_BYTES, read_body
from app.web.gate import without_websockets
from app.web.headers import install_headers
from app.web.i18n import install_i18n
from app.web.problems import install_problems
from app.web.services import NAME, Services
from app.widget import api, pages
from app.workbench import pages as workbench

ENGINE = "kefu_engine"
STREAM_LIFE_S = (240.0, 300.0)
RESTART_S = 1.0
TURN_GRACE_S = 1.0
"""How long a stopping process waits for running answers before it hands them to others."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What runs beside the requests, and must be stopped before them."""

    store: Store
    provider: Provider
    crew: Crew
    hub: Hub
    sweeper: Sweeper

    async def drain(self) -> None:
        """Let go before the server stops: streams end with `bye`, turns end or are handed over."""
        self.sweeper.stop()
        self.hub.close()
        await self.crew.close(grace_s=TURN_GRACE_S)


def create_app(settings: Settings, *, provider: Provider | None = None) -> Quart:
    """The application for `settings`, whose `redis_url` and `secret_key` are set; `provider` replaces the chosen AI."""
    app = Quart(__name__, static_folder=None, template_folder=str(Path(__file__).parent / "web" / "templates"))
    app.config["MAX_CONTENT_LENGTH"] = HARD_LIMIT_BYTES
    app.config["BODY_TIMEOUT"] = BODY_TIMEOUT_S
    app.asgi_app = without_websockets(app.asgi_app)  # type: ignore[assignment, method-assign]  # how Quart is wrapped
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    engine, services = _assemble(settings, provider or choose_provider(settings))
    app.extensions[NAME] = services
    app.extensions[ENGINE] = engine
    install_headers(app)
    install_i18n(app)
    app.before_request(read_body)
    install_problems(app)
    _register_rooms(app, settings)
    app.while_serving(_lifetime(engine))
    return app


def _assemble(settings: Settings, provider: Provider) -> tuple[Engine, Services]:
    store = open_store(settings.redis_url, tag=settings.redis_tag, expire_s=settings.session_expire_seconds)
    hub = Hub(store.bus, clock=time.monotonic, fresh_name=_new_id)
    answering = Answering(store, provider, clock_ms=_now_ms)
    crew = Crew(store.turns, answering.answer)
    engine = Engine(
        store=store,
        provider=provider,
        crew=crew,
        hub=hub,
        sweeper=Sweeper(store, start_turn=crew.start, clock_ms=_now_ms),
    )
    services = Services(
        visitors=VisitorDesk(store, start_turn=crew.start, clock_ms=_now_ms, new_id=_new_id),
        greeter=Greeter(provider, clock_s=time.monotonic),
        health=Health(store, provider, clock_s=time.monotonic),
        streams=Streams(hub, store.sessions, life_s=_stream_life_s, now_ms=_now_ms),
        tokens=VisitorTokens(settings.secret_key, clock_s=time.time),
        frame_ancestors=settings.allowed_origins,
    )
    return engine, services


def _register_rooms(app: Quart, settings: Settings) -> None:
    for blueprint in (api.blueprint, pages.blueprint, workbench.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    if settings.demo_shop:
        app.register_blueprint(pages.demo)
    schema = QuartSchema(
        openapi_provider_class=Description,
        redoc_ui_path=None,
        scalar_ui_path=None,
        swagger_ui_path=None,
        info=Info(title="Fiido Kefu", version="0.1.0"),
        security_schemes={"visitor": HttpSecurityScheme(scheme="bearer", bearer_format="JWT")},
        conversion_preference="pydantic",
    )
    schema.init_app(app)


def _lifetime(engine: Engine) -> Callable[[], AsyncGenerator[None, None]]:
    async def lifetime() -> AsyncGenerator[None, None]:
        loops = [
            asyncio.create_task(_keep_going(name, loop), name=name)
            for name, loop in {
                "hub": engine.hub.run,
                "leases": engine.crew.hold,
                "sweeper": engine.sweeper.run,
            }.items()
        ]
        yield
        await engine.drain()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await engine.provider.close()
        await engine.store.close()

    return lifetime


async def _keep_going(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a loop for ever. One that breaks is a bug, but a process that hears or sweeps no more is worse."""
    while True:
        try:
            await run()
        except* Exception as errors:  # noqa: BLE001 - the end of a background task: logged, and begun anew
            log("loop_broken", level=logging.ERROR, loop=name, error=errors)
        await asyncio.sleep(RESTART_S)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def _stream_life_s() -> float:
    return random.uniform(*STREAM_LIFE_S)
