"""The makers' side of updates: a key pair, and signed update files.

    python -m resources.installers.signing new-key PRIVATE --publish   # the public half goes into resources/update.keys
    python -m resources.installers.signing show PRIVATE                # prints the public half
    python -m resources.installers.signing sign PAYLOAD --key PRIVATE --version 0.2.0 --to union-desk-0.2.0.udupdate

The payload is a .deb, a set-up program of Windows, or a program folder, which is packed. The private key is read from
a file or, with `--key -`, from the variable UNION_DESK_MAKERS_KEY, and never stands in the repository.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import platform
import sys
import tarfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from union_desk import paths
from union_desk.safety import updating

VARIABLE = "UNION_DESK_MAKERS_KEY"


def new_key(path: Path) -> str:
    """Make a private key in a file that only its owner reads; returns the public line."""
    key = Ed25519PrivateKey.generate()
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(base64.b64encode(key.private_bytes_raw()).decode("ascii"), "ascii")
    return public_line(key)


def public_line(key: Ed25519PrivateKey) -> str:
    """Return a key's public half as it stands in a line of resources/update.keys."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii")


def publish(line: str, keys: Path) -> bool:
    """Put a public half into the file of the makers' keys, beside those that stand there; tells whether it was new."""
    there = keys.read_text("ascii") if keys.exists() else ""
    if line in (each.split()[0] for each in there.splitlines() if each.strip() and not each.startswith("#")):
        return False
    partial = keys.with_name(f".{keys.name}.part")
    partial.write_text(f"{there.rstrip()}\n{line}\n".lstrip(), "ascii")
    partial.replace(keys)
    return True


def private(place: str) -> Ed25519PrivateKey:
    """Return the private key of a file, or of the environment for `-`."""
    text = os.environ[VARIABLE] if place == "-" else Path(place).read_text("ascii")
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))


def packed(payload: Path) -> tuple[str, bytes]:
    """Return the kind of a payload and its bytes; a folder is packed in order of name, without dates and owners."""
    if not payload.is_dir():
        return ("deb" if payload.suffix == ".deb" else "setup"), payload.read_bytes()

    def bare(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = member.mtime = 0
        member.uname = member.gname = ""
        return member

    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:xz") as archive:
        for path in sorted(payload.rglob("*")):
            archive.add(path, path.relative_to(payload).as_posix(), recursive=False, filter=bare)
    return "folder", whole.getvalue()


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    new = steps.add_parser("new-key")
    new.add_argument("private", type=Path)
    new.add_argument("--publish", action="store_true", help="put the public half into resources/update.keys")
    steps.add_parser("show").add_argument("private")
    sign = steps.add_parser("sign")
    sign.add_argument("payload", type=Path)
    for name in ("--key", "--version", "--to"):
        sign.add_argument(name, required=True)
    sign.add_argument("--system", default=sys.platform)
    sign.add_argument("--machine", default=platform.machine())
    sign.add_argument("--notes", default="", help="what is new, a sentence for the person at the desk")
    options = parser.parse_args()
    if options.step == "new-key":
        line = new_key(options.private)
        if options.publish:
            publish(line, paths.resource(updating.KEYS))
        print(line)  # noqa: T201  the answer
        return
    if options.step == "show":
        print(public_line(private(options.private)))  # noqa: T201  the answer
        return
    kind, data = packed(options.payload)
    facts = {"version": options.version, "system": options.system, "machine": options.machine, "kind": kind,
             "name": options.payload.name, "notes": options.notes}
    Path(options.to).write_bytes(updating.seal(facts, data, private(options.key)))


if __name__ == "__main__":
    main()
