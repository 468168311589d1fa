"""Whether a mail that waited for its time is still needed; whether it is posted at all is a rule of the session's."""

from collections.abc import Callable

from app.domain.errors import SessionNotFound
from app.domain.mail import Mail, MailKind
from app.domain.session import Role, Status
from app.store.bus import order
from app.store.store import Store


class MailNeed:
    """Looks at how things stand when a mail is due. All methods raise `StoreUnavailable`."""

    def __init__(self, store: Store, *, clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._clock_ms = clock_ms

    async def is_wanted(self, mail: Mail) -> bool:
        """False where nobody waits any more, where the visitor has seen the reply, or where the session is gone."""
        try:
            session = await self._store.sessions.load(mail.session_name)
        except SessionNotFound:
            return False
        match mail.kind:
            case MailKind.QUEUE_OLD:
                return session.status is Status.PENDING_MANUAL
            case MailKind.AGENT_REPLY:
                return not await self._has_seen(mail.session_name)
        return True

    async def _has_seen(self, name: str) -> bool:
        """Whether the visitor's page is open, or has shown the last thing an agent said."""
        if await self._store.presence.is_visitor_here(name, now_ms=self._clock_ms()):
            return True
        said = [message.id for message in await self._store.sessions.said(name) if message.role is Role.AGENT]
        read = (await self._store.marks.of(name)).get("visitor")
        return bool(said and read) and order(read or "0-0") >= order(said[-1])
