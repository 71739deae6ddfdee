"""What stands in a carrier file: letters of its parts, and the signed greeting with which a report begins."""

from __future__ import annotations

import msgspec

REPORT, ANSWER = "report", "answer"
HELLO, FRAME, WELCOME, RECEIPTS = b"H", b"F", b"W", b"R"
PASSED = b"P"  # what levels above have said
SOUGHT, PIECE, TOLD = b"S", b"C", b"T"  # contents of files: missing here, pieces, what the superior has and lacks


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A greeting as an envelope (purpose *request*), and the device that signed it."""

    device: str
    text: str
