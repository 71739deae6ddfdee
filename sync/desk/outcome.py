"""What a session with the superior did, in figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Report:
    """What a session did: frames and records confirmed, records returned, bytes sent, records reported once more.

    Pulled are those of the union's other computers, merged what two of them wrote of one record, posts what came down,
    levels the receipts of the levels above the direct superior, files the contents of attachments.
    """

    frames: int = 0
    records: int = 0
    returned: int = 0
    sent_bytes: int = 0
    reissued: int = 0
    rolled_over: int = 0
    pulled_frames: int = 0
    pulled_records: int = 0
    merged: int = 0
    posts: int = 0
    handed_back: int = 0
    compared: int = 0
    files_sent: int = 0
    files_taken: int = 0
    levels: int = 0
