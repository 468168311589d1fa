"""How much was said to a visitor that they have not seen; what counts as seen is told by marks and by their words."""

from app.store.bus import order
from app.store.sessions import View


def count_unread(view: View) -> int:
    """How many of the view's messages by the AI or an agent are younger than all the visitor has read or said."""
    read = order(view.marks.get("visitor", "0-0"))
    count = 0
    for kept in reversed(view.messages):
        role = kept.json()["role"]
        if order(kept.id) <= read or role == "visitor":
            break
        count += role in ("ai", "agent")
    return count
