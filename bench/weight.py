"""docs/weight.md: what the chat weighs on a shop's page, beside other products' figures; it measures nothing."""

from bench.embedding import Embedding

OTHERS = (
    ("LibreDesk", "948ffd8c", "loader as shipped", 5_210),
    ("Tiledesk", "b69eae37", "loader as shipped", 4_649),
    ("Chatwoot", "4.16.2", "loader, built from source", 9_683),
    ("Live Helper Chat", "c15cd17d", "wrapper", 29_393),
    ("Live Helper Chat", "c15cd17d", "scripts and styles in the frame", 208_303),
    ("Rocket.Chat livechat", "1.13.3", "loader", 3_146),
    ("Rocket.Chat livechat", "1.13.3", "first scripts in the frame", 72_738),
    ("Papercups", "6a6f5adc", "script tag", 118_930),
    ("Typebot", "0.10.7", "web.js", 196_440),
    ("Botpress webchat", "4.5.2", "index.js without React", 176_066),
    ("n8n chat", "1.37.0", "chat bundle", 604_518),
)
"""Bytes, gzip -9 of the published files, as of autumn 2026 (product, version, what, size)."""

TEXT = """# What the chat weighs on a shop's page

Written by `make bench`, which loads a plain page with and without the chat in Chromium. Sizes are bytes after gzip.

| | ours | budget |
|---|---|---|
| requests before the visitor shows interest | {requests} | 1 |
| the script, its body | {script_bytes:,} | 4,096 |
| main thread: compiling and running it | {main_thread_ms:.1f} ms | |
| layout shift | {layout_shift:g} | 0 |
| Lighthouse performance, the page without and with it | {score_without:.0f} and {score_with:.0f} | 1 point apart |
| the first opening, everything with its heads, in {first_requests} requests | {first_bytes:,} | 40,960 |

## Beside others

The script that a shop's page names, and where it was measured what comes into the frame. Their figures are of the
files as published, ours of what a browser was sent.

| product | version | what | bytes |
|---|---|---|---|
| **Fiido Kefu** | this one | loader | **{script_bytes:,}** |
| **Fiido Kefu** | this one | rest of the loader, frame, session, with heads | **{first_bytes:,}** |
{others}
"""


def weight_page(found: Embedding) -> str:
    """The page, with what was found."""
    others = "\n".join(f"| {name} | {version} | {what} | {size:,} |" for name, version, what, size in OTHERS)
    values = {name: getattr(found, name) for name in Embedding.__dataclass_fields__}
    return TEXT.format(**values, others=others)
