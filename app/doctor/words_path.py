"""The sentences about the way to the public address; what they are said of is decided in the rules of each."""

from app.doctor.finding import Words
from app.web.sentences import N_

_RENEW = ("docker compose restart certbot", "docker compose logs --tail 5 certbot", "certbot renew")

PATH = {
    "certificate_good": Words("certificate", N_("Good for %(days)s days, by %(issuer)s.")),
    "certificate_soon": Words(
        "certificate",
        N_("Good for only %(days)s days, by %(issuer)s."),
        N_("It should have been renewed by now. Do it by hand, and read why it was not:"),
        _RENEW,
    ),
    "certificate_ended": Words(
        "certificate",
        N_("It has ended: browsers let nobody in."),
        N_("Renew it now:"),
        _RENEW,
    ),
    "certificate_other": Words(
        "certificate",
        N_("It is for %(names)s, not for %(host)s: browsers let nobody in."),
        N_("Get one for that name, or correct PUBLIC_URL:"),
        ("DOMAIN=%(host)s", "certbot certonly -d %(host)s"),
    ),
    "certificate_distrusted": Words(
        "certificate",
        N_("Browsers do not trust it (%(issuer)s): %(reason)s"),
        N_("Serve the whole chain (fullchain.pem, not cert.pem), of an authority that browsers know:"),
        ("TLS_CERT_FILE=/etc/letsencrypt/live/NAME/fullchain.pem",),
    ),
    "certificate_unread": Words(
        "certificate_file",
        N_("%(file)s holds no certificate that can be read: %(reason)s"),
        N_("Name a PEM file that the program's user may read:"),
        ("openssl x509 -noout -subject -enddate -in %(file)s",),
    ),
    "tls_failed": Words(
        "certificate",
        N_("No protected line to %(host)s: %(reason)s"),
        N_("Look what is there:"),
        ("curl -v %(url)s/api/health/live",),
    ),
    "public_good": Words("public", N_("The program answers there.")),
    "public_away": Words(
        "public",
        N_("Nothing answers at %(url)s: %(reason)s"),
        N_("See that its name leads here, that the firewall lets it in, and that program and Nginx run:"),
        ("curl -v %(url)s/api/health/live",),
    ),
    "public_strange": Words(
        "public",
        N_("Something else than this program answers at %(url)s (status %(status)s)."),
        N_("502 or 504: Nginx does not reach the program. Else PUBLIC_URL leads elsewhere:"),
        ("curl -i %(url)s/api/health/live",),
    ),
    "public_elsewhere": Words(
        "public",
        N_("What answers there works on another store than this one."),
        N_("Run the doctor with the server's own settings, or give both the same REDIS_URL and REDIS_TAG:"),
        ("docker compose exec app-a python -m app doctor",),
    ),
    "public_refused": Words(
        "public",
        N_("No conversation can be opened there (status %(status)s). %(reason)s"),
        N_("A proxy or firewall must let POST with JSON pass. Try:"),
        ("curl -i --json '{}' %(url)s/api/chat/session",),
    ),
    "public_moved": Words(
        "public",
        N_("It leads on to %(to)s: what browsers send to it does not arrive."),
        N_("Name the address that visitors end at:"),
        ("PUBLIC_URL=%(to)s",),
    ),
    "public_unready": Words(
        "public",
        N_("The program answers there, but takes no conversation now (status 503)."),
        N_("Mostly its store is away or full: see to what is said of the store first, then ask it itself:"),
        ("curl -i %(url)s/api/health/ready",),
    ),
    "redirect_good": Words("redirect", N_("HTTP leads on to HTTPS.")),
    "redirect_closed": Words("redirect", N_("Nothing answers HTTP, which is safe.")),
    "redirect_missing": Words(
        "redirect",
        N_("%(url)s answers over plain HTTP (status %(status)s)."),
        N_("Have it lead on. In Nginx:"),
        ("server { listen 80; return 301 https://$host$request_uri; }",),
    ),
    "http2_good": Words("http2", N_("Offered.")),
    "http2_missing": Words(
        "http2",
        N_("Not offered: a browser has six connections in all, and an open chat holds one."),
        N_("In Nginx, from 1.25.1 on the first, before the second:"),
        ("http2 on;", "listen 443 ssl http2;"),
    ),
    "hsts_good": Words("hsts", N_("Browsers are told to come by HTTPS for %(days)s days.")),
    "hsts_short": Words(
        "hsts",
        N_("Browsers are told to come by HTTPS for only %(days)s days."),
        N_("In Nginx:"),
        ('add_header Strict-Transport-Security "max-age=31536000" always;',),
    ),
    "hsts_missing": Words(
        "hsts",
        N_("Browsers are not told to come by HTTPS alone."),
        N_("In Nginx, once HTTPS works for good:"),
        ('add_header Strict-Transport-Security "max-age=31536000" always;',),
    ),
    "stream_good": Words(
        "stream",
        N_("Events come at once (%(hello)s ms, then %(event)s ms), and in silence it stays open (%(seconds)s s)."),
    ),
    "stream_held": Words(
        "stream",
        N_("Held back on the way: nothing has come in %(seconds)s s. Visitors get answers in lumps, by polling."),
        N_("Something between browser and program buffers. In Nginx, for /api/chat/ and /api/agent/events:"),
        ("proxy_buffering off;", "proxy_cache off;", "gzip off;", "proxy_http_version 1.1;"),
    ),
    "stream_late": Words(
        "stream",
        N_("Held back on the way: it began, but an event has not come in %(seconds)s s."),
        N_("Something between browser and program gathers small pieces. In Nginx:"),
        ("proxy_buffering off;", "gzip off;"),
    ),
    "stream_cut": Words(
        "stream",
        N_("Cut off after %(seconds)s s of silence: every open chat connects anew all the time."),
        N_("Signs of life come every 15 s: let it be silent for longer. In Nginx:"),
        ("proxy_read_timeout 1h;",),
    ),
    "stream_packed": Words(
        "stream",
        N_("It is compressed on the way (%(encoding)s), which holds words back and costs memory."),
        N_("In Nginx, for /api/chat/ and /api/agent/events:"),
        ("gzip off;", "brotli off;"),
    ),
    "stream_refused": Words(
        "stream",
        N_("It is refused on the way (status %(status)s)."),
        N_("A proxy or firewall must let the header Authorization and long answers pass."),
    ),
    "caller_good": Words("caller", N_("Visitors are told apart by their addresses, and cannot choose them.")),
    "caller_shared": Words(
        "caller",
        N_("All callers have one address, the proxy's: one who guesses passwords locks others out."),
        N_("Believe the proxy, which has to overwrite X-Forwarded-For; this is its address as we see it:"),
        ("TRUSTED_PROXIES=%(seen)s", "proxy_set_header X-Forwarded-For $remote_addr;"),
    ),
    "caller_forged": Words(
        "caller",
        N_("Whoever calls may claim any address: limits on wrong passwords can be got round."),
        N_("Let the proxy overwrite what strangers say, and trust no address but the proxy's:"),
        ("proxy_set_header X-Forwarded-For $remote_addr;", "TRUSTED_PROXIES=..."),
    ),
    "origins_good": Words("origins", N_("%(sites)s may embed the chat.")),
    "origins_none": Words(
        "origins",
        N_("No site may embed the shop %(shop)s."),
        N_("Name it, here or in the workbench under Shops:"),
        ("python -m app shop set %(shop)s --origin https://shop.example.com",),
    ),
    "origins_plain": Words(
        "origins",
        N_("%(origin)s (of the shop %(shop)s) is plain HTTP: what visitors see there can be changed on the way."),
        N_("Serve the site by HTTPS, name it so, and take the old name out in the workbench:"),
        ("python -m app shop set %(shop)s --origin %(secure)s",),
    ),
    "embedding_good": Words("embedding", N_("Browsers let each shop's sites show the chat, and nobody else.")),
    "embedding_away": Words(
        "embedding",
        N_("The chat page of the shop %(shop)s does not come: %(reason)s"),
        N_("Look what comes instead:"),
        ("curl -i '%(url)s/embed?shop=%(shop)s'",),
    ),
    "embedding_refused": Words(
        "embedding",
        N_("A proxy adds X-Frame-Options: %(rule)s, so no site can show the chat."),
        N_("Take it out for /embed (the program's own frame-ancestors are stricter). In Nginx remove:"),
        ("add_header X-Frame-Options %(rule)s;",),
    ),
    "embedding_other": Words(
        "embedding",
        N_("For the shop %(shop)s browsers keep the chat away from: %(origins)s"),
        N_("A proxy must pass Content-Security-Policy on, and not cache /embed:"),
        ("curl -sI '%(url)s/embed?shop=%(shop)s' | grep -i frame",),
    ),
}
