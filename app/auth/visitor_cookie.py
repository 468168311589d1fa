"""A visitor's key in a cookie that no script reads: the second copy of it, for our own page in a plain frame.

Each browser denies frames one of two places, storage or cookies. What the key opens is not known here.
"""

from urllib.parse import urlsplit

from quart import Response, request

from app.auth.origin import is_from_elsewhere
from app.auth.visitors import LIFE_S

PATH = "/api/chat/session"
"""The one route that gets the cookie, and answers with the key."""


class VisitorCookie:
    """Reads and sets the cookie of one shop each; both only where a page of ours asks."""

    def __init__(self, *, public_url: str) -> None:
        self._public = urlsplit(public_url)

    def read(self, shop_id: str) -> str:
        """The key that the browser keeps for the shop; "" for none, and for whoever asks from another site."""
        return "" if self._is_from_elsewhere() else request.cookies.get(_name(shop_id), "")

    def put(self, response: Response, shop_id: str, token: str) -> None:
        """Let the browser keep the key as long as it lives, apart for each site that embeds us; else do nothing."""
        if self._is_from_elsewhere():
            return
        # In another site's frame a cookie must be Secure, which plain HTTP cannot have: so only our own keeps it.
        is_secure = self._public.scheme == "https" or request.is_secure
        response.set_cookie(
            _name(shop_id),
            token,
            LIFE_S,
            path=PATH,
            httponly=True,
            secure=is_secure,
            samesite="None" if is_secure else "Lax",
            partitioned=is_secure,
        )

    def _is_from_elsewhere(self) -> bool:
        return is_from_elsewhere(self._public.netloc)


def _name(shop_id: str) -> str:
    return f"kefu_chat_{shop_id}"
