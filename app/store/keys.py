"""Every key in Redis, with its type and its life; nothing else spells a key.

All keys carry one hash tag, so that a change is one script on one slot of a cluster.

| key                          | type   | holds                                         | life                       |
|------------------------------|--------|-----------------------------------------------|----------------------------|
| {tag}:generation             | string | a random name of this data set                | for ever                   |
| {tag}:schema                 | string | the number of this layout, or "restoring"     | for ever                   |
| {tag}:schema:from            | string | the layout that was migrated lately           | SCHEMA_AGAIN_S             |
| {tag}:schema:lock            | string | whose it is to migrate or restore             | SCHEMA_LOCK_MS, renewed    |
| {tag}:backup:mark            | string | the moment of which a backup is               | MARK_S                     |
| {tag}:bus                    | stream | every event of every session, fields s, k, d  | the last BUS_LENGTH        |
| {tag}:deadlines              | zset   | session -> ms at which it falls silent        | entry removed when closed  |
| {tag}:turns                  | zset   | session -> ms at which its turn's lease ends  | entry removed with the turn|
| {tag}:session:NAME           | hash   | the session's state                           | silence + kept             |
| {tag}:session:NAME:log       | stream | its kept events, ids as on the bus, k, d      | silence + kept, LOG_LENGTH |
| {tag}:session:NAME:messages  | stream | its messages, ids as on the bus, d            | silence + kept             |
| {tag}:session:NAME:clients   | hash   | client_id -> "message_id turn_id"; / (below)   | silence + kept             |
| {tag}:session:NAME:turn      | hash   | the answer so far: id, text, run              | silence + kept             |
| {tag}:expiries               | zset   | closed session -> ms when its keys have expired| entry removed then        |
| {tag}:loaders                | hash   | file name -> a loader that shops have pinned  | for ever                   |
| {tag}:shops                  | hash   | shop id -> its settings as JSON               | for ever                   |
| {tag}:agents                 | hash   | sign-in name -> agent id                      | for ever                   |
| {tag}:admins                 | set    | ids of the active admins                      | for ever                   |
| {tag}:agent:ID               | hash   | an agent, and the hash of their password      | for ever                   |
| {tag}:agent:ID:logins        | hash   | login id -> the login as JSON                 | LOGIN_IDLE_MS unused       |
| {tag}:agent:ID:link          | string | SHA-256 of the secret in their one-time link  | LINK_S                     |
| {tag}:replies                | hash   | reply id -> a canned reply as JSON            | for ever                   |
| {tag}:setup:SHA              | string | "1": a set-up link of that secret is good     | LINK_S                     |
| {tag}:tries:SHA              | string | failed sign-ins of one name from one address  | LOCK_MS after the last     |
| {tag}:tries:name:SHA         | hash   | tries of one name from strangers: n, next_ms  | NAME_TRIES_MS              |
| {tag}:known:SHA              | string | "1": this name signed in from this address    | LOGIN_IDLE_MS              |
| {tag}:session:NAME:notes     | stream | what agents alone see, ids as on the bus, d   | silence + kept             |
| {tag}:session:NAME:marks     | hash   | visitor, agent -> id each has read up to      | silence + kept             |
| {tag}:alarms                 | zset   | session -> ms at which a wait or offer ends   | entry removed with it      |
| {tag}:status:STATUS          | zset   | session -> its place in that list             | entry moves with the status|
| {tag}:offline                | zset   | session for the next shift -> ms of its message| entry removed when taken up|
| {tag}:owned:AGENT            | zset   | session -> ms since when the agent owns it    | entry removed with the tie |
| {tag}:person:SHOP:SHA        | zset   | a verified person's session -> ms of its change| as its sessions' keys      |
| {tag}:waits:SHOP             | list   | how long the last WAITS_KEPT visitors waited  | WAITS_S                    |
| {tag}:mail:due               | zset   | mail -> ms at which it is to be sent          | entry removed when sent    |
| {tag}:mail:jobs              | hash   | mail -> JSON                                  | entry removed when sent    |
| {tag}:mail:sent:KEY          | string | that this mail was posted                     | MAIL_SENT_S                |
| {tag}:mail:asked:SHA         | string | letters strangers asked for to one address    | MAIL_ASKED_S               |
| {tag}:mail:tries             | hash   | mail -> how often it was taken to be sent     | entry removed when sent    |
| {tag}:mail:dead              | list   | the last DEAD_MAILS mails that failed, JSON   | DEAD_MAIL_S                |
| {tag}:presence:agents        | zset   | agent -> ms when an open workbench was seen   | entries swept after a while|
| {tag}:presence:visitors      | zset   | session -> ms when an open page was seen      | entries swept after a while|
| {tag}:presence:servers       | zset   | running process -> ms when it said so         | entries swept after a while|

"silence + kept" is SESSION_EXPIRE_SECONDS and the days for which the session's shop keeps conversations, counted anew
from each change.

In `clients` the field "/" holds the id of the last change with what it was answered, for a call that is sent again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The keys of one session."""

    session: str
    log: str
    messages: str
    clients: str
    turn: str
    notes: str
    marks: str


@dataclass(frozen=True, slots=True)
class AgentKeys:
    """The keys of one agent's account."""

    agent: str
    logins: str
    link: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one deployment; `tag` is its hash tag, e.g. `kefu`."""

    tag: str

    @property
    def generation(self) -> str:
        """The name of the data set."""
        return f"{{{self.tag}}}:generation"

    @property
    def schema(self) -> tuple[str, str, str]:
        """The number of the layout, the one it was migrated from lately, and the lock of who changes them."""
        return f"{{{self.tag}}}:schema", f"{{{self.tag}}}:schema:from", f"{{{self.tag}}}:schema:lock"

    @property
    def backup(self) -> tuple[str, str]:
        """What every key begins with, and the mark of the moment of a backup."""
        return f"{{{self.tag}}}:", f"{{{self.tag}}}:backup:mark"

    @property
    def bus(self) -> str:
        """The stream of all events."""
        return f"{{{self.tag}}}:bus"

    @property
    def deadlines(self) -> str:
        """When each session falls silent."""
        return f"{{{self.tag}}}:deadlines"

    @property
    def expiries(self) -> str:
        """When each closed session's keys have expired."""
        return f"{{{self.tag}}}:expiries"

    @property
    def turns(self) -> str:
        """When each turn's lease ends."""
        return f"{{{self.tag}}}:turns"

    @property
    def alarms(self) -> str:
        """When each wait or offer has lasted too long."""
        return f"{{{self.tag}}}:alarms"

    @property
    def offline(self) -> str:
        """The sessions with an open offline message."""
        return f"{{{self.tag}}}:offline"

    @property
    def agents_present(self) -> str:
        """When each agent's workbench was last seen open."""
        return f"{{{self.tag}}}:presence:agents"

    @property
    def visitors_present(self) -> str:
        """When each session's page was last seen open."""
        return f"{{{self.tag}}}:presence:visitors"

    @property
    def servers_present(self) -> str:
        """When each process of the program last said that it runs."""
        return f"{{{self.tag}}}:presence:servers"

    @property
    def mail_due(self) -> str:
        """When each mail is to be sent."""
        return f"{{{self.tag}}}:mail:due"

    @property
    def mail_jobs(self) -> str:
        """The mails that are to be sent."""
        return f"{{{self.tag}}}:mail:jobs"

    @property
    def mail_tries(self) -> str:
        """How often each mail was taken to be sent."""
        return f"{{{self.tag}}}:mail:tries"

    @property
    def mail_dead(self) -> str:
        """The mails that could not be sent."""
        return f"{{{self.tag}}}:mail:dead"

    def mail_sent(self, key: str) -> str:
        """That a mail of this key was posted."""
        return f"{{{self.tag}}}:mail:sent:{key}"

    def mail_asked(self, digest: str) -> str:
        """How many letters were asked for to one address, by its digest."""
        return f"{{{self.tag}}}:mail:asked:{digest}"

    def status(self, status: str) -> str:
        """The sessions of one status."""
        return f"{{{self.tag}}}:status:{status}"

    def owned(self, agent_id: str) -> str:
        """The sessions that an agent owns."""
        return f"{{{self.tag}}}:owned:{agent_id}"

    def waits(self, shop_id: str) -> str:
        """How long visitors of a shop have waited lately."""
        return f"{{{self.tag}}}:waits:{shop_id}"

    def person(self, shop_id: str, digest: str) -> str:
        """The sessions of a verified person with a shop, by the digest of their id."""
        return f"{{{self.tag}}}:person:{shop_id}:{digest}"

    def of(self, name: str) -> SessionKeys:
        """The keys of the session `name`."""
        session = f"{{{self.tag}}}:session:{name}"
        parts = ("log", "messages", "clients", "turn", "notes", "marks")
        return SessionKeys(session, *(f"{session}:{part}" for part in parts))

    @property
    def agents(self) -> str:
        """Which agent has which sign-in name."""
        return f"{{{self.tag}}}:agents"

    @property
    def loaders(self) -> str:
        """The loaders that shops have pinned."""
        return f"{{{self.tag}}}:loaders"

    @property
    def shops(self) -> str:
        """The settings of each shop."""
        return f"{{{self.tag}}}:shops"

    @property
    def replies(self) -> str:
        """The canned replies."""
        return f"{{{self.tag}}}:replies"

    @property
    def admins(self) -> str:
        """The active admins."""
        return f"{{{self.tag}}}:admins"

    def of_agent(self, agent_id: str) -> AgentKeys:
        """The keys of the agent `agent_id`."""
        agent = f"{{{self.tag}}}:agent:{agent_id}"
        return AgentKeys(agent, f"{agent}:logins", f"{agent}:link")

    def setup(self, digest: str) -> str:
        """A set-up link, by the digest of its secret."""
        return f"{{{self.tag}}}:setup:{digest}"

    def tries(self, name_digest: str, pair_digest: str) -> tuple[str, str, str]:
        """Failed sign-ins of a name from an address; of the name from strangers; whether the two are known."""
        tag = f"{{{self.tag}}}"
        return f"{tag}:tries:{pair_digest}", f"{tag}:tries:name:{name_digest}", f"{tag}:known:{pair_digest}"


class KeyList:
    """The keys of one script call, each once, and where each stands (from 1, as Lua counts)."""

    def __init__(self, *keys: str) -> None:
        self.keys = list(keys)

    def at(self, key: str) -> int:
        """Where `key` stands, from now on at the latest."""
        if key not in self.keys:
            self.keys.append(key)
        return self.keys.index(key) + 1
