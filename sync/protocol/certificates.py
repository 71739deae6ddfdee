"""Who may report for which union: the superior signs the device's key together with the unit."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sync.protocol import envelope, keys
from sync.protocol.refusals import Refused, Why

CUSTODY = "0" * 16
"""The serial of the certificate under which a superior files a unit's records anew."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a superior vouches for. `key` is base64; `issued` is its clock, for people only: nothing expires."""

    unit: str
    unit_code: str
    unit_name: str
    device: str
    key: str
    issuer: str
    serial: str
    issued: str
    suite: int = keys.SUITE
    v: int = 1

    @property
    def is_custody(self) -> bool:
        """Tell whether this is no computer but the superior, who files anew what a restore made it lose."""
        return self.serial == CUSTODY

    @property
    def public(self) -> bytes:
        """Return the device's public key; raises Refused('malformed')."""
        return keys.read_public(self.key)


class Unit(NamedTuple):
    """A union as its superior knows it; the official code is an attribute and may change."""

    id: str
    code: str
    name: str


def issue(signer: keys.Signer, public: bytes, unit: Unit, *, serial: str, issued: str) -> str:
    """Return a signed certificate for a device's public key."""
    return envelope.seal(signer, keys.CERTIFICATE, Certificate(
        unit=unit.id, unit_code=unit.code, unit_name=unit.name, device=keys.fingerprint(public),
        key=keys.write_public(public), issuer=signer.name, serial=serial, issued=issued))


def verify(issuer: bytes, text: str) -> Certificate:
    """Return the certificate if that superior issued it and it names its own key; raises Refused."""
    certificate = envelope.open_(issuer, keys.CERTIFICATE, text, Certificate)
    if certificate.suite != keys.SUITE or certificate.issuer != keys.fingerprint(issuer):
        raise Refused(Why.NOT_SIGNED)
    if keys.fingerprint(certificate.public) != certificate.device:
        raise Refused(Why.MALFORMED, detail="the certificate names another key")
    return certificate
