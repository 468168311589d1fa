"""What is looked at: the settings and the ways to everything that a deployment leans on; opened by others."""

from collections.abc import Callable
from dataclasses import dataclass

from app.ai.provider import Provider
from app.desk.shopbook import ShopBook
from app.notify.smtp import Smtp
from app.settings import Settings
from app.store.store import Store
from app.store.trials import Trials


@dataclass(frozen=True, slots=True)
class Subject:
    """One deployment. `provider` is the text of what is wrong where its AI cannot be set up, `smtp` None for no mail.

    `clock_ms` is the time of day, `clock_s` a monotonic clock, `new_id` makes names that nobody has.
    """

    settings: Settings
    store: Store
    trials: Trials
    shops: ShopBook
    provider: Provider | str
    smtp: Smtp | None
    clock_ms: Callable[[], int]
    clock_s: Callable[[], float]
    new_id: Callable[[], str]

    @property
    def url(self) -> str:
        """The public address, without a slash at its end."""
        return self.settings.public_url.rstrip("/")
