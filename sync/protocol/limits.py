"""How large anything may be that comes from the other side; checked before memory is set aside for it."""

from __future__ import annotations

HEADER_BYTES = 64 * 1024
"""The header of one frame."""

REDACTION_BYTES = 1024 * 1024
"""What a superior signed about values that it took out of one frame."""

FRAME_RAW_BYTES = 4 * 1024 * 1024
"""The payload of one frame once unpacked; a record that is larger alone is put aside with a reason."""

FRAME_PACKED_BYTES = 2 * 1024 * 1024
"""The payload of one frame as it travels (sealing stops far earlier, see `SEAL_PACKED_BYTES`)."""

FRAME_RECORDS = 10_000
"""Rows in one frame."""

FRAME_TABLES = 256
"""Registers in one frame."""

TABLE_COLUMNS = 1_000
"""Columns of one register in one frame."""

SEAL_RECORDS = 1_500
"""Rows after which sealing begins the next frame."""

SEAL_LEAST = 60
"""Rows of a frame on the worst of roads; after each cut sealing takes half as many as before, but not fewer."""

SEAL_STEP = 12
"""By so many rows the next frames grow with each frame that went through after a cut."""

SEAL_PACKED_BYTES = 256 * 1024
"""Packed bytes after which sealing begins the next frame: at 10 kB/s a repeated frame costs 26 s."""

SEAL_AT_ONCE = 4
"""Frames sealed in one transaction, at most: whoever saves something at the desk meanwhile waits for its end."""

REQUEST_FRAMES = 16
"""Frames in one request, at most."""

REQUEST_BYTES = 16 * 1024 * 1024
"""The body of one request."""

REPLY_BYTES = 32 * 1024 * 1024
"""The body of one reply."""

RECEIPTS_AT_ONCE = 64
"""Receipts given again in one reply."""

TAIL_HASHES = 32
"""Hashes of the last frames of a log that a hello's answer lists."""

PIECE_BYTES = 256 * 1024
"""A piece of a content in one request, at most."""

PIECE_LEAST = 4 * 1024
"""Pieces do not become smaller than this, however bad the road."""

PIECE_STEP = 1024
"""By so much a piece grows on a road that was cut before, with each that goes through."""

PIECE_FIRST = 32 * 1024
"""The first piece over a road that nobody knows yet."""

ROUND_PIECES = 64
"""Pieces carried before both sides greet again, so that records and posts never wait for a large file."""

CONTENT_BYTES = 200_000_000
"""A content that travels at all; a superior may set less."""

CONTENTS_AT_ONCE = 64
"""Contents named in one request or reply."""

FEED_BYTES = 4 * 1024 * 1024
"""Frames given in one reply, beyond the first."""

SLOWEST_BYTES = 1024
"""Bytes a second that a request must bring once the first patience with it is used up."""

KEEP_OWN_DAYS = 90
"""Days for which an office keeps the bytes of its own confirmed frames."""

KEEP_OTHERS_DAYS = 30
"""Days for which it keeps those of the union's other computers."""
