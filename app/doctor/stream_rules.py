"""How events should come through; pure: what was heard is handed in."""

from app.doctor.finding import Finding, broken, ok, warn
from app.probe.stream import Stream


def judge_stream(seen: Stream, *, patience_s: float) -> list[Finding]:
    """Whether events come one by one, at once, and for as long as nothing is said."""
    if seen.hello_s is None and seen.status not in {0, 200}:
        return [broken("stream_refused", status=seen.status)]
    if seen.hello_s is None or seen.event_s is None:
        code = "stream_held" if seen.hello_s is None else "stream_late"
        return [broken(code, seconds=f"{patience_s:.0f}", reason=seen.trouble)]
    found = [warn("stream_packed", encoding=seen.encoding)] if seen.encoding not in {"", "identity"} else []
    told = {"hello": round(seen.hello_s * 1000), "event": round(seen.event_s * 1000), "seconds": round(seen.lasted_s)}
    if not seen.was_pinged:
        found.append(warn("stream_cut", **told))
    return found or [ok("stream_good", **told)]
