"""Every address of the server, declared once: the application answers them and the description is made from them."""

from __future__ import annotations

from dataclasses import dataclass

from sync.protocol.contents import Fetch, Sought, Taken, Told
from sync.protocol.messages import (
    BACK_PATH,
    BELOW_PATH,
    CONTENTS_PATH,
    ENROL_PATH,
    FEED_PATH,
    FETCH_PATH,
    FRAMES_PATH,
    FRAMES_TYPE,
    HELLO_PATH,
    PASSED_PATH,
    PIECE_PATH,
    RECEIPTS_PATH,
    RECON_PATH,
    AdmissionReply,
    Asked,
    EnrolmentRequest,
    Greeting,
    HandedBack,
    Hello,
    Receipts,
    Wanted,
)
from sync.protocol.recon import Answer, Question
from sync.protocol.refusals import Why
from sync.protocol.relaying import Below, HeldBelow, PassedAsked, PassedReply
from sync.server import figures
from sync.server.states import Health

JSON, HTML, BINARY = "application/json", "text/html", FRAMES_TYPE
SIGNED = (Why.NOT_SIGNED, Why.UNKNOWN_DEVICE, Why.REVOKED, Why.MALFORMED, Why.TOO_LARGE, Why.TOO_MANY, Why.BUSY,
          Why.DISK_FULL, Why.INTERNAL)


@dataclass(frozen=True)
class Address:
    """An address: path, method, what it is for, what it takes and gives, and the refusals it may answer with."""

    path: str
    method: str
    words: str
    takes: type | None = None
    takes_as: str = JSON
    gives: type | None = None
    gives_as: str = JSON
    refuses: tuple[Why, ...] = ()
    signed: bool = False


ADDRESSES = (
    Address(ENROL_PATH, "POST", "A computer asks for its certificate, under a token that it proves to know.",
            EnrolmentRequest, gives=AdmissionReply,
            refuses=(Why.TOKEN_REFUSED, Why.NOT_SIGNED, Why.MALFORMED, Why.TOO_LARGE, Why.BUSY, Why.DISK_FULL,
                     Why.INTERNAL)),
    Address(HELLO_PATH, "POST", "A session begins: both sides tell how far they hold the unit's logs.",
            Hello, gives=Greeting, refuses=(*SIGNED, Why.NEWER_VERSION), signed=True),
    Address(FRAMES_PATH, "POST", "Frames one after another; a receipt for each that was taken.",
            bytes, BINARY, Receipts, refuses=(*SIGNED, Why.STALE_NONCE, Why.WRONG_UNIT, Why.GAP, Why.FORK, Why.EARLY,
                                              Why.TAMPERED, Why.NEWER_VERSION), signed=True),
    Address(RECEIPTS_PATH, "POST", "Receipts that were lost on their way are given again.",
            Wanted, gives=Receipts, refuses=(*SIGNED, Why.STALE_NONCE), signed=True),
    Address(FEED_PATH, "POST", "Frames of the unit's other computers, and of the superior's own logs, after a number.",
            Asked, gives=bytes, gives_as=BINARY, refuses=(*SIGNED, Why.STALE_NONCE), signed=True),
    Address(BACK_PATH, "POST", "A restored superior gets frames of its own back from a union that still has them.",
            bytes, BINARY, HandedBack, refuses=(*SIGNED, Why.STALE_NONCE, Why.WRONG_UNIT, Why.GAP, Why.FORK, Why.EARLY,
                                                Why.TAMPERED), signed=True),
    Address(RECON_PATH, "POST", "Sums over parts of a register, to find the records in which two copies differ.",
            Question, gives=Answer, refuses=(*SIGNED, Why.STALE_NONCE), signed=True),
    Address(CONTENTS_PATH, "POST", "Which contents of files the superior wants, and which it can give.",
            Sought, gives=Told, refuses=(*SIGNED, Why.STALE_NONCE), signed=True),
    Address(PIECE_PATH, "POST", "A piece of a content, put behind what has come of it.",
            bytes, BINARY, Taken, refuses=(*SIGNED, Why.STALE_NONCE, Why.NOT_WANTED, Why.WRONG_KIND, Why.WRONG_CONTENT),
            signed=True),
    Address(FETCH_PATH, "POST", "Bytes of a content that the unit itself sent, or that was posted to it.",
            Fetch, gives=bytes, gives_as=BINARY, refuses=(*SIGNED, Why.STALE_NONCE, Why.NOT_FOUND), signed=True),
    Address(BELOW_PATH, "POST", "A relay tells of the units below it, and of what it does not pass on.",
            Below, gives=HeldBelow, refuses=(*SIGNED, Why.STALE_NONCE, Why.NOT_A_RELAY), signed=True),
    Address(PASSED_PATH, "POST", "Receipts of the levels above, for frames that were passed on.",
            PassedAsked, gives=PassedReply, refuses=(*SIGNED, Why.STALE_NONCE), signed=True),
    Address("/healthz", "GET", "Whether requests can be answered now: the same as /healthz/ready.",
            gives=Health, refuses=(Why.BUSY, Why.DISK_FULL)),
    Address("/healthz/ready", "GET", "Whether requests can be answered: the database answers, the server is not "
            "stopping. While reports alone are refused for want of room, the status is `full`.",
            gives=Health, refuses=(Why.BUSY, Why.DISK_FULL)),
    Address("/healthz/writing", "GET", "Whether reports can be written: 507 where there is no room for as much as one "
            "request may take. It is tried out every few seconds at most, so every process answers alike.",
            gives=Health, refuses=(Why.BUSY, Why.DISK_FULL)),
    Address("/healthz/live", "GET", "Whether the process answers at all.", gives=Health),
    Address("/metrics", "GET", "Figures in the text form of Prometheus.", gives=str, gives_as=figures.MEDIA_TYPE,
            refuses=(Why.NOT_FOUND,)),
    Address("/openapi.json", "GET", "This description.", gives=dict),
    Address("/", "GET", "A page for people that says what this is.", gives=str, gives_as=HTML),
)


def posts() -> tuple[Address, ...]:
    """Return the addresses of the protocol."""
    return tuple(one for one in ADDRESSES if one.method == "POST")
