"""What the superior answers to a frame once it is safely stored: a signed receipt with a remark per record in question.

Every record of the frame that no remark of level 'error' names is received; one that such a remark names is returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.protocol import envelope, keys
from sync.protocol.refusals import Refused, Why
from union_desk.words import _

if TYPE_CHECKING:
    from sync.protocol.frame import Frame

Plain = str | int | float | bool | None


class Remark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with a field of a record. `message` is an English template, translated where it is read."""

    register: str
    id: str
    level: str
    code: str
    field: str = ""
    message: str = ""
    params: dict[str, Plain] = {}
    suggestion: Plain = None

    def text(self) -> str:
        """Return the sentence in the current language; a newer superior's words as they are."""
        try:
            return _(self.message).format(**self.params)
        except (KeyError, IndexError, ValueError):
            return self.message


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The superior holds that frame. `at` is its clock, for people only.

    `roots_equal`: both copies agree after the frame (None where another computer of the unit wrote in between).
    """

    superior: str
    superior_name: str
    unit: str
    log: str
    seq: int
    hash: str
    records: int
    returned: int
    at: str
    roots_equal: bool | None
    remarks: list[Remark]
    v: int = 1


def bare(remark: Remark) -> Remark:
    """Return a remark on an erased record: what was wrong stays, the values that it quoted go."""
    return Remark(register=remark.register, id=remark.id, level=remark.level, code=remark.code, field=remark.field,
                  message=remark.message)


def saying(receipt: Receipt, remarks: list[Remark]) -> Receipt:
    """Return the receipt with other remarks."""
    return msgspec.structs.replace(receipt, remarks=remarks)


def sign(signer: keys.Signer, receipt: Receipt) -> str:
    """Return the signed receipt."""
    return envelope.seal(signer, keys.RECEIPT, receipt)


def verify(superior: bytes, text: str, frame: Frame) -> Receipt:
    """Return the receipt if that superior signed it for that very frame; raises Refused."""
    receipt = envelope.open_(superior, keys.RECEIPT, text, Receipt)
    header = frame.header
    if (receipt.unit, receipt.log, receipt.seq, receipt.hash) != (header.unit, header.log, header.seq, frame.hash):
        raise Refused(Why.MALFORMED, detail="a receipt for another frame")
    return receipt
