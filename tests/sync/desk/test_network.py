"""The road over HTTP: addresses, the pin, and what a network may answer instead of the superior."""

from __future__ import annotations

import asyncio
import ssl
import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from sync.desk import enrolment, network, session, store
from sync.protocol import keys, limits
from sync.protocol.peer import NoAnswerError
from sync.server import app, serving
from sync.server.configuration import Settings
from sync.server.superior import Superior
from tests.sync.protocol.samples import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import uvicorn

    from union_desk.database import Database


@pytest.mark.parametrize(("given", "expected"), [
    ("https://gh.example.cn/", "https://gh.example.cn"), (" https://10.0.0.5:8443/ud/ ", "https://10.0.0.5:8443/ud"),
    ("http://127.0.0.1:8700", "http://127.0.0.1:8700"), ("http://localhost:1", "http://localhost:1"),
    ("http://[::1]:8700", "http://[::1]:8700"),
])
def test_addresses_that_may_be_used(given: str, expected: str) -> None:
    assert network.check_address(given) == expected


@pytest.mark.parametrize("given", ["", "gh.example.cn", "http://gh.example.cn", "http://10.0.0.5", "ftp://x", "https://"])
def test_addresses_that_would_send_in_the_clear_are_refused(given: str) -> None:
    with pytest.raises(network.ServerAddressError):
        network.check_address(given)


def carrier(answer: Callable[[httpx2.Request], httpx2.Response]) -> network.Carrier:
    return network.Carrier("http://127.0.0.1:1", transport=httpx2.MockTransport(answer))


def test_a_problem_document_is_the_superior_s_own_words() -> None:
    document = {"code": "busy", "params": {}, "detail": "x"}
    headers = {"content-type": "application/problem+json", "retry-after": "40"}
    answer = httpx2.Response(503, json=document, headers=headers)
    with carrier(lambda _request: answer) as one, refusal("busy") as refused:
        one.post("/s/hello", b"", "")
    assert refused.value.retry_after == 40


@pytest.mark.parametrize("answer", [
    httpx2.Response(502, text="Bad gateway"), httpx2.Response(302, headers={"location": "http://login"}),
    httpx2.Response(500, content=b"{", headers={"content-type": "application/problem+json"}),
    httpx2.Response(404, json=["x"], headers={"content-type": "application/problem+json"}),
])
def test_what_the_network_answers_in_its_place_is_no_answer(answer: httpx2.Response) -> None:
    with carrier(lambda _request: answer) as one, pytest.raises(NoAnswerError):
        one.post("/s/hello", b"", "")


def test_a_wait_asked_for_by_a_proxy_is_kept() -> None:
    with (carrier(lambda _request: httpx2.Response(503, headers={"retry-after": "90"})) as one,
          pytest.raises(NoAnswerError) as none):
        one.post("/s/hello", b"", "")
    assert none.value.retry_after == 90


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPLY_BYTES", 1000)
    with carrier(lambda _request: httpx2.Response(200, content=bytes(2000))) as one, pytest.raises(NoAnswerError):
        one.post("/s/hello", b"", "")


@pytest.mark.parametrize("fault", [httpx2.ReadTimeout("x"), httpx2.ConnectError("x"), httpx2.ReadError("x"),
                                   httpx2.RemoteProtocolError("x"), OSError("x")])
def test_every_fault_of_the_road_is_no_answer(fault: Exception) -> None:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        raise fault

    with carrier(answer) as one, pytest.raises(NoAnswerError):
        one.post("/s/hello", b"", "")


def test_a_login_page_is_not_believed(office: Database) -> None:
    def page(_path: str, _body: bytes, _authorization: str) -> bytes:
        return b"<html>Please log in</html>"

    token = "UD1-" + "A" * 68
    with pytest.raises(Exception, match="登记码"):
        enrolment.enrol(office, "http://127.0.0.1:1", token, post=page)


# ---- TLS with the superior's own key


@pytest.fixture
def secure(local: Superior) -> Iterator[str]:
    """Serve a superior over TLS in a thread; gives the address."""
    bound = serving.bind("127.0.0.1:0")
    ready = threading.Event()
    servers: list[uvicorn.Server] = []

    def started() -> None:
        ready.set()

    original = serving.Announcing.__init__

    def remember(self: serving.Announcing, config: uvicorn.Config, call: Callable[[], None], front: app.Front) -> None:
        original(self, config, call, front)
        servers.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving.Announcing, "__init__", remember)
        thread = threading.Thread(target=lambda: serving.serve(local, bound, Settings(tls=True), started=started))
        thread.start()
        assert ready.wait(20)
    yield serving.address_of(bound, tls=True)
    servers[0].should_exit = True
    thread.join(20)
    bound.close()


def test_the_superior_s_key_is_pinned_and_no_clock_or_name_matters(
        secure: str, local: Superior, office: Database) -> None:
    _unit, token = local.add_unit("工会", "1")
    found = enrolment.enrol(office, secure, token.text)
    assert found.pinned
    assert session.run_session(office).frames == 0
    with office.bookkeeping() as s:
        store.put_superior(s, store.Superior(**{**vars(found), "key": keys.Signer.generate().public}))
    with pytest.raises(network.OtherKeyError, match="证书"):
        session.run_session(office)


def test_without_the_pin_a_self_made_certificate_is_not_taken(secure: str) -> None:
    with network.Carrier(secure) as one, pytest.raises(network.OtherKeyError):
        one.post("/s/hello", b"", "")


def test_a_token_of_another_superior_gets_nothing(secure: str, tmp_path: Path, office: Database) -> None:
    other = Superior.open(str(tmp_path / "other.db"))
    _unit, token = other.add_unit("工会", "1")
    with pytest.raises(NoAnswerError):
        enrolment.enrol(office, secure, token.text)
    other.close()


def test_a_server_that_is_not_there_is_no_answer(office: Database, local: Superior) -> None:
    _unit, token = local.add_unit("工会", "1")
    with pytest.raises(NoAnswerError, match="无法连接"):
        enrolment.enrol(office, "http://127.0.0.1:1", token.text)
    with pytest.raises(store.NotEnrolledError):
        session.run_session(office)


def test_the_pin_is_compared_before_a_byte_is_sent(local: Superior) -> None:
    context = serving.tls_context(local.signer)
    seen: list[bytes] = []

    async def main() -> None:
        class Listener(asyncio.Protocol):  # no task that could still wait when the client has hung up without a word
            def data_received(self, data: bytes) -> None:
                seen.append(data)

        server = await asyncio.get_running_loop().create_server(Listener, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        one = network.Carrier(f"https://127.0.0.1:{port}", keys.Signer.generate().name)
        with one, pytest.raises(network.OtherKeyError):
            await asyncio.to_thread(one.post, "/s/hello", b"secret", "")
        server.close()
        await server.wait_closed()

    asyncio.run(main())
    assert b"secret" not in b"".join(seen)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
