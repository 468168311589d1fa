"""How long and how many things are kept, by the names in the table of `keys`; what each one holds is said there."""

BUS_LENGTH = 20_000
"""Events kept for processes that lag behind; a process that lags further lets its streams resume from their logs."""

LOG_LENGTH = 500
"""Kept events of one session that a stream can be replayed; an older id gets `resync`."""

KEPT_S = 30 * 86_400
"""How much longer than a session's silence its keys live where nobody says otherwise; each shop does."""

EXPIRED_MS = 60_000
"""How long after its keys' end a closed session is taken for gone: the store's clock is not ours."""

LEASE_MS = 4_000
"""How long a process owns a turn without renewing it."""

WAITS_KEPT = 30
WAITS_S = 7 * 86_400
"""How many waits, and for how long, the estimate of the next one is made from."""

MAIL_SENT_S = 7 * 86_400
"""How long a mail's key keeps the same mail from being posted again."""

MAIL_ASKED_S = 86_400
"""How long it is counted how many letters strangers have asked for to one address."""

DEAD_MAILS = 1_000
DEAD_MAIL_S = 30 * 86_400
"""How many mails that could not be sent are kept for the operator, and for how long after the last one."""

LOGIN_IDLE_MS = 30 * 86_400_000
"""How long a login lives without being used."""

LINK_S = 86_400
"""How long a one-time link is good."""

LOCK_MS = 15 * 60_000
"""How long a name is locked for an address after too many failed sign-ins."""

NAME_TRIES_MS = 3_600_000
"""How long tries of one name from strange addresses are remembered after the last one."""

SCHEMA_LOCK_MS = 30_000
"""How long a process that migrates or restores is waited for after it last said that it still does."""

SCHEMA_AGAIN_S = 86_400
"""How long after a migration each start migrates again what processes of the version before have written meanwhile."""

MARK_S = 60
"""How long a backup's mark stays."""
