"""The application put together: the only file that knows everyone."""

import time
from pathlib import Path

from quart import Quart
from quart_schema import HttpSecurityScheme, Info, QuartSchema

from app.ai.choice import choose_provider
from app.ai.provider import Provider
from app.auth.agents import AgentTokens
from app.auth.cookies import KefuAuth
from app.auth.door import Door
from app.auth.guards import WATCH, Watch
from app.auth.identity import Identities
from app.auth.passwords import Passwords
from app.auth.staff import Staff
from app.auth.visitor_cookie import VisitorCookie
from app.auth.visitors import VisitorTokens
from app.desk.greeting import Greeter
from app.desk.health import Health
from app.engine import Engine, new_id, now_ms
from app.ops import health
from app.ops.description import Description
from app.settings import Settings
from app.web.body import BODY_TIMEOUT_S, HARD_LIMIT_BYTES, read_body
from app.web.cors import install_cors
from app.web.gate import without_websockets
from app.web.headers import install_headers
from app.web.i18n import install_i18n, prefer_language
from app.web.loader import Loader
from app.web.problems import install_problems
from app.web.proxies import behind_proxies
from app.web.services import NAME, Services
from app.widget import api, pages, people_api, sdk, session_api
from app.workbench import (
    account_pages,
    appearance_api,
    appearance_pages,
    door_api,
    handling_api,
    hours_api,
    identity_api,
    policy_api,
    policy_pages,
    rendering,
    replies_api,
    sessions_api,
    shop_pages,
    shops_api,
    staff_api,
)
from app.workbench import pages as workbench

VERSION = "0.1.0"
ENGINE = "kefu_engine"
ROOMS = (
    session_api,
    api,
    people_api,
    pages,
    sdk,
    workbench,
    rendering,
    account_pages,
    door_api,
    staff_api,
    shops_api,
    hours_api,
    appearance_api,
    identity_api,
    shop_pages,
    appearance_pages,
    policy_api,
    policy_pages,
    sessions_api,
    handling_api,
    replies_api,
    health,
)


def create_app(settings: Settings, *, provider: Provider | None = None) -> Quart:
    """The application for `settings`, whose `redis_url` and `secret_key` are set; `provider` replaces the chosen AI."""
    app = Quart(__name__, static_folder=None, template_folder=str(Path(__file__).parent / "web" / "templates"))
    app.config["MAX_CONTENT_LENGTH"] = HARD_LIMIT_BYTES
    app.config["BODY_TIMEOUT"] = BODY_TIMEOUT_S
    app.asgi_app = behind_proxies(without_websockets(app.asgi_app), settings.trusted_proxies)  # type: ignore[assignment, method-assign]  # how Quart is wrapped
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    agent_tokens = AgentTokens(settings.secret_key, clock_s=time.time)
    auth = KefuAuth(app, agent_tokens, public_url=settings.public_url)
    engine = Engine(settings, provider or choose_provider(settings))
    app.extensions[NAME] = _serve(engine, settings, auth, agent_tokens)
    app.extensions[ENGINE] = engine
    app.extensions[WATCH] = Watch(auth, engine.store.logins, prefer_language)
    install_headers(app, speaks_tls=bool(settings.tls_cert_file))
    install_i18n(app)
    install_cors(app)
    app.before_request(read_body)
    install_problems(app)
    _register_rooms(app, settings)
    app.while_serving(engine.lifetime)
    return app


def _serve(engine: Engine, settings: Settings, auth: KefuAuth, agent_tokens: AgentTokens) -> Services:
    """What the front rooms work with."""
    passwords = Passwords()
    door = Door(engine.store, passwords, agent_tokens, new_id=new_id)
    return Services(
        shops=engine.shops,
        loader=Loader(sdk.FOLDER),
        loaders=engine.store.loaders,
        replies=engine.store.replies,
        clock_ms=now_ms,
        new_id=new_id,
        team=engine.team,
        visitors=engine.visitors,
        waiting=engine.waiting,
        identity=engine.identity,
        agents=engine.agents,
        reading=engine.reading,
        greeter=Greeter(engine.provider, clock_s=time.monotonic),
        health=Health(engine.store, engine.provider, clock_s=time.monotonic),
        streams=engine.streams,
        tokens=VisitorTokens(
            settings.secret_key,
            clock_s=time.time,
            person_of=engine.store.sessions.person_of,
            version_of=lambda shop_id: engine.shops.find(shop_id).identity_version,
        ),
        identities=Identities(settings.secret_key, clock_s=time.time),
        visitor_cookie=VisitorCookie(public_url=settings.public_url),
        door=door,
        staff=Staff(engine.store, passwords, door, clock_ms=now_ms, new_id=new_id),
        agent_auth=auth,
        agent_tokens=agent_tokens,
        public_url=settings.public_url.rstrip("/"),
        can_mail=bool(settings.smtp_host),
        team_emails=settings.team_emails,
    )


def _register_rooms(app: Quart, settings: Settings) -> None:
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    if settings.demo_shop:
        app.register_blueprint(pages.demo)
    schema = QuartSchema(
        openapi_provider_class=Description,
        redoc_ui_path=None,
        scalar_ui_path=None,
        swagger_ui_path=None,
        info=Info(title="Fiido Kefu", version=VERSION),
        security_schemes={
            who: HttpSecurityScheme(scheme="bearer", bearer_format="JWT") for who in ("visitor", "agent")
        },
        conversion_preference="pydantic",
    )
    schema.init_app(app)
