"""Signed documents, certificates, requests, tokens and refusals."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import certificates, envelope, keys, messages, receipts, tokens
from sync.protocol.certificates import Unit
from sync.protocol.receipts import Receipt, Remark
from sync.protocol.refusals import Refused, Why, refusal_of
from tests.sync.protocol.samples import SIGNER, UNIT, member, refusal, sealed

SUPERIOR = keys.Signer(bytes(32))
OFFICE = Unit(UNIT, "460100", "海口某某公司工会")


def receipt_for(number: int = 1) -> tuple[Receipt, str]:
    one = sealed(member("张三", number))
    remark = Remark(register="members", id=member("x").ids[0], level="error", code="R1", field="id_number")
    made = Receipt(superior=SUPERIOR.name, superior_name="某某总工会", unit=UNIT, log=one.header.log, seq=1,
                   hash=one.hash, records=1, returned=1, at="2026-01-01T00:00:00Z", roots_equal=True, remarks=[remark])
    return made, receipts.sign(SUPERIOR, made)


def test_a_receipt_is_taken_only_for_its_own_frame_from_its_own_superior() -> None:
    made, text = receipt_for()
    assert receipts.verify(SUPERIOR.public, text, sealed(member("张三"))) == made
    with refusal("malformed"):
        receipts.verify(SUPERIOR.public, text, sealed(member("李四")))
    with refusal("not_signed"):
        receipts.verify(SIGNER.public, text, sealed(member("张三")))


def test_every_altered_character_of_a_signed_document_is_noticed() -> None:
    _made, text = receipt_for()
    for place, character in enumerate(text):
        altered = text[:place] + ("A" if character != "A" else "B") + text[place + 1:]
        with refusal():
            envelope.open_(SUPERIOR.public, keys.RECEIPT, altered, Receipt)


def test_a_signature_serves_one_purpose_only() -> None:
    document = {"a": 1}
    text = envelope.seal(SUPERIOR, keys.WELCOME, document)
    assert envelope.open_(SUPERIOR.public, keys.WELCOME, text, dict) == document
    for purpose in (keys.FRAME, keys.CERTIFICATE, keys.RECEIPT, keys.REQUEST, keys.ENROLMENT):
        with refusal("not_signed"):
            envelope.open_(SUPERIOR.public, purpose, text, dict)


def test_a_certificate_names_the_device_and_its_issuer() -> None:
    text = certificates.issue(SUPERIOR, SIGNER.public, OFFICE, serial="1", issued="2026-01-01")
    found = certificates.verify(SUPERIOR.public, text)
    assert (found.unit, found.device, found.public) == (UNIT, SIGNER.name, SIGNER.public)
    with refusal():
        certificates.verify(SIGNER.public, text)


@pytest.mark.parametrize("key", ["*", "AAAA", "", "A" * 42 + "B=", "A" * 44, "工会"])
def test_a_public_key_has_one_spelling(key: str) -> None:
    assert keys.read_public(keys.write_public(SIGNER.public)) == SIGNER.public
    with refusal("malformed"):
        keys.read_public(key)


def test_a_certificate_with_a_damaged_key_is_malformed() -> None:
    issued = certificates.issue(SUPERIOR, SIGNER.public, OFFICE, serial="1", issued="2026-01-01")
    found = certificates.verify(SUPERIOR.public, issued)
    damaged = envelope.seal(SUPERIOR, keys.CERTIFICATE, msgspec.structs.replace(found, key="not base64!"))
    with refusal("malformed"):
        certificates.verify(SUPERIOR.public, damaged)


def test_a_request_is_bound_to_superior_path_body_and_nonce() -> None:
    given_ = messages.read_authorisation(messages.authorise(SIGNER, SUPERIOR.name, "/s/frames", b"body", "n1").header())
    fits = messages.is_authorised
    assert fits(SIGNER.public, SUPERIOR.name, "/s/frames", b"body", given_)
    assert not fits(SIGNER.public, SIGNER.name, "/s/frames", b"body", given_)
    assert not fits(SIGNER.public, SUPERIOR.name, "/s/hello", b"body", given_)
    assert not fits(SIGNER.public, SUPERIOR.name, "/s/frames", b"other", given_)
    stolen = messages.Authorisation(device=given_.device, nonce="n2", signature=given_.signature)
    assert not fits(SIGNER.public, SUPERIOR.name, "/s/frames", b"body", stolen)


@given(st.text(max_size=60))
def test_any_other_authorisation_is_refused(header: str) -> None:
    with refusal("not_signed"):
        messages.read_authorisation(header)


def test_a_token_survives_being_typed_and_betrays_nothing_when_shown() -> None:
    token = tokens.Token.new(SUPERIOR.name)
    assert tokens.read(token.text) == token
    assert tokens.read(f"  {token.text.lower().replace('-', ' ')}\n") == token
    assert token.secret.hex() not in repr(token)
    assert SUPERIOR.name.startswith(token.superior)


def test_every_mistyped_character_of_a_token_is_noticed() -> None:
    text = tokens.Token.new(SUPERIOR.name).text
    for place, character in enumerate(text):
        if character != "-":
            altered = text[:place] + ("A" if character != "A" else "B") + text[place + 1:]
            with pytest.raises(tokens.TokenError):
                tokens.read(altered)


@given(st.text(max_size=80))
def test_any_other_text_is_no_token(text: str) -> None:
    with pytest.raises(tokens.TokenError):
        tokens.read(text)


def test_the_proof_of_a_token_fits_one_request() -> None:
    token = tokens.Token.new(SUPERIOR.name)
    proof = tokens.prove(token.key, "request")
    assert tokens.is_proven(token.key, "request", proof)
    assert not tokens.is_proven(token.key, "another", proof)
    assert not tokens.is_proven(tokens.Token.new(SUPERIOR.name).key, "request", proof)


@pytest.mark.parametrize("why", list(Why))
def test_a_refusal_travels_as_a_problem_document(why: Why) -> None:
    params: dict[str, object] = {
        "log": "l", "seq": 2, "head": 1, "seconds": 5, "version": 2, "known": 1, "detail": "words", "number": "n",
        "file": "f"}
    refused = Refused(why, **params)
    back = refusal_of(refused.document())
    assert (back.code, back.status, str(back)) == (why, refused.status, str(refused))
    assert "{" not in str(back)


def test_a_refusal_without_its_parameters_can_still_be_told() -> None:
    back = refusal_of({"code": "gap", "detail": "es fehlen Rahmen", "status": 409})
    assert (back.code, back.status) == ("gap", 409)
    assert "es fehlen Rahmen" in str(back)


def test_an_unknown_refusal_keeps_the_words_of_the_newer_server() -> None:
    back = refusal_of({"code": "quota", "detail": "本月额度已用完", "status": 429})
    assert back.code == "quota"
    assert "本月额度已用完" in str(back)
