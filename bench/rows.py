"""What was measured, as lines of the report, each against its budget; it measures nothing."""

from bench.embedding import Embedding
from bench.first_word import FirstWord
from bench.message_cpu import MessageCpu
from bench.queue_page import QueuePage
from bench.report import Row
from bench.sigterm import Sigterm
from bench.stream_memory import StreamMemory
from bench.takeover import Takeover

CPU_RATIO = 1.5
MEMORY_RATIO = 1.3
FIRST_P50_MS = 10.0
FIRST_P99_MS = 50.0
EXIT_S = 2.0
SCRIPT_BYTES = 4_096
FIRST_BYTES = 40 * 1024
POINTS = 1.0

CPU = "CPU per message, POST to delivered event"
MEMORY = "resident memory per idle stream, 1,000 streams"
P50 = "first AI word added, 100 turns at once, p50"
P99 = "first AI word added, 100 turns at once, p99"
EXIT = "SIGTERM to exit, 1,000 streams open"
PAGE_MS = 300.0
PAGE = "the workbench's first page, 2,000 open sessions"
LOST = "messages lost, or heard twice, by their clients"

_CROWDED = (
    "a hundred turns of 30 words take most of one core while they last, which leaves little headroom: the busier the "
    "machine is with other work (see the load above), the longer words wait for the processor."
)
REASONS = {
    CPU: "the control checks nothing, decides nothing, logs nothing and hears its own event in the process. Sampled, "
    "with the whole of the control as 1: Hypercorn, Quart and the loop cost ours 1.0 and the control 0.75 (headers, "
    "hooks, a guard); then the commit 0.26, reading the session 0.18, the policy 0.16, the desk's rules 0.15, the log "
    "line 0.12, the bus 0.07, the rest 0.3. Remembering sessions in the process would save about 0.18, and sending a "
    "tick's commands together 0.1 to 0.15 under load.",
    P50: _CROWDED,
    P99: _CROWDED,
    EXIT: "up to a second is the grace for answers that are being spoken, all of which hang here; the rest is the "
    "machine's other work.",
}


def of_message_cpu(found: MessageCpu) -> list[Row]:
    spread = f"{found.ratio:.2f} ({min(found.ratios):.2f} to {max(found.ratios):.2f})"
    control, ours = f"{found.control_ms:.2f} ms", f"{found.ours_ms:.2f} ms"
    turn = f"{found.turn_ms:.1f} ms"
    return [
        Row(CPU, f"{CPU_RATIO} times", control, ours, spread, found.ratio / CPU_RATIO),
        Row("CPU per whole turn, question and 40 words", "", "", turn, f"{found.turn_ms / found.control_ms:.0f}"),
    ]


def of_stream_memory(found: StreamMemory) -> list[Row]:
    control, ours = f"{found.control_bytes / 1000:.1f} kB", f"{found.ours_bytes / 1000:.1f} kB"
    return [Row(MEMORY, f"{MEMORY_RATIO} times", control, ours, f"{found.ratio:.2f}", found.ratio / MEMORY_RATIO)]


def of_first_word(found: FirstWord) -> list[Row]:
    first, every = (found.direct, found.ours), (found.direct_all, found.ours_all)
    cpu = f"{found.cpu_ms:.1f} ms"
    return [
        _delay(P50, FIRST_P50_MS, [(one.p50_ms, one.best_p50_ms) for one in first]),
        _delay(P99, FIRST_P99_MS, [(one.p99_ms, one.best_p99_ms) for one in first]),
        _delay("any AI word added (gathered on purpose), p50", 0, [(one.p50_ms, one.best_p50_ms) for one in every]),
        _delay("any AI word added (gathered on purpose), p99", 0, [(one.p99_ms, one.best_p99_ms) for one in every]),
        Row("CPU per turn among a hundred, session and 30 words", "", "", cpu, ""),
    ]


def _delay(what: str, budget_ms: float, found: list[tuple[float, float]]) -> Row:
    """The control is the same upstream heard directly; judged by the median of the rounds."""
    (direct, best_direct), (ours, best_ours) = found
    budget, used = (f"{budget_ms:.0f} ms", ours / budget_ms) if budget_ms else ("", None)
    control = f"{direct:.2f} ms (best round {best_direct:.2f})"
    through_us = f"{ours:.1f} ms (best round {best_ours:.1f})"
    return Row(what, budget, control, through_us, f"{ours / direct:.0f}", used)


def of_sigterm(found: Sigterm) -> list[Row]:
    faults = found.lost + found.doubled
    lost = f"{found.lost} lost, {found.doubled} twice, of {found.kept}"
    return [
        Row(EXIT, f"{EXIT_S:.0f} s", "", f"{found.exit_s:.2f} s", "", found.exit_s / EXIT_S),
        Row(LOST, "none", "", lost, "", 1.0 + faults if faults else 0.0),
        Row("streams that ended without `bye`", "none", "", str(found.cut), "", 1.0 + found.cut if found.cut else 0.0),
    ]


def of_takeover(found: Takeover) -> list[Row]:
    spread = f"{found.ratio:.1f} ({min(found.ratios):.1f} to {max(found.ratios):.1f})"
    control, ours = f"{found.script_ms:.2f} ms", f"{found.takeover_ms:.2f} ms"
    return [Row("one takeover against one bare script call: read, decide, commit", "", control, ours, spread)]


def of_queue_page(found: QueuePage) -> list[Row]:
    took = f"{found.median_ms:.0f} ms (first {found.first_ms:.0f} ms), {found.cpu_ms:.0f} ms of processor"
    size = f"{found.kilobytes:.0f} kB before compression"
    return [
        Row(PAGE, f"{PAGE_MS:.0f} ms", "", took, "", max(found.first_ms, found.median_ms) / PAGE_MS),
        Row("its size", "", "", size, ""),
    ]


def of_embedding(found: Embedding) -> list[Row]:
    lost = max(0.0, found.score_without - found.score_with)
    scores = f"{found.score_without:.0f}", f"{found.score_with:.0f}"
    opened = f"{found.first_bytes / 1024:.1f} KB in {found.first_requests} requests"
    return [
        Row("requests of a shop's page before interest", "1", "0", f"{found.requests}", "", found.requests - 1.0),
        Row("the loader, gzipped", "4 KB", "", f"{found.script_bytes} bytes", "", found.script_bytes / SCRIPT_BYTES),
        Row("main thread for the loader", "", "", f"{found.main_thread_ms:.1f} ms", ""),
        Row("layout shift by the loader", "0", "", f"{found.layout_shift:g}", "", found.layout_shift),
        Row("Lighthouse performance", "1 point less", *scores, f"{lost:.0f} less", lost / POINTS),
        Row("first opening of the chat, with heads", "40 KB", "", opened, "", found.first_bytes / FIRST_BYTES),
    ]
