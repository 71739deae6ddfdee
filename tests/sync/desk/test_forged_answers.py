"""Answers that the superior did not give, not to this question or not about these frames: the office believes none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from sync.desk import receiving, sealing, store
from sync.protocol import canonical, envelope, keys
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH, RECEIPTS_PATH
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from union_desk.synctables import FRAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.server.superior import Superior
    from tests.sync.roads import Pair, Road

STRANGER = keys.Signer(bytes(range(32)))


@pytest.fixture
def told(enrolled: Callable[[Superior], Pair], local: Superior, small_frames: None) -> Iterator[Pair]:
    """Give an office that has reported a member, and has six more to report in two frames."""
    pair = enrolled(local)
    pair.add(1)
    pair.sync()
    pair.add(*range(2, 8))
    yield pair
    pair.db.close()


def said(text: str) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(envelope.body(text))
    return document


def of_a_stranger(texts: list[str], _superior: keys.Signer) -> list[str]:
    return [envelope.seal(STRANGER, keys.RECEIPT, said(text)) for text in texts]


def for_another_purpose(texts: list[str], superior: keys.Signer) -> list[str]:
    return [envelope.seal(superior, keys.PASSED, said(text)) for text in texts]


def with_fewer_remarks(texts: list[str], _superior: keys.Signer) -> list[str]:
    sealed = [text.partition(".") for text in texts]
    spelt = [envelope.seal(STRANGER, keys.RECEIPT, {**said(text), "returned": 9}).partition(".")[0] for text in texts]
    return [f"{document}.{signature}" for document, (_own, _dot, signature) in zip(spelt, sealed, strict=True)]


def about_another_frame(texts: list[str], superior: keys.Signer) -> list[str]:
    return [envelope.seal(superior, keys.RECEIPT, {**said(text), "hash": "0" * 64}) for text in texts]


def about_another_number(texts: list[str], superior: keys.Signer) -> list[str]:
    return [envelope.seal(superior, keys.RECEIPT, {**said(text), "seq": said(text)["seq"] + 1}) for text in texts]


def about_another_union(texts: list[str], superior: keys.Signer) -> list[str]:
    return [envelope.seal(superior, keys.RECEIPT, {**said(text), "unit": "0" * 32}) for text in texts]


FORGED = [of_a_stranger, for_another_purpose, with_fewer_remarks, about_another_frame, about_another_number,
          about_another_union]


def forging(road: Road, forged: str, change: Callable[[bytes], bytes]) -> Callable[[], None]:
    """Let answers at an address be changed on their way; returns what ends that."""
    post = road.post

    def carry(path: str, body: bytes, authorization: str) -> bytes:
        answer = post(path, body, authorization)
        return change(answer) if path == forged else answer

    road.post = carry  # type: ignore[method-assign]  # the road of this test forges

    def end() -> None:
        road.post = post  # type: ignore[method-assign]  # as it was

    return end


@pytest.mark.parametrize("path", [FRAMES_PATH, RECEIPTS_PATH])
@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_a_receipt_that_the_superior_did_not_give_for_that_frame_confirms_nothing(
        told: Pair, forge: Callable[[list[str], keys.Signer], list[str]], path: str) -> None:
    def change(answer: bytes) -> bytes:
        texts = msgspec.json.decode(answer)["receipts"]
        return canonical.encode({"receipts": forge(texts, told.superior.signer)})

    if path == RECEIPTS_PATH:  # the receipts themselves are lost, and asked for again
        told.road.fault = lambda _number, at, moment: (at, moment) == (FRAMES_PATH, "back")
        with pytest.raises(NoAnswerError):
            told.sync()
        told.road.fault = lambda *_given: False
    end, waiting = forging(told.road, path, change), told.status().waiting
    assert waiting
    with pytest.raises(NoAnswerError):
        told.sync()
    assert told.status().waiting == waiting
    end()
    told.sync()
    told.check()


def _other_challenge(welcome: dict[str, Any], superior: keys.Signer) -> str:
    return envelope.seal(superior, keys.WELCOME, {**welcome, "challenge": "played again"})


def _other_unit(welcome: dict[str, Any], superior: keys.Signer) -> str:
    return envelope.seal(superior, keys.WELCOME, {**welcome, "unit": "0" * 32})


def _other_key(welcome: dict[str, Any], _superior: keys.Signer) -> str:
    return envelope.seal(STRANGER, keys.WELCOME, welcome)


@pytest.mark.parametrize("forge", [_other_challenge, _other_unit, _other_key], ids=lambda forge: forge.__name__)
def test_a_welcome_that_is_not_the_answer_to_this_greeting_is_none(
        told: Pair, forge: Callable[[dict[str, Any], keys.Signer], str]) -> None:
    def change(answer: bytes) -> bytes:
        welcome = {**said(msgspec.json.decode(answer)["welcome"]), "logs": [], "heads_equal": False}
        return canonical.encode({"welcome": forge(welcome, told.superior.signer)})

    end, waiting = forging(told.road, HELLO_PATH, change), told.status().waiting
    with pytest.raises((NoAnswerError, Refused)):
        told.sync()
    assert told.status().waiting == waiting
    assert told.road.sent[1:] == []
    end()
    told.sync()
    told.check()


def test_a_receipt_that_is_taken_late_takes_back_no_later_confirmation(told: Pair) -> None:
    """Else a superior that loses the later frames would not get them again."""
    told.sync()
    with told.db.bookkeeping() as s:
        (log,) = store.logs(s)
        (first,) = sealing.load(s, log, FRAMES.c.seq == 1, 1)
        text = s.execute(sa.select(FRAMES.c.receipt).where(FRAMES.c.log == log.n, FRAMES.c.seq == 1)).scalar_one()
        receiving.record(s, first, text, receiving.read(store.superior(s), text, first))
        assert store.logs(s)[0].acked == log.acked > 1
