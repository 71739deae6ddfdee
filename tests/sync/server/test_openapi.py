"""The machine-readable description: every route is in it, it lies in the docs, and real answers are as it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from sync.protocol import canonical, envelope, keys, messages, tokens
from sync.protocol.messages import ENROL_PATH, FRAMES_PATH, HELLO_PATH, RECEIPTS_PATH
from sync.server import app, openapi
from tests.samples import member
from tests.sync.senders import Sender, messages_key, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.superior import Superior

Schema = dict[str, Any]
KINDS: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
                                      "null": (type(None),), "array": (list,), "object": (dict,)}


@pytest.fixture
def client(local: Superior) -> Iterator[TestClient]:
    with TestClient(app.make(local)) as made:
        yield made


def faults(value: Any, schema: Schema, at: str = "$") -> list[str]:
    """Return where a value is not as a schema says: the part of JSON Schema that the description uses."""
    if "$ref" in schema:
        return faults(value, openapi.document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], at)
    if "anyOf" in schema:
        return [] if any(not faults(value, one, at) for one in schema["anyOf"]) else [f"{at}: none of anyOf"]
    kind = schema.get("type")
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind in {"integer", "number"})):
        return [f"{at}: {type(value).__name__} is no {kind}"]
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        return [fault for number, one in enumerate(value) for fault in faults(one, schema["items"], f"{at}[{number}]")]
    return _faults_of_object(value, schema, at) if isinstance(value, dict) else []


def _faults_of_object(value: dict[str, Any], schema: Schema, at: str) -> list[str]:
    found = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in schema.get("properties", {}):
            found += faults(one, schema["properties"][name], f"{at}.{name}")
        elif isinstance(schema.get("additionalProperties"), dict):
            found += faults(one, schema["additionalProperties"], f"{at}.{name}")
        elif "properties" in schema:
            found.append(f"{at}.{name} is not described")
    return found


def described(path: str, method: str, status: int, media: str) -> Schema:
    content: Schema = openapi.document()["paths"][path][method]["responses"][str(status)]["content"]
    (kind,) = [kind for kind in content if media.startswith(kind.split(";")[0])]
    schema: Schema = content[kind]["schema"]
    return schema


def test_every_route_is_described_and_nothing_else(local: Superior) -> None:
    made = app.make(local)
    routes = {(route.path, method.lower()) for route in made.routes if isinstance(route, Route)
              for method in route.methods or () if method != "HEAD"}
    assert routes == {(path, method) for path, methods in openapi.document()["paths"].items() for method in methods}


def test_every_reference_leads_somewhere() -> None:
    text = openapi.text()
    schemas = openapi.document()["components"]["schemas"]
    for part in text.split('"$ref": "')[1:]:
        assert part.split('"')[0].removeprefix("#/components/schemas/") in schemas
    assert json.loads(text)["openapi"] == "3.1.0"


def test_answers_to_gets_are_as_described(client: TestClient) -> None:
    for path, methods in openapi.document()["paths"].items():
        if "get" in methods:
            answer = client.get(path)
            schema = described(path, "get", answer.status_code, answer.headers["content-type"])
            value = answer.json() if "json" in answer.headers["content-type"] else answer.text
            assert faults(value, schema) == []


def test_a_whole_session_and_its_refusals_are_as_described(client: TestClient, local: Superior) -> None:
    unit, token = local.add_unit("工会", "1")
    sender = Sender(local, unit, client)  # type: ignore[arg-type]  # posts go through `exchange` below
    seen: list[tuple[str, int]] = []

    def exchange(path: str, body: bytes, nonce: str = "", *, signed: bool = True) -> Any:
        given = messages.authorise(sender.signer, local.signer.name, path, body, nonce).header() if signed else ""
        answer = client.post(path, content=body, headers={"authorization": given})
        schema = described(path, "post", answer.status_code, answer.headers["content-type"])
        assert faults(answer.json(), schema) == []
        seen.append((path, answer.status_code))
        return answer.json()

    def enrol() -> dict[str, Any]:
        asked = messages.Enrolment(token=token.number, key=messages_key(sender.signer), challenge="c", app="test")
        request = envelope.seal(sender.signer, keys.ENROLMENT, asked)
        made = messages.EnrolmentRequest(request=request, proof=tokens.prove(token.key, request))
        reply: dict[str, Any] = exchange(ENROL_PATH, canonical.encode(made), signed=False)
        return reply

    reply = enrol()
    sender.certificate = envelope.peek(reply["admission"], messages.Admission).certificate
    hello = canonical.encode(messages.Hello(challenge="x", app="test", schema="1", heads=[]))
    nonce = envelope.peek(exchange(HELLO_PATH, hello)["welcome"], messages.Welcome).nonce
    row = {n: int(v) if isinstance(v, bool) else v for n, v in member(1, mobile="1").items()}
    first, second, third = (sender.seal(table([row])) for _n in range(3))
    exchange(FRAMES_PATH, first.data, nonce)
    exchange(FRAMES_PATH, third.data, nonce)
    exchange(FRAMES_PATH, second.data, "stale")
    wanted = canonical.encode(messages.Wanted(log=sender.log, first=1, last=1))
    assert len(exchange(RECEIPTS_PATH, wanted, nonce)["receipts"]) == 1
    exchange(RECEIPTS_PATH, b"{}", nonce)
    exchange(HELLO_PATH, b"{}", signed=False)
    local.revoke(sender.signer.name)
    exchange(HELLO_PATH, hello)
    enrol()
    assert seen == [
        (ENROL_PATH, 200), (HELLO_PATH, 200), (FRAMES_PATH, 200), (FRAMES_PATH, 409), (FRAMES_PATH, 401),
        (RECEIPTS_PATH, 200), (RECEIPTS_PATH, 400), (HELLO_PATH, 401), (HELLO_PATH, 403), (ENROL_PATH, 403)]


def test_the_checker_of_this_test_finds_what_is_wrong() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    assert faults({"a": 1}, schema) == []
    assert faults({"a": "1"}, schema) == ["$.a: str is no integer"]
    assert faults({"b": 1}, schema) == ["$.a is missing", "$.b is not described"]
    assert faults([1], {"type": "array", "items": {"type": "string"}}) == ["$[0]: int is no string"]
