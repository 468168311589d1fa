"""The sentences about the store; what they are said of is decided in `store_rules`."""

from app.doctor.finding import Words
from app.web.sentences import N_

_MANAGED = N_("At a managed service its console has the setting. Elsewhere:")

STORE = {
    "store_good": Words("store", N_("%(product)s %(version)s answers.")),
    "store_away": Words(
        "store",
        N_("Redis does not answer: %(reason)s"),
        N_("Start it, or correct REDIS_URL. On this machine the following must say PONG:"),
        ("%(cli)s ping",),
    ),
    "store_refused": Words(
        "store",
        N_("Redis does not let us in: %(reason)s"),
        N_("Correct the user and the password in REDIS_URL:"),
        ("REDIS_URL=redis://USER:PASSWORD@HOST:6379/0",),
    ),
    "store_embedded": Words(
        "store",
        N_("The embedded store cannot be used: %(reason)s"),
        N_("Its log says more:"),
        ("tail -n 20 %(folder)s/store.log", "ls -l %(folder)s"),
    ),
    "store_hidden": Words(
        "store",
        N_("The store does not let us see how it is set up."),
        N_("Allow our user to ask, or see to it yourself that AOF is on and maxmemory-policy is noeviction:"),
        ("%(cli)s ACL SETUSER USER +info +config|get",),
    ),
    "store_replica": Words(
        "store",
        N_("REDIS_URL leads to a replica, which takes no changes."),
        N_("Name the master, or let Sentinel find it:"),
        ("REDIS_URL=redis+sentinel://HOST:26379,HOST:26379,HOST:26379/MASTER_NAME",),
    ),
    "store_old": Words(
        "store",
        N_("%(product)s %(version)s is too old: Redis 7 or Valkey 7.2 is needed."),
        N_("Install a newer one; it reads the data that are there:"),
        ("apt-get update && apt-get install redis-server",),
    ),
    "schema_good": Words("schema", N_("The data are in layout %(wanted)s, as this version writes them.")),
    "schema_old": Words(
        "schema",
        N_("The data are in layout %(found)s, or were until lately; this version writes %(wanted)s."),
        N_("The next start brings them up to date by itself, beside older processes too. Keep a copy before:"),
        ("python -m app backup kefu.backup",),
    ),
    "schema_refused": Words(
        "schema",
        N_("The data cannot be used: %(reason)s"),
        N_("A copy from before is put back by:"),
        ("python -m app restore kefu.backup --replace",),
    ),
    "aof_good": Words("persistence", N_("Every change is kept (AOF, appendfsync %(fsync)s).")),
    "aof_replaced": Words("persistence", N_("AOF is off; what is acknowledged is on a replica too.")),
    "aof_off": Words(
        "persistence",
        N_("AOF is off: a restart of the store loses every conversation."),
        N_("Switch it on, now and for every start:"),
        ("%(cli)s CONFIG SET appendonly yes", "%(cli)s CONFIG REWRITE"),
    ),
    "aof_off_snapshots": Words(
        "persistence",
        N_("AOF is off: a restart of the store loses what was said since its last snapshot."),
        N_("Switch it on, now and for every start:"),
        ("%(cli)s CONFIG SET appendonly yes", "%(cli)s CONFIG REWRITE"),
    ),
    "aof_off_managed": Words(
        "persistence",
        N_("AOF is off: a restart of the store loses what was acknowledged."),
        N_("Switch it on in the service's console. Where there is no AOF, have a replica and wait for it:"),
        ("REDIS_WAIT_REPLICAS=1",),
    ),
    "fsync_hidden": Words(
        "persistence",
        N_("AOF is on; how soon it is on disk cannot be seen from here."),
        N_("Look in the service's console that appendfsync is everysec or always."),
    ),
    "fsync_no": Words(
        "persistence",
        N_("appendfsync is no: a power cut may lose half a minute."),
        _MANAGED,
        ("%(cli)s CONFIG SET appendfsync everysec", "%(cli)s CONFIG REWRITE"),
    ),
    "persistence_failing": Words(
        "persistence",
        N_("The store cannot write its files (%(what)s)."),
        N_("Make room on its disk, and let its user write there. Its log says which file:"),
        ("df -h", "%(cli)s INFO persistence"),
    ),
    "eviction_good": Words("eviction", N_("noeviction: nothing is ever thrown away.")),
    "eviction_hidden": Words(
        "eviction",
        N_("What a full store does cannot be seen from here."),
        N_("Look in the service's console that maxmemory-policy is noeviction."),
    ),
    "eviction_unsafe": Words(
        "eviction",
        N_("maxmemory-policy is %(policy)s: a full store would throw conversations away."),
        _MANAGED,
        ("%(cli)s CONFIG SET maxmemory-policy noeviction", "%(cli)s CONFIG REWRITE"),
    ),
    "memory_good": Words("memory", N_("%(used)s of %(room)s are used.")),
    "memory_open": Words("memory", N_("%(used)s are used, without a limit; the machine has %(room)s.")),
    "memory_high": Words(
        "memory",
        N_("%(used)s of %(room)s are used (%(percent)s%%); a full store takes no messages."),
        N_("Give it more, or let shops keep conversations for fewer days. More, where the machine has it:"),
        ("%(cli)s CONFIG SET maxmemory %(double)s", "%(cli)s CONFIG REWRITE"),
    ),
    "memory_fragmented": Words(
        "memory",
        N_("%(used)s of data take %(ratio)s times as much memory."),
        N_("Let the store tidy up; where it cannot, restart it in a quiet hour:"),
        ("%(cli)s CONFIG SET activedefrag yes",),
    ),
    "clock_good": Words("clock", N_("The store's clock and ours agree (%(ms)s ms apart).")),
    "clock_off": Words(
        "clock",
        N_("The store's clock and ours are %(seconds)s s apart: waits and times are wrong."),
        N_("Let both machines keep time:"),
        ("timedatectl set-ntp true",),
    ),
    "ping_good": Words("latency", N_("%(ms)s ms there and back.")),
    "ping_slow": Words(
        "latency",
        N_("%(ms)s ms there and back: everything visitors do takes several times that."),
        N_("Put the store and the program into one data centre."),
    ),
    "clients_good": Words("connections", N_("%(clients)s of %(limit)s connections are in use.")),
    "clients_many": Words(
        "connections",
        N_("%(clients)s of %(limit)s connections are in use."),
        N_("Allow more (each process of ours needs up to 70):"),
        ("%(cli)s CONFIG SET maxclients %(double)s", "%(cli)s CONFIG REWRITE"),
    ),
    "replicas_good": Words("replicas", N_("%(found)s are up to date; %(wanted)s are waited for.")),
    "replicas_missing": Words(
        "replicas",
        N_("%(found)s are up to date, but REDIS_WAIT_REPLICAS asks for %(wanted)s: no message is accepted."),
        N_("Bring the replicas back, or wait for fewer:"),
        ("%(cli)s INFO replication", "REDIS_WAIT_REPLICAS=%(found)s"),
    ),
}
