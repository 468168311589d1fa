"""Letters on their way to a real mail server: protected, honest about refusals, and never stuck."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.notify import smtp as smtp_module
from app.notify.failure import MailError
from app.notify.letter import Letter
from app.notify.smtp import Security, read_sender
from tests.notify.post_office import PASSWORD, USER, post_office, smtp_to
from tests.wire.certificate import Certificate, make_certificate

LETTER = Letter("li@shop.example", "您好", "text", "<p>html</p>", id="k1", thread="s_1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


async def refused(port: int, **options: object) -> MailError:
    with pytest.raises(MailError) as caught:
        await smtp_to(port, **options).send(LETTER)
    return caught.value


async def test_a_letter_arrives() -> None:
    async with post_office() as office:
        await smtp_to(office.port).send(LETTER)
        assert office.recipients == [["li@shop.example"]]
        assert office.letters[0]["Subject"] == "您好"


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_letter_arrives_protected_and_with_a_login(security: Security, certificate: Certificate) -> None:
    async with post_office(security=security, certificate=certificate, needs_login=security == "starttls") as office:
        login = {"user": USER, "password": PASSWORD} if security == "starttls" else {}
        smtp = smtp_to(office.port, security=security, ca_file=Path(certificate.certfile), **login)
        await smtp.send(LETTER)
        assert len(office.delivered) == 1
        assert office.logins == bool(login)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_nothing_is_said_to_a_server_whose_certificate_nobody_vouches_for(
    security: Security, certificate: Certificate
) -> None:
    async with post_office(security=security, certificate=certificate) as office:
        error = await refused(office.port, security=security, user=USER, password=PASSWORD)
        assert "certificate" in error.reason
        assert error.is_setup
        assert (office.logins, office.delivered) == (0, [])


async def test_a_server_without_starttls_is_told_nothing() -> None:
    async with post_office(needs_login=True) as office:
        error = await refused(office.port, security="starttls", user=USER, password=PASSWORD)
        assert error.is_setup
        assert (office.logins, office.delivered) == (0, [])


async def test_a_wrong_password_is_the_operators_to_mend() -> None:
    async with post_office(needs_login=True) as office:
        error = await refused(office.port, user=USER, password="wrong")
        assert error.reason.startswith("login refused: 535")
        assert (error.retryable, error.is_setup) == (True, True)
        assert "wrong" not in error.reason
        assert office.connections == 1, "a login is not tried again at once: servers lock who does"


async def test_a_server_that_wants_a_login_and_is_given_none_refuses_the_letter() -> None:
    async with post_office(needs_login=True) as office:
        assert (await refused(office.port)).is_setup


@pytest.mark.parametrize(
    ("step", "answer", "retryable"),
    [
        ("rcpt", "450 4.2.0 greylisted, come back later", True),
        ("rcpt", "550 5.1.1 no such user", False),
        ("data", "451 4.3.0 out of space", True),
        ("data", "554 5.6.0 this is spam", False),
    ],
)
async def test_what_passes_is_told_from_what_stays(step: str, answer: str, *, retryable: bool) -> None:
    async with post_office() as office:
        getattr(office, step).append(answer)
        error = await refused(office.port)
        assert (error.retryable, error.is_setup) == (retryable, False)
        assert error.reason == answer
        await smtp_to(office.port).send(LETTER)
        assert len(office.delivered) == 1


async def test_a_server_that_is_not_there_may_be_later() -> None:
    async with post_office() as office:
        port = office.port
    error = await refused(port)
    assert (error.retryable, error.is_setup) == (True, False)
    assert error.reason.startswith("network:")


@pytest.fixture
async def breaking() -> AsyncIterator[tuple[int, list[int]]]:
    """A server that hangs up at once, and how many have called."""
    calls = list[int]()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(1)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], calls


async def test_a_connection_that_breaks_is_tried_thrice_at_once(breaking: tuple[int, list[int]]) -> None:
    port, calls = breaking
    error = await refused(port)
    assert error.retryable
    assert len(calls) == 3


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """A server that takes the call and never says a word."""
    done = asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        done.set()


async def test_a_server_that_hangs_costs_one_wait(silent: int) -> None:
    error = await asyncio.wait_for(refused(silent, timeout_s=0.1), 10)
    assert (error.retryable, error.is_setup) == (True, False)


async def test_however_long_each_step_may_take_a_letter_has_its_end(
    silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_module, "SEND_S", 0.1)
    error = await asyncio.wait_for(refused(silent, timeout_s=60), 10)
    assert error.retryable


async def test_an_address_that_is_none_is_never_said_to_a_server() -> None:
    async with post_office() as office:
        with pytest.raises(MailError) as caught:
            await smtp_to(office.port).send(Letter("li@x.example>\r\nDATA", "s", "t", "h", id="k", thread="s"))
        assert (caught.value.retryable, office.connections) == (False, 0)


def test_a_sender_may_have_a_name() -> None:
    named, plain = read_sender("飞多 <kefu@例子.中国>"), read_sender("kefu@shop.example")
    assert named is not None
    assert plain is not None
    assert (named.display_name, named.addr_spec) == ("飞多", "kefu@xn--fsqu00a.xn--fiqs8s")
    assert (plain.display_name, plain.addr_spec) == ("", "kefu@shop.example")


@pytest.mark.parametrize("text", ["", "kefu", "Kefu <kefu>", "a@b.example\r\nBcc: c@d.example"])
def test_a_sender_without_an_address_is_refused_before_anything_is_sent(text: str) -> None:
    assert read_sender(text) is None
    with pytest.raises(ValueError, match="sender"):
        smtp_to(25, sender=text)


def test_certificates_are_verified_by_default() -> None:
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
    assert smtp_to(465, security="tls")._tls.check_hostname
