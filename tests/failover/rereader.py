"""A guest who is told to read again, and does: a failover may take back what was heard and never acknowledged."""

from app.store.bus import order
from tests.crash.guest import Guest
from tests.crash.ledger import Ledger
from tests.live import Heard


class Rereader(Guest):
    """Begins its books anew where the server says so, with the turns that have ended by then."""

    async def _write_down(self, event: Heard) -> None:
        if event.kind != "resync":
            await super()._write_down(event)
            return
        before, self.ledger = self.ledger, Ledger(event.id)
        self.ledger.known = before.known | set(before.states) | {said.turn_id for said in self.acknowledged}
        for message in await self.messages():
            if turn_id := order(message["id"]) <= order(event.id) and message.get("turn_id"):
                self.ledger.known.add(turn_id)
                if message["role"] != "visitor":
                    self.ledger.states[turn_id] = "finished"
