"""The sentences about mail; what they are said of is decided in `mail_rules`."""

from app.doctor.finding import Words
from app.web.sentences import N_

MAIL = {
    "mail_good": Words("mail", N_("%(host)s lets us in; nothing was sent.")),
    "mail_off": Words(
        "mail",
        N_("SMTP_HOST is not set: nobody is written to, neither the team nor visitors."),
        N_("Take the values from your mail provider:"),
        (
            "SMTP_HOST=smtp.example.com",
            "SMTP_USER=kefu@example.com",
            "SMTP_PASSWORD=...",
            "TEAM_EMAILS=team@example.com",
        ),
    ),
    "mail_login": Words(
        "mail",
        N_("%(host)s refuses the login: %(reason)s"),
        N_("Many providers want an app password made for this, not the mailbox's own:"),
        ("SMTP_USER=...", "SMTP_PASSWORD=..."),
    ),
    "mail_distrusted": Words(
        "mail",
        N_("Nobody vouches for the certificate of %(host)s: %(reason)s"),
        N_("Name the server as its certificate does, or, for an authority of your own, its file:"),
        ("SMTP_HOST=...", "SMTP_CA_FILE=/etc/ssl/our-ca.pem"),
    ),
    "mail_away": Words(
        "mail",
        N_("%(host)s cannot be reached: %(reason)s"),
        N_("Many hosts close port 25: use 465 (tls) or 587 (starttls), and let it out through the firewall:"),
        ("SMTP_SECURITY=tls", "nc -vz %(host)s 465"),
    ),
    "mail_plain": Words(
        "mail",
        N_("%(host)s does not begin with TLS at this port: %(reason)s"),
        N_("Port and protection belong together: 465 is tls, 587 is starttls. Mostly this helps:"),
        ("SMTP_SECURITY=starttls", "SMTP_PORT=587"),
    ),
    "mail_unprotected": Words(
        "mail",
        N_("%(host)s offers no protected line or no login: %(reason)s"),
        N_("Try TLS from the first byte; `none` is for a relay on the same machine:"),
        ("SMTP_SECURITY=tls",),
    ),
    "mail_refused": Words(
        "mail",
        N_("%(host)s refuses us: %(reason)s"),
        N_("Its own words say why; often the sender is not one that this login may use:"),
        ("SMTP_FROM=...",),
    ),
    "team_good": Words("team", N_("Every shop has somebody who is written to.")),
    "team_nobody": Words(
        "team",
        N_("Nobody is written to when a visitor waits in vain, in: %(shops)s."),
        N_("Name the team here, or in each shop's settings:"),
        ("TEAM_EMAILS=team@example.com",),
    ),
    "letters_none": Words("letters", N_("None waits to be sent.")),
    "letters_good": Words("letters", N_("%(waiting)s waiting to be sent, none late.")),
    "letters_late": Words(
        "letters",
        N_("%(waiting)s wait to be sent, the first since %(minutes)s minutes."),
        N_("The server's log says why each is put off:"),
        ("docker compose logs | grep mail_put_off", "journalctl -u fiido-kefu | grep mail_put_off"),
    ),
    "letters_dead": Words(
        "letters",
        N_("%(dead)s could not be sent in the last 30 days and were given up."),
        N_("The server's log says why, with the event mail_failed:"),
        ("docker compose logs | grep mail_failed", "journalctl -u fiido-kefu | grep mail_failed"),
    ),
}
