"""How an agent's browser carries its keys: two cookies that no script reads; what is in them is made in `agents`."""

from urllib.parse import urlsplit

from quart import Quart, Response, g, request
from quart_auth import Action, AuthUser, QuartAuth

from app.auth.agents import AgentTokens, Login
from app.auth.origin import is_from_elsewhere
from app.domain.errors import SignInRequired

ACCESS_COOKIE = "kefu_agent"
REFRESH_COOKIE = "kefu_refresh"
REFRESH_PATH = "/api/agent/refresh"
LIFE_S = 30 * 86_400
"""Both cookies live as long as a login may idle; the JWT in the first one ends sooner, and tells that there was one."""

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Holder(AuthUser):
    """Who holds a request's token; `refresh` is the refresh token that the response is to set."""

    def __init__(self, auth_id: str | None, action: Action = Action.PASS, refresh: str = "") -> None:
        super().__init__(auth_id, action)
        self.refresh = refresh


class KefuAuth(QuartAuth):
    """Quart-Auth with our JWT as its token, the same in a cookie and as Bearer; an auth id is `AGENT.LOGIN`."""

    user_class = Holder

    def __init__(self, app: Quart, tokens: AgentTokens, *, public_url: str) -> None:
        self._tokens = tokens
        self._public = urlsplit(public_url)
        super().__init__(
            app,
            attribute_name="kefu_holder",
            cookie_name=ACCESS_COOKIE,
            cookie_path="/",
            cookie_http_only=True,
            cookie_samesite="Lax",
            cookie_secure=self._public.scheme == "https",
            duration=LIFE_S,
            mode="cookie",
            salt="",
            # Templates get who is signed in from their views, which have looked them up.
            singleton=False,
        )

    def dump_token(self, auth_id: str, app: Quart | None = None) -> str:
        """The JWT of an auth id."""
        agent_id, _, login_id = auth_id.partition(".")
        return self._tokens.issue(Login(agent_id, login_id))

    def load_token(self, token: str, app: Quart | None = None) -> str | None:
        """The auth id of a JWT, None where it is none that is good."""
        try:
            login = self._tokens.read(token)
        except SignInRequired:
            return None
        return f"{login.agent_id}.{login.id}"

    def resolve_user(self) -> Holder:
        """Who asks, by Bearer where one is sent, else by cookie."""
        return Holder(self.load_cookie() if is_by_cookie() else self.load_bearer())

    def login(self) -> Login:
        """The login that the request's token names; raises `SignInRequired`."""
        agent_id, _, login_id = (self.load_user().auth_id or "").partition(".")
        if not agent_id:
            raise SignInRequired()
        return Login(agent_id, login_id)

    def sign_in(self, login: Login, refresh: str) -> None:
        """Let the response give the browser its keys."""
        self.login_user(Holder(f"{login.agent_id}.{login.id}", Action.WRITE_PERMANENT, refresh))

    def is_from_elsewhere(self) -> bool:
        """Whether a page of another site makes the browser ask. What cannot be told counts as elsewhere."""
        return is_from_elsewhere(self._public.netloc)

    async def after_request(self, response: Response) -> Response:
        """Set or delete the cookies; their base class would warn of every proxy that speaks HTTP to us."""
        holder = getattr(g, str(self.attribute_name), None)
        if not isinstance(holder, Holder) or holder.action is Action.PASS:
            return response
        access = "" if holder.action is Action.DELETE else self.dump_token(holder.auth_id or "")
        self._put(response, ACCESS_COOKIE, access, path="/", samesite="Lax")
        self._put(response, REFRESH_COOKIE, holder.refresh, path=REFRESH_PATH, samesite="Strict")
        return response

    def _put(self, response: Response, name: str, value: str, *, path: str, samesite: str) -> None:
        """Set a cookie, or delete it where `value` is ""; over plain HTTP it cannot be `Secure`."""
        is_secure = bool(self.cookie_secure) or request.is_secure
        life_s = LIFE_S if value else 0
        response.set_cookie(name, value, life_s, path=path, secure=is_secure, httponly=True, samesite=samesite)


def is_by_cookie() -> bool:
    """Whether the request carries no key of its own but leaves it to the browser's cookies."""
    return "Authorization" not in request.headers


def is_harmless() -> bool:
    """Whether the request's method changes nothing."""
    return request.method in _SAFE_METHODS


def has_been_here() -> bool:
    """Whether the browser was signed in once: then a refresh may be worth asking for."""
    return ACCESS_COOKIE in request.cookies
