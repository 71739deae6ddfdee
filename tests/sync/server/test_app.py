"""The superior over HTTP: problem documents, limits and the health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from sync.protocol import limits
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH, PROBLEM_TYPE
from sync.protocol.refusals import Refused, Why
from sync.server import app, engine
from sync.server.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.superior import Superior


@pytest.fixture
def client(local: Superior) -> Iterator[TestClient]:
    with TestClient(app.make(local)) as made:
        yield made


def test_a_refusal_is_a_problem_document(client: TestClient) -> None:
    answer = client.post(HELLO_PATH, content=b"{}")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith(PROBLEM_TYPE)
    assert answer.json() == {"type": "urn:union-desk:problem:not_signed", "status": 401, "code": "not_signed",
                             "title": "not signed", "detail": "请求没有本机的有效签名。", "params": {}}


def test_a_body_beyond_the_limit_is_refused_by_its_length_and_by_its_bytes(client: TestClient) -> None:
    size = limits.REQUEST_BYTES + 1
    assert client.post(FRAMES_PATH, content=bytes(size)).json()["code"] == "too_large"

    def parts() -> Iterator[bytes]:
        for _part in range(size // 2**20 + 1):
            yield bytes(2**20)

    assert client.post(FRAMES_PATH, content=parts()).json()["code"] == "too_large"


def test_other_paths_and_methods_are_not_there(client: TestClient) -> None:
    assert client.get(HELLO_PATH).status_code == 405
    assert client.get("/s/anything").status_code == 404


def test_the_health_check_asks_the_database(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json()["status"] == "ok"

    def away(_engine: object) -> None:
        raise Refused(Why.BUSY)

    monkeypatch.setattr(engine, "reading", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_whoever_must_wait_is_told_how_long(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_request: object) -> bytes:
        raise Refused(Why.TOO_MANY, seconds=17)

    monkeypatch.setattr(Service, "post", refuse)
    answer = client.post(HELLO_PATH)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "17")


def test_the_first_page_says_what_this_is(client: TestClient, local: Superior) -> None:
    local.rename("<海口>总工会")
    assert "&lt;海口&gt;总工会" in client.get("/").text
