"""A deployment as the doctor is shown it, and streams that are pinged so often that a test can wait for it; no test."""

import time
from typing import Any

import pytest

from app.desk.shopbook import ShopBook
from app.doctor import stream_round
from app.doctor.subject import Subject
from app.engine import find_mail_server, new_id, now_ms
from app.events import hub
from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from app.store.trials import Trials


def subject(store: Store, settings: Settings, **changes: Any) -> Subject:
    """The deployment of the test's store."""
    known: dict[str, Any] = {
        "settings": settings,
        "store": store,
        "trials": Trials(store.redis, Keys(settings.redis_tag)),
        "shops": ShopBook(store, allowed=settings.allowed_origins),
        "provider": "none",
        "smtp": find_mail_server(settings),
        "clock_ms": now_ms,
        "clock_s": time.monotonic,
        "new_id": new_id,
    }
    return Subject(**(known | changes))


def hurry(monkeypatch: pytest.MonkeyPatch, *, patience_s: float = 10.0) -> None:
    """Ping often, and wait so long for what does not come."""
    monkeypatch.setattr(hub, "PING_EVERY_S", 0.3)
    monkeypatch.setattr(stream_round, "PATIENCE_S", patience_s)
