# The three images that compose.yml runs: `app` is the program, `edge` is Nginx before it, `certbot` fetches certificates.

FROM python:3.13-slim-bookworm AS build
# Where the usual index is slow or out of reach: docker compose build --build-arg PIP_INDEX_URL=...
ARG PIP_INDEX_URL
WORKDIR /opt/kefu
COPY requirements/run.txt requirements/run.txt
# Babel knows a thousand locales in 30 MB; the program speaks two. Nothing is compiled from source, so no compiler is needed.
RUN python -m venv --without-pip /opt/venv \
    && PIP_ROOT_USER_ACTION=ignore python -m pip --python /opt/venv/bin/python install --quiet --no-cache-dir \
        --disable-pip-version-check --no-compile --only-binary :all: --require-hashes -r requirements/run.txt \
    && find /opt/venv/lib/python3.13/site-packages/babel/locale-data -name '*.dat' \
        ! -name 'root.dat' ! -name 'en*.dat' ! -name 'zh*.dat' -delete
COPY app app
COPY faq faq
COPY translations translations
COPY hypercorn.toml hypercorn.toml
# Byte code is never checked against its source: the root file system is read-only, and the files' dates do not matter.
RUN for lang in en zh; do \
        /opt/venv/bin/pybabel -q compile -f -l "$lang" \
            -i "translations/$lang/LC_MESSAGES/messages.po" -o "translations/$lang/LC_MESSAGES/messages.mo" || exit 1; \
    done \
    && find translations -name '*.po*' -delete \
    && rm -r requirements \
    && /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib app

FROM python:3.13-slim-bookworm AS app
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kefu \
    && install -d -o kefu -g kefu -m 0700 /data \
    && rm -rf /usr/local/lib/python3.13/ensurepip /usr/local/lib/python3.13/site-packages/pip* /usr/local/bin/pip*
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/kefu /opt/kefu
WORKDIR /opt/kefu
# Without REDIS_URL the store that comes along keeps its data in /data: docker run -v kefu:/data -p 8000:8000 ...
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 VAR_DIR=/data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-ISc", "import os, socket, sys; s = socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 3); s.sendall(b'GET /api/health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n'); sys.exit(b' 200 ' not in s.recv(64))"]
CMD ["python", "-m", "app", "serve"]

# certbot and Nginx are the same user: a private key stays readable by its owner alone, and neither of them needs root,
# a capability or a group of its own to hand it over. Nginx mounts it read-only.
FROM debian:12-slim AS front
RUN useradd --no-log-init --uid 10002 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin edge \
    && install -d -o edge -g edge -m 0700 /certs \
    && install -d -o edge -g edge -m 0755 /acme
WORKDIR /opt/kefu

FROM front AS edge
# Debian's security updates are wanted, not one version.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libnginx-mod-http-brotli-filter libnginx-mod-http-brotli-static nginx openssl \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
COPY nginx nginx
ENV HTTP_PORT=8080 HTTPS_PORT=8443 ACME_ROOT=/acme \
    CERT_FILE=/certs/live/kefu/fullchain.pem KEY_FILE=/certs/live/kefu/privkey.pem \
    RUN_DIR=/tmp/edge ERRORS_DIR=/opt/kefu/nginx/errors
USER 10002:10002
EXPOSE 8080 8443
# Streams would go on for minutes after a SIGQUIT, Nginx's usual signal; browsers resume at once.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/$HTTP_PORT\" && printf 'GET /edge-health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 204 ]"]
CMD ["nginx/start"]

FROM front AS certbot
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates certbot openssl \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
COPY nginx/certify nginx/certify
ENV ACME_ROOT=/acme CERT_DIR=/certs
USER 10002:10002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=10s --start-period=5m --retries=3 \
    CMD ["openssl", "x509", "-noout", "-checkend", "1209600", "-in", "/certs/live/kefu/fullchain.pem"]
CMD ["nginx/certify"]
