"""Updates without a network: a signed file on a stick is proved, the office backed up, the new version put in place.

`UDUP1` and a line feed · length of the header (4 bytes, big endian) · header (JSON) · Ed25519 signature (64 bytes) over
purpose and header · payload, whose size and SHA-256 the header names. The payload is a package of the system (`deb`,
`setup`), which the system's own installer takes, or a program folder (`folder`) for those who have no such rights:
versions lie side by side below one folder, `current` points to the one that is started; going back moves the pointer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from union_desk import __version__, durable, paths
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ENDING, MAGIC, PURPOSE = ".udupdate", b"UDUP1\n", b"union-desk update 1\n"
KEYS = "update.keys"  # the public keys of the makers, a line each
DEB, SETUP, FOLDER = "deb", "setup", "folder"
VERSIONS, CURRENT, BEFORE = "versions", "current", "before.txt"
_LENGTH, _SIGNATURE, _MOST_HEADER, _PIECE = struct.Struct(">I"), 64, 65_536, 1 << 20
_MOST_UNPACKED = 2_000_000_000  # bytes: eight times what the program takes
_PROVING_SECONDS = 120


class NotAnUpdateError(UserError):
    """The file is no update."""

    code = "not_an_update"
    message = N_("{file} is not an update of Union Desk. Nothing was changed.")


class AlteredUpdateError(UserError):
    """Signature or content do not fit."""

    code = "update_altered"
    message = N_("{file} is incomplete, was altered, or does not come from the makers of Union Desk. Nothing was "
                 "changed; take another copy from where you had it.")


class NoMakersKeyError(UserError):
    """There is no key to prove an update by."""

    code = "no_makers_key"
    message = N_("This build carries no key of its makers, so it can prove no update and takes none; nothing was "
                 "changed. Newer versions come as a whole package (.deb or set-up program): install it from whom you "
                 "trust, your superior union for instance. The office's data stay.")


class OtherSystemError(UserError):
    """The update is for another kind of computer."""

    code = "update_other_system"
    message = N_("{file} is for {theirs}; this computer is {ours}. Nothing was changed.")


class NotNewerError(UserError):
    """The update is not newer than what is installed."""

    code = "update_not_newer"
    message = N_("{file} holds version {theirs}; {ours} is installed. Nothing was changed. To go back to the version "
                 "before, use `union-desk update --back`.")


class NotSideBySideError(UserError):
    """The program does not lie in a folder of versions."""

    code = "update_no_versions"
    message = N_("This program was installed by the system, not as a folder of versions. Install the package of the "
                 "version you want, or name a folder for the versions.")


class UpdateFailsError(UserError):
    """The new version does not start, or cannot be put in place."""

    code = "update_fails"
    message = N_("Version {version} could not be put in place: {reason}. The version you have stays.")


@dataclass(frozen=True)
class Update:
    """A proved update: what the makers signed."""

    path: Path
    version: str
    kind: str
    system: str
    machine: str
    name: str
    notes: str
    size: int
    sha256: str
    offset: int


def seal(facts: Mapping[str, str], payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return an update file: the makers' side of `read`."""
    whole = dict(facts) | {"size": len(payload), "sha256": hashlib.sha256(payload).hexdigest()}
    header = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return b"".join((MAGIC, _LENGTH.pack(len(header)), header, key.sign(PURPOSE + header), payload))


def keys() -> list[bytes]:
    """Return the public keys of the makers; lines that begin with # are remarks. Raises NoMakersKeyError."""
    path = paths.resource(KEYS)
    lines = path.read_text("ascii").splitlines() if path.exists() else []
    found = [base64.b64decode(line.split()[0], validate=True) for line in lines if line.strip() and line[0] != "#"]
    if not found:
        raise NoMakersKeyError
    return found


def proves() -> bool:
    """Tell whether this build can prove updates at all."""
    try:
        return bool(keys())
    except NoMakersKeyError:
        return False


def prove(path: Path) -> Update:
    """Prove an update whole, for whatever system it is: signature, size, content."""
    try:
        with path.open("rb") as stream:
            update = _header(stream, path)
            _prove_payload(stream, update)
    except OSError as fault:
        raise NotAnUpdateError(file=path.name) from fault
    return update


def read(path: Path, *, installed: str = __version__) -> Update:
    """Prove an update whole, that it is for this system, and that it is newer than what is installed."""
    update = prove(path)
    ours = (sys.platform, platform.machine())
    if (update.system, update.machine) != ours:
        raise OtherSystemError(file=path.name, theirs=f"{update.system} {update.machine}", ours=" ".join(ours))
    if order(update.version) <= order(installed):
        raise NotNewerError(file=path.name, theirs=update.version, ours=installed)
    return update


def order(version: str) -> tuple[int, ...]:
    """Return what versions are compared by."""
    return tuple(int(part) for part in version.split("."))


def _header(stream: BinaryIO, path: Path) -> Update:
    if stream.read(len(MAGIC)) != MAGIC:
        raise NotAnUpdateError(file=path.name)
    raw = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(raw)[0] if len(raw) == _LENGTH.size else _MOST_HEADER + 1
    if length > _MOST_HEADER:
        raise AlteredUpdateError(file=path.name)
    header, signature = stream.read(length), stream.read(_SIGNATURE)
    if not any(_fits(key, signature, PURPOSE + header) for key in keys()):
        raise AlteredUpdateError(file=path.name)
    told: dict[str, Any] = json.loads(header)  # signed: whoever made it knows its shape
    words = {name: str(told[name]) for name in ("version", "kind", "system", "machine", "name", "notes", "sha256")}
    return Update(path=path, size=int(told["size"]), offset=stream.tell(), **words)


def _fits(key: bytes, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _prove_payload(stream: BinaryIO, update: Update) -> None:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    if size != update.size or digest.hexdigest() != update.sha256:
        raise AlteredUpdateError(file=update.path.name)


# ---- a package of the system


def hand_over(update: Update, folder: Path) -> tuple[Path, list[str]]:
    """Take the package out of a proved update into a folder; returns it and the command by which a person installs it.

    What is handed over is proved once more from the bytes written: the stick may have been changed in between.
    """
    target = folder / Path(update.name).name
    partial = target.with_name(f".{target.name}.part")
    try:
        durable.make_folder(folder)
        _copy_payload(update, partial)
        durable.put(partial, target)
    except OSError as fault:
        raise UpdateFailsError(version=update.version, reason=fault.strerror or fault) from fault
    finally:
        partial.unlink(missing_ok=True)
    command = [str(target)] if update.kind == SETUP else ["sudo", "apt", "install", str(target)]
    return target, command


def _copy_payload(update: Update, target: Path) -> None:
    digest = hashlib.sha256()
    with update.path.open("rb") as source, target.open("wb") as stream:
        source.seek(update.offset)
        while piece := source.read(_PIECE):
            digest.update(piece)
            stream.write(piece)
    if digest.hexdigest() != update.sha256:
        raise AlteredUpdateError(file=update.path.name)


# ---- versions side by side


def root_of_versions() -> Path:
    """Return the folder whose versions this program is one of; raises NotSideBySideError."""
    place = Path(sys.executable).resolve().parent
    if place.parent.name != VERSIONS:
        raise NotSideBySideError
    return place.parent.parent


def put_in_place(update: Update, root: Path, prove: Callable[[Path, str], None] | None = None) -> Path:
    """Unpack a proved update beside the other versions, see it start, point to it; returns its folder.

    Until the pointer moves nothing has changed; what a failed attempt left is taken away.
    """
    target = root / VERSIONS / Path(update.version).name
    try:
        durable.make_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as scratch:
            packed, fresh = Path(scratch, "payload"), Path(scratch, "program")
            _copy_payload(update, packed)
            _unpack(packed, fresh)
            (prove or starts)(fresh, update.version)
            if target.exists():
                shutil.rmtree(target)
            durable.force_tree(fresh)
            fresh.rename(target)
            durable.force_folder(target.parent)
    except (OSError, tarfile.TarError) as fault:
        raise UpdateFailsError(version=update.version, reason=fault) from fault
    point(root, update.version)
    return target


def _unpack(packed: Path, into: Path) -> None:
    """Unpack a program folder; nothing may lead outside it, and it may not grow without end."""
    into.mkdir()
    size = 0
    with tarfile.open(packed, "r:xz") as archive:
        for member in archive:
            size += member.size
            if size > _MOST_UNPACKED:
                raise tarfile.TarError(N_("it is larger than any version"))
            archive.extract(member, into, filter="data")


def starts(folder: Path, version: str) -> None:
    """See that the program in a folder starts and is that version; raises UpdateFailsError."""
    program = folder / ("union-desk.exe" if sys.platform == "win32" else "union-desk")
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=_PROVING_SECONDS,
                              check=False)
        said = done.stdout.strip()
    except (OSError, subprocess.SubprocessError) as fault:
        raise UpdateFailsError(version=version, reason=fault) from fault
    if said.split()[-1:] != [version]:
        raise UpdateFailsError(version=version, reason=said or done.stderr.strip()[-200:])


def current(root: Path) -> str:
    """Return the version that is started, "" where there is none."""
    pointer = root / CURRENT
    if pointer.is_symlink():
        return pointer.readlink().name
    told = pointer.with_suffix(".txt")
    return told.read_text("ascii").strip() if told.exists() else ""


def point(root: Path, version: str) -> None:
    """Start that version from now on, in one step, and remember which one it was before."""
    before = current(root)
    if before and before != version:
        durable.write(root / BEFORE, before.encode("ascii"))
    if sys.platform == "win32":
        durable.write((root / CURRENT).with_suffix(".txt"), version.encode("ascii"))
        return
    fresh = root / f".{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(VERSIONS, version))
    fresh.replace(root / CURRENT)
    durable.force_folder(root)


def go_back(root: Path) -> str:
    """Start the version before again; returns it. Raises NotSideBySideError where none is left."""
    told = root / BEFORE
    version = told.read_text("ascii").strip() if told.exists() else ""
    if not version or not (root / VERSIONS / version).is_dir():
        raise NotSideBySideError
    point(root, version)
    return version


# ---- what the superior offers

WAITING = "updates"  # a folder beside the office: what came down with the reports lies there until it is taken


def offered(folder: Path, *, installed: str = __version__) -> Update | None:
    """Return the newest proved update that waits beside an office, or None; unsound files are passed over."""
    found = []
    for path in sorted((folder.parent / WAITING).glob(f"*{ENDING}")):
        try:
            found.append(read(path, installed=installed))
        except UserError:
            continue
    return max(found, key=lambda update: order(update.version), default=None)
