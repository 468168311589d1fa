"""The store behind TLS, with a password on the servers and on those who watch them."""

from pathlib import Path

import pytest
from redis import Redis

from app.domain.errors import StoreUnavailable
from app.store.store import open_store
from tests.failover.machines import KEPT, REDIS, Machine, running
from tests.failover.sentinels import NAME
from tests.processes import free_port
from tests.store.talk import begin, say
from tests.wire.certificate import Certificate, make_certificate

PASSWORD = "correct horse/battery@staple"
IN_URL = "correct%20horse%2Fbattery%40staple"


def _tls(certificate: Certificate, port: int) -> tuple[str, ...]:
    files = ("--tls-cert-file", certificate.certfile, "--tls-key-file", certificate.keyfile)
    trust = ("--tls-ca-cert-file", certificate.certfile, "--tls-auth-clients", "no", "--tls-replication", "yes")
    return ("--tls-port", str(port), *files, *trust)


async def test_sentinels_and_their_master_are_reached_over_tls_with_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, ports = make_certificate(tmp_path), (free_port(), free_port())
    master = Machine(REDIS, tmp_path / "data", (*KEPT, *_tls(certificate, ports[0])))
    sentinel = Machine(REDIS, tmp_path / "sentinel", ("--sentinel", *_tls(certificate, ports[1])))
    with running(master, sentinel):
        sentinel.ask("SENTINEL", "MONITOR", NAME, "127.0.0.1", str(ports[0]), "1")
        for machine in (master, sentinel):
            with Redis(port=machine.port) as client:
                client.execute_command("ACL", "SETUSER", "default", "resetpass", f">{PASSWORD}")
        url = f"rediss+sentinel://:{IN_URL}@127.0.0.1:{ports[1]}/{NAME}"
        suspicious = open_store(url, tag="test", expire_s=60)
        with pytest.raises(StoreUnavailable):
            await suspicious.ping()
        # A certificate of one's own is trusted as for every program that uses OpenSSL.
        monkeypatch.setenv("SSL_CERT_FILE", certificate.certfile)
        store = open_store(url, tag="test", expire_s=60)
        await begin(store)
        await say(store, "hello")
        await suspicious.close()
        await store.close()
        unnamed = open_store(url.replace(f":{IN_URL}@", ""), tag="test", expire_s=60)
        with pytest.raises(StoreUnavailable):
            await unnamed.ping()
        await unnamed.close()
