"""The protocol's document: its examples run, its conversation is played against a superior, its tables checked."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

import sync
from sync.desk import retry, session
from sync.protocol import canonical, certificates, envelope, keys, limits, messages, tokens
from sync.protocol.messages import ENROL_PATH, FRAMES_PATH, FRAMES_TYPE, HELLO_PATH, RECEIPTS_PATH
from sync.protocol.refusals import REASONS, Refused
from sync.server import app
from sync.server import engine as engines
from sync.server.service import REFUSALS_A_MINUTE, Service
from sync.server.superior import NONCE_SECONDS, TOKEN_DAYS, Superior
from sync.server.tables import TOKENS, UNITS

DOCUMENT = Path(sync.__file__).with_name("PROTOCOL.md").read_text("utf-8")
NOW, SECONDS = "2026-03-20T09:46:40Z", 1_774_000_000
EXCHANGES = ("enrol", "refused", "hello", "frames", "receipts")
WORDS = ("no", "one", "two", "three", "four", "five", "six")
DOCUMENTS = ("enrolment", "admission", "certificate", "welcome", "receipt")


def blocks(kind: str, name: str = "") -> list[str]:
    """Return the fenced blocks of that kind, and of that name if one is given."""
    return re.findall(rf"^```{kind}{name and ' ' + name}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)


def pattern(shown: str) -> str:
    """Return the regular expression of what is shown, where `…` stands for characters left out of a line."""
    return ".+".join(re.escape(part) for part in shown.split("…"))


def run_examples() -> SimpleNamespace:
    """Run the document's Python from top to bottom, as one program; returns its names."""
    names: dict[str, Any] = {"__name__": "protocol"}
    for number, block in enumerate(blocks("python"), 1):
        exec(compile(f"from __future__ import annotations\n{block}", f"<example {number}>", "exec"), names)  # noqa: S102  the document's own examples
    return SimpleNamespace(**names)


@dataclass
class Talk:
    """The conversation of the document between its fixed device and a real superior with the fixed key."""

    said: SimpleNamespace
    superior: Superior
    exchanges: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)

    def post(self, name: str, path: str, body: bytes, nonce: str | None = None) -> bytes:
        """Carry a request there and its answer back, and write both down as HTTP shows them."""
        given = ""
        if nonce is not None:
            given = messages.authorise(self.said.office, self.superior.signer.name, path, body, nonce).header()
        lines = [f"POST {path}", f"Content-Type: {FRAMES_TYPE if path == FRAMES_PATH else 'application/json'}"]
        lines += [f"Authorization: {given}"] if given else []
        lines += ["", f"({len(body)} bytes)" if path == FRAMES_PATH else body.decode(), ""]
        try:
            answer = Service(self.superior).post(path, body, given)
            lines += ["200", "Content-Type: application/json", "", answer.decode()]
        except Refused as refused:
            told = app.problem(refused)
            answer = bytes(told.body)
            lines += [str(told.status_code), f"Content-Type: {told.media_type}", "", answer.decode()]
        self.exchanges[name] = "\n".join(lines) + "\n"
        return answer

    def keep(self, name: str, signed: str) -> dict[str, Any]:
        """Write down what a signed document says; returns it."""
        found = envelope.peek(signed, dict)
        self.documents[name] = canonical.encode(found).decode()
        return found

    def greet(self, seq: int, frame_hash: str) -> str:
        """Greet; returns the nonce."""
        head = messages.LogHead(log=self.said.log, share="N", seq=seq, hash=frame_hash)
        hello = messages.Hello(challenge="9" * 32, app="union-desk 0.1.0", schema="0001", heads=[head])
        reply = json.loads(self.post("hello", HELLO_PATH, canonical.encode(hello), ""))
        return str(self.keep("welcome", reply["welcome"])["nonce"])

    def play(self) -> None:
        """Enrol; send the first frame after a refusal; greet, send the second and ask for both receipts again."""
        said = self.said
        asked = messages.Enrolment(token=said.token.number, key=base64.b64encode(said.office.public).decode(),
                                   challenge="7" * 32, app="union-desk 0.1.0")
        request = envelope.seal(said.office, keys.ENROLMENT, asked)
        body = canonical.encode(messages.EnrolmentRequest(
            request=request, proof=tokens.prove(said.token.key, request)))
        reply = json.loads(self.post("enrol", ENROL_PATH, body))
        self.keep("enrolment", request)
        self.keep("certificate", self.keep("admission", reply["admission"])["certificate"])
        nonce = self.greet(1, said.first.hash)
        self.post("refused", FRAMES_PATH, said.second.data, nonce)
        self.post("frames", FRAMES_PATH, said.first.data, nonce)
        nonce = self.greet(2, said.second.hash)
        reply = json.loads(self.post("frames", FRAMES_PATH, said.second.data, nonce))
        self.keep("receipt", reply["receipts"][0])
        wanted = messages.Wanted(log=said.log, first=1, last=2)
        self.post("receipts", RECEIPTS_PATH, canonical.encode(wanted), nonce)


@pytest.fixture(scope="module")
def said() -> SimpleNamespace:
    return run_examples()


@pytest.fixture
def talk(said: SimpleNamespace, local: Superior, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Play the conversation with the clock, the serial number and the nonce that the document shows."""
    for module in ("superior", "greeting", "ingest"):
        monkeypatch.setattr(f"sync.server.{module}.now", lambda: NOW)
    monkeypatch.setattr("sync.server.greeting.HEAD", "0001")
    monkeypatch.setattr("sync.server.superior.time", SimpleNamespace(time=lambda: SECONDS))
    monkeypatch.setattr("sync.server.superior.secrets", SimpleNamespace(token_hex=lambda size: "5e" * size))
    superior = Superior(local.engine, said.superior, "海口市某区总工会")
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.insert(UNITS).values(**said.unit._asdict(), added_at=NOW))
        connection.execute(sa.insert(TOKENS).values(
            number=said.token.number, unit_id=said.unit.id, key=said.token.key, made_at=NOW, expires_at=NOW))
    made = Talk(said, superior)
    made.play()
    return made


def test_the_examples_are_right() -> None:
    assert len(blocks("python")) >= 9
    run_examples()


@pytest.mark.parametrize("name", EXCHANGES)
def test_requests_and_replies_are_those_of_a_real_superior(talk: Talk, name: str) -> None:
    (shown,) = blocks("http", name)
    assert re.fullmatch(pattern(shown), talk.exchanges[name]), talk.exchanges[name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_signed_documents_say_what_is_shown(talk: Talk, name: str) -> None:
    (shown,) = blocks("json", name)
    as_it_travels = canonical.encode(json.loads(shown)).decode()
    assert re.fullmatch(pattern(as_it_travels), talk.documents[name]), talk.documents[name]


def test_every_example_of_the_conversation_is_known_here() -> None:
    assert sorted(re.findall(r"^```(?:http|json) (\w+)$", DOCUMENT, re.MULTILINE)) == sorted(EXCHANGES + DOCUMENTS)


def test_the_certificate_of_the_examples_is_the_one_that_the_superior_issues(talk: Talk, said: SimpleNamespace) -> None:
    assert talk.documents["certificate"] == canonical.encode(envelope.peek(said.certificate, dict)).decode()
    assert certificates.verify(said.superior.public, said.certificate).device == said.office.name


def test_every_refusal_is_explained_with_its_status() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d{3}) \| [^|]+ \| [^|]+ \|$", DOCUMENT, re.MULTILINE)
    assert {code: int(status) for code, status in rows} == {str(c): status for c, (status, _text) in REASONS.items()}
    assert len(rows) == len(REASONS)


def test_every_limit_is_named_with_its_value() -> None:
    rows = re.findall(r"^\| [^|]+ \(`([A-Z_]+)`\) \| ([\d,]+) \|$", DOCUMENT, re.MULTILINE)
    told = {name: int(value.replace(",", "")) for name, value in rows}
    assert told == {name: value for name, value in vars(limits).items() if name.isupper()}


@pytest.mark.parametrize("fact", [
    f"{REFUSALS_A_MINUTE} refused requests in a minute", f"for {TOKEN_DAYS} days", f"`Retry-After` {app.RETRY_SECONDS}",
    f"after {retry.LEAST_SECONDS:g} s, doubling to {retry.MOST_SECONDS / 60:g} min",
    f"{WORDS[NONCE_SECONDS // 3600]} hours", f"{WORDS[session.ROUNDS]} rounds at most",
    f"{limits.SEAL_RECORDS:,} or {limits.SEAL_PACKED_BYTES // 1024} KiB packed per frame",
    f"(at most {limits.TAIL_HASHES}) hashes", f"The reply holds at most {limits.RECEIPTS_AT_ONCE}",
])
def test_numbers_in_the_text_are_those_of_the_code(fact: str) -> None:
    assert fact in " ".join(DOCUMENT.split())
