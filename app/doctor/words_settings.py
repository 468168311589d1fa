"""The sentences about settings, disks and the machine; what they are said of is decided in `setting_rules`."""

from app.doctor.finding import Words
from app.web.sentences import N_

SETTINGS = {
    "public_url_good": Words("address", N_("Visitors come by %(url)s.")),
    "public_url_missing": Words(
        "address",
        N_("PUBLIC_URL is not set: letters and snippets lead to HOST and PORT."),
        N_("Set the address that visitors see; all that is checked from outside needs it too:"),
        ("PUBLIC_URL=https://chat.example.com",),
    ),
    "public_url_plain": Words(
        "address",
        N_("%(url)s is plain HTTP: cookies are not Secure, and anybody on the way can read along."),
        N_("Serve HTTPS, by Nginx or by TLS_CERT_FILE and TLS_KEY_FILE (docs/deploy.md), and set:"),
        ("PUBLIC_URL=https://%(host)s",),
    ),
    "demo_off": Words("demo", N_("The demo shop is off.")),
    "demo_trial": Words("demo", N_("The demo shop is on, to try things out.")),
    "demo_on": Words(
        "demo",
        N_("The demo shop is on: everybody can see it at %(url)s/."),
        N_("When your own shop embeds the chat, switch it off:"),
        ("DEMO_SHOP=false",),
    ),
    "log_good": Words("log", N_("LOG_LEVEL is %(level)s.")),
    "log_debug": Words(
        "log",
        N_("LOG_LEVEL is DEBUG: it grows fast, and slows everything down."),
        N_("Unless you are looking for something just now, set:"),
        ("LOG_LEVEL=INFO",),
    ),
    "disk_good": Words("disk", N_("%(free)s of %(size)s are free below %(folder)s.")),
    "disk_low": Words(
        "disk",
        N_("Only %(free)s of %(size)s are free below %(folder)s; on a full disk the store takes no messages."),
        N_("Make room, or move the folder to a larger disk. What is large there:"),
        ("du -xh --max-depth=2 %(folder)s | sort -h | tail",),
    ),
    "disk_unseen": Words(
        "disk",
        N_("The disk below %(folder)s cannot be looked at: %(reason)s"),
        N_("Let the user that the program runs as read it:"),
        ("ls -ld %(folder)s",),
    ),
    "machine_good": Words("machine", N_("Python %(version)s, time zones and languages are there.")),
    "python_other": Words(
        "machine",
        N_("Python %(version)s is not one that this program is tested with."),
        N_("Run it with Python 3.11, 3.12 or 3.13:"),
        ("make run PYTHON=python3.13",),
    ),
    "zones_missing": Words(
        "machine",
        N_("There are no time zones: opening hours cannot be told."),
        N_("Install what belongs to the program again:"),
        (".venv/bin/pip install --require-hashes -r requirements/run.txt",),
    ),
    "words_missing": Words(
        "machine",
        N_("Words are missing in: %(languages)s."),
        N_("Compile the catalogues:"),
        ("make translations",),
    ),
    "check_timeout": Words(
        "doctor",
        N_("Nothing was found out within %(seconds)s s."),
        N_("See to what is said above and below first, then look again:"),
        ("python -m app doctor",),
    ),
    "check_failed": Words(
        "doctor",
        N_("The check itself broke (%(reason)s): that is a fault of this program."),
        N_("Please report it with the version and these lines:"),
        ("python -m app doctor --json",),
    ),
}

LABELS = {
    "address": N_("Address"),
    "demo": N_("Demo shop"),
    "log": N_("Log"),
    "machine": N_("Machine"),
    "disk": N_("Disk"),
    "store": N_("Store"),
    "schema": N_("Data layout"),
    "persistence": N_("Persistence"),
    "eviction": N_("Eviction"),
    "memory": N_("Memory"),
    "clock": N_("Clock"),
    "latency": N_("Latency"),
    "connections": N_("Connections"),
    "replicas": N_("Replicas"),
    "ai": N_("AI"),
    "ai_shops": N_("Shops' bots"),
    "mail": N_("Mail server"),
    "team": N_("Team's mail"),
    "letters": N_("Letters"),
    "certificate": N_("Certificate"),
    "certificate_file": N_("TLS_CERT_FILE"),
    "public": N_("Public way"),
    "redirect": N_("Redirect"),
    "http2": N_("HTTP/2"),
    "hsts": N_("HSTS"),
    "stream": N_("Stream"),
    "caller": N_("Callers"),
    "origins": N_("Sites"),
    "embedding": N_("Embedding"),
    "doctor": N_("Doctor"),
}
"""What is looked at, in the order of the report."""
