"""A password on a workbook, as Excel and WPS ask for it: ECMA-376 agile encryption (AES-256, SHA-512), on and off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

LEAST = 8  # characters; whoever has the file may guess without end
ENDINGS = (".xlsx", ".xlsm", ".docx")
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")


class WrongWorkbookPasswordError(UserError):
    """The password does not open the workbook."""

    code = "workbook_password"
    message = N_("The password does not open {name}. Capitals count; ask whoever sent the file.")


class DamagedWorkbookError(UserError):
    """The protected file cannot be taken apart, whatever the password."""

    code = "workbook_damaged"
    message = N_("The protected file {name} is damaged. Ask whoever sent it to send it again.")


class ShortWorkbookPasswordError(UserError):
    """The password is too short to keep anybody out."""

    code = "workbook_password_short"
    message = N_("The password for the workbook is too short: use at least {least} characters, and tell it by another "
                 "way than the file.")


class NotProtectableError(UserError):
    """Only workbooks can have such a password."""

    code = "not_protectable"
    message = N_("A file such as {name} cannot have a password. Export an .xlsx workbook.")


def check(name: str, password: str) -> None:
    """Refuse a password that is too short, and one on a file that takes none; no password is always fine."""
    if not password:
        return
    if not name.lower().endswith(ENDINGS):
        raise NotProtectableError(name=name)
    if len(password) < LEAST:
        raise ShortWorkbookPasswordError(least=LEAST)


def lock(path: Path, password: str) -> None:
    """Put a password on a finished workbook, in its place; without one nothing happens. The plain bytes are gone."""
    if not password:
        return
    from msoffcrypto.format.ooxml import OOXMLFile

    with path.open("rb") as stream:
        plain = io.BytesIO(stream.read())
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt(password, locked)
    with path.open("wb") as stream:
        stream.write(locked.getbuffer())


def is_locked(data: bytes) -> bool:
    """Tell whether bytes are a compound file that holds an encrypted package."""
    return data.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in data


def unlock(data: bytes, password: str, name: str) -> bytes:
    """Return the workbook inside; raises WrongWorkbookPasswordError. What is not locked comes back as it is."""
    if not password or not is_locked(data):
        return data
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(plain)
    except InvalidKeyError as fault:
        raise WrongWorkbookPasswordError(name=name) from fault
    except Exception as fault:  # the library ends on a damaged file in whatever way
        raise DamagedWorkbookError(name=name) from fault
    return plain.getvalue()
