"""What was measured, as lines of the report, each against its budget; it measures nothing."""

from bench.first_word import FirstWord
from bench.message_cpu import MessageCpu
from bench.report import Row
from bench.sigterm import Sigterm
from bench.stream_memory import StreamMemory

CPU_RATIO = 1.5
MEMORY_RATIO = 1.3
FIRST_P50_MS = 10.0
FIRST_P99_MS = 50.0
EXIT_S = 2.0

CPU = "CPU per message, POST to delivered event"
MEMORY = "resident memory per idle stream, 1,000 streams"
P50 = "first AI word added, 100 turns at once, p50"
P99 = "first AI word added, 100 turns at once, p99"
EXIT = "SIGTERM to exit, 1,000 streams open"
LOST = "messages lost, or heard twice, by their clients"

REASONS = {
    CPU: "the control neither checks nor keeps; ours reads the session, decides, commits by a script, hears its own "
    "event on the bus, checks token and JSON and logs a line.",
    P50: "a hundred questions at once keep one process busy for longer than the upstream needs for its first word.",
    P99: "a hundred questions at once keep one process busy for longer than the upstream needs for its first word: the "
    "last of them wait for the processor. Where the other work on the machine is large, so is this figure.",
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
    def row(what: str, budget_ms: float, direct_ms: float, ours_ms: float) -> Row:
        budget, used = (f"{budget_ms:.0f} ms", ours_ms / budget_ms) if budget_ms else ("", None)
        return Row(what, budget, f"{direct_ms:.2f} ms", f"{ours_ms:.1f} ms", f"{ours_ms / direct_ms:.0f}", used)

    return [
        row(P50, FIRST_P50_MS, found.direct.p50_ms, found.ours.p50_ms),
        row(P99, FIRST_P99_MS, found.direct.p99_ms, found.ours.p99_ms),
        row("any AI word added (gathered on purpose), p50", 0, found.direct_all.p50_ms, found.ours_all.p50_ms),
        row("any AI word added (gathered on purpose), p99", 0, found.direct_all.p99_ms, found.ours_all.p99_ms),
    ]


def of_sigterm(found: Sigterm) -> list[Row]:
    faults = found.lost + found.doubled
    lost = f"{found.lost} lost, {found.doubled} twice, of {found.kept}"
    return [
        Row(EXIT, f"{EXIT_S:.0f} s", "", f"{found.exit_s:.2f} s", "", found.exit_s / EXIT_S),
        Row(LOST, "none", "", lost, "", 1.0 + faults if faults else 0.0),
        Row("streams that ended without `bye`", "none", "", str(found.cut), "", 1.0 + found.cut if found.cut else 0.0),
    ]
