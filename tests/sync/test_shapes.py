"""Signed documents with names and numbers beyond every measure: refused, never a fault of the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sync.protocol import canonical, envelope, keys, tokens
from sync.protocol.messages import (
    BELOW_PATH,
    CONTENTS_PATH,
    ENROL_PATH,
    FEED_PATH,
    FETCH_PATH,
    HELLO_PATH,
    PASSED_PATH,
    RECEIPTS_PATH,
    RECON_PATH,
    Enrolment,
    EnrolmentRequest,
)
from sync.protocol.refusals import Refused, Why
from sync.server import posting
from sync.server.service import Service
from tests.sync.senders import Sender, messages_key, row_id, table
from tests.sync.server.test_ingest import person, state

if TYPE_CHECKING:
    from sync.server.superior import Superior

BIG = 1 << 63
OWN, ABOVE = "own log", "log of the superior"
REFUSED: list[tuple[str, dict[str, Any]]] = [
    (RECON_PATH, {"register": "members", "records": ["x"]}), (RECON_PATH, {"register": "members", "records": [""]}),
    (RECON_PATH, {"register": "unknown_book", "records": ["x\0"]}), (RECON_PATH, {"register": "a\0", "prefixes": [""]}),
    (RECEIPTS_PATH, {"log": OWN, "first": BIG, "last": 1}), (RECEIPTS_PATH, {"log": OWN, "first": -BIG, "last": BIG}),
    (RECEIPTS_PATH, {"log": "\0", "first": 1, "last": 1}), (FEED_PATH, {"log": "\0", "after": 0}),
    (FEED_PATH, {"log": OWN, "after": BIG}), (FEED_PATH, {"log": OWN, "after": -1}), (PASSED_PATH, {"after": BIG}),
    (PASSED_PATH, {"after": -1}), (CONTENTS_PATH, {"after": "x", "lacking": []}),
    (CONTENTS_PATH, {"after": "\0", "lacking": []}), (FETCH_PATH, {"content": "\0", "most": 1, "offset": 1}),
    (BELOW_PATH, {"units": [], "policy": {"number": BIG, "fields": {}}, "v": 1}),
    (HELLO_PATH, {"heads": [{"class": "N", "log": OWN, "seq": BIG, "hash": ""}]}),
    (HELLO_PATH, {"heads": [{"class": "N", "log": OWN, "seq": -5, "hash": ""}]}),
    (HELLO_PATH, {"feed": [{"class": "D", "log": ABOVE, "seq": BIG, "hash": ""}]}),
    (HELLO_PATH, {"app": "\0"}), (HELLO_PATH, {"unit": "\0"}), (HELLO_PATH, {"certificate": "\0"})]
ANSWERED: list[tuple[str, dict[str, Any]]] = [
    (RECON_PATH, {"register": "members", "prefixes": ["0" * 40, "f" * 33, "", "a", "abcdef"]}),
    (RECON_PATH, {"register": "nobody's", "prefixes": [""], "records": [row_id(1)]}),
    (RECEIPTS_PATH, {"log": "x", "first": 9, "last": 1}), (FEED_PATH, {"log": "x", "after": (1 << 53) - 1}),
    (CONTENTS_PATH, {"after": row_id(1), "lacking": ["0" * 64]}),
    (HELLO_PATH, {"heads": [{"class": "?", "log": OWN, "seq": (1 << 53) - 1, "hash": "x"}], "sums": "x"})]


@pytest.mark.parametrize(("asked", "refused"), [(REFUSED, True), (ANSWERED, False)], ids=["refused", "answered"])
def test_a_document_beyond_every_measure_is_malformed_and_changes_nothing(
        superior: Superior, asked: list[tuple[str, dict[str, Any]]], refused: bool) -> None:
    sender = Sender.of(superior)
    sender.push(sender.seal(table([person(1)])))
    posting.post(superior, "posted_papers", [{"id": row_id(1), "title": "x"}])
    names = {OWN: sender.log, ABOVE: sender.hello().feed[0].log}
    before, unmeant = state(superior), []
    for path, said in asked:
        whole = {"challenge": "c", "app": "t", "schema": "1", "heads": [], **said} if path == HELLO_PATH else said
        text = json.dumps(whole)
        for name, log in names.items():
            text = text.replace(name, log)
        try:
            sender.post(path, canonical.encode(json.loads(text)), "" if path == HELLO_PATH else sender.hello().nonce)
            code = ""
        except Refused as fault:
            code = fault.code
        if code != (Why.MALFORMED if refused else ""):
            unmeant.append((path, said, code))
    assert unmeant == []
    assert state(superior) == before


@pytest.mark.parametrize("said", [{"token": "\0"}, {"app": "\0"}, {"token": "x"}], ids=str)
def test_whoever_is_not_known_yet_makes_no_fault_either(superior: Superior, said: dict[str, str]) -> None:
    signer = keys.Signer.generate()
    _unit, token = superior.add_unit("工会", "1")
    asked = Enrolment(token=token.number, key=messages_key(signer), challenge="c", app="t")
    request = envelope.seal(signer, keys.ENROLMENT, msgspec.structs.replace(asked, **said))
    body = canonical.encode(EnrolmentRequest(request=request, proof=tokens.prove(token.key, request)))
    with pytest.raises(Refused) as refused:
        Service(superior).post(ENROL_PATH, body)
    assert refused.value.code == (Why.TOKEN_REFUSED if said == {"token": "x"} else Why.MALFORMED)
