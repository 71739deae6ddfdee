"""Which kinds of files are kept, told by their first bytes and not by their names alone: none of them is a program."""

from __future__ import annotations

from pathlib import Path

SNIFFED = 4096  # so many bytes of a file tell what it is
# What a file's first bytes say it is; an Office file is a ZIP or OLE container, told apart by its name's ending
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
# What each accepted ending must begin with; a text file must be text
ENDINGS: dict[str, str] = {
    ".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".tif": "image/tiff",
    ".tiff": "image/tiff", ".bmp": "image/bmp", ".ofd": "application/zip", ".docx": "application/zip",
    ".xlsx": "application/zip", ".pptx": "application/zip", ".zip": "application/zip",
    ".doc": "application/x-ole-storage", ".xls": "application/x-ole-storage", ".wps": "application/x-ole-storage",
    ".et": "application/x-ole-storage",
    ".txt": "text/plain", ".csv": "text/plain",
}


def sniff(data: bytes) -> str:
    """Return what a content is by its first bytes."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    return "application/octet-stream" if b"\x00" in data[:SNIFFED] else "text/plain"


def is_kind(name: str) -> bool:
    """Tell whether a file of that name is of a kind that is kept: none of them is a program."""
    return Path(name).suffix.casefold() in ENDINGS


def is_kept(name: str, begin: bytes) -> bool:
    """Tell whether a file of that name that begins so is of a kind that is kept, and is what its name says."""
    return ENDINGS.get(Path(name).suffix.casefold()) == sniff(begin)
