"""The `.deb` for UOS, Kylin and Debian, from a packed program folder.

    python -m resources.installers.debian --payload dist/union-desk --to dist [--fast]

Everything of the program lies under /opt/apps/<id>/files, what the desktop reads under /opt/apps/<id>/entries (UOS) and
/usr/share (Kylin, Debian). There are no maintainer scripts: nothing of ours runs as root, an office's data lie in the
home of whoever works, and neither an upgrade nor a removal comes near them. The same payload, version and
SOURCE_DATE_EPOCH give the same bytes. UOS and Kylin unpack xz, not zstd.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from resources.installers import bundle, debian_texts

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
APP = "io.github.union-desk"
PACKAGE = "io.github.union-desk"
MAKER = "Union Desk <union-desk@users.noreply.github.com>"
PROGRAMS = ("union-desk", "union-desk-window", "union-superior")
# The drivers of the screen must be the system's own, and so must its printing; everything else is packed along.
NEEDS = "libgl1, libegl1"
OLDEST_GLIBC = "2.28"  # of UOS 20: named where the package is put together on another system
RECOMMENDS = "libcups2, xdg-utils"
NAMES = ("Union Desk", "工会服务台")
ABOUT = ("Offline-first office of a grassroots trade union",
         "基层工会办公软件：会员实名制、服务卡、统计、上报，断网可用")


def version() -> str:
    """Return the program's version."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def make(payload: Path, to: Path, number: str = "", architecture: str = "", *, fast: bool = False) -> Path:
    """Make the package in the folder `to` and return it; `fast` packs loosely, for tests."""
    number, architecture = number or version(), architecture or _told("dpkg", "--print-architecture")
    to.mkdir(parents=True, exist_ok=True)
    target = to / f"{PACKAGE}_{number}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix=".deb-", dir=to) as place:
        tree = Path(place) / "tree"
        _fill(tree, payload, number, architecture)
        _level(tree)
        packing = ["-Zxz", "-z0"] if fast else ["-Zxz", "-z6", "-Sextreme"]
        environment = os.environ | {"SOURCE_DATE_EPOCH": _moment()}
        # One thread: how xz cuts the work among several decides the bytes
        builder = shutil.which("dpkg-deb") or "dpkg-deb"
        subprocess.run([builder, "--root-owner-group", "--threads-max=1", *packing, "--build", str(tree), str(target)],
                       check=True, env=environment, stdout=subprocess.DEVNULL)
    return target


def _moment() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH") or _told("git", "-C", str(ROOT), "log", "-1", "--format=%ct") or "0"


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _fill(tree: Path, payload: Path, number: str, architecture: str) -> None:
    app = tree / "opt" / "apps" / APP
    shutil.copytree(payload, app / "files", symlinks=True)
    _write(app / "info", json.dumps(_info(number, architecture), ensure_ascii=False, indent=2) + "\n")
    entries, share = app / "entries", tree / "usr" / "share"
    for place in (entries, share):
        _write(place / "applications" / f"{APP}.desktop", desktop_entry())
        target = place / "mime" / "packages" / f"{APP}.xml"
        _write(target, (HERE / "mime.xml").read_text("utf-8"))
        _pictures(place / "icons" / "hicolor", tree.parent)
    for program in PROGRAMS:
        link = tree / "usr" / "bin" / program
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"/opt/apps/{APP}/files/{program}")
    _texts(share, number)
    _write(tree / "DEBIAN" / "control", _control(tree, number, architecture))
    _write(tree / "DEBIAN" / "md5sums", _sums(tree))


def _texts(share: Path, number: str) -> None:
    """Write what Debian wants to be told: changelog, copyright, manual pages, exceptions with their reasons."""
    moment = int(_moment())
    _write(share / "doc" / PACKAGE / "copyright", debian_texts.copyright_file(moment))
    log = debian_texts.changelog(PACKAGE, number, MAKER, moment)
    _parent(share / "doc" / PACKAGE / "changelog.gz").write_bytes(debian_texts.packed(log))
    for program in PROGRAMS:
        page = _parent(share / "man" / "man1" / f"{program}.1.gz")
        page.write_bytes(debian_texts.packed(debian_texts.manual(program, number, moment)))
    _write(share / "lintian" / "overrides" / PACKAGE, debian_texts.exceptions(PACKAGE))


def _pictures(icons: Path, scratch: Path) -> None:
    svg = ROOT / "resources" / "icons" / "union-desk.svg"
    for size, picture in bundle.pictures(svg, scratch / "pictures").items():
        if size != "ico":
            shutil.copy(picture, _parent(icons / size / "apps" / f"{APP}.png"))
    shutil.copy(svg, _parent(icons / "scalable" / "apps" / f"{APP}.svg"))


def _info(number: str, architecture: str) -> dict[str, object]:
    """Return what the application store of UOS reads: no permission is asked for."""
    return {"appid": APP, "name": NAMES[0], "version": number, "arch": [architecture],
            "permissions": {"autostart": False, "notification": False, "trayicon": False, "clipboard": True,
                            "account": False, "bluetooth": False, "camera": False, "audio_record": False,
                            "installed_apps": False}}


def desktop_entry() -> str:
    """Return the menu entry, with the kinds of files that open with the program."""
    kinds = "".join(f"application/x-union-desk-{kind};" for kind in ("office", "backup", "report", "update"))
    return "\n".join((
        "[Desktop Entry]", "Type=Application", f"Name={NAMES[0]}", f"Name[zh_CN]={NAMES[1]}", f"Comment={ABOUT[0]}",
        f"Comment[zh_CN]={ABOUT[1]}", f"Exec=/opt/apps/{APP}/files/union-desk-window %f", f"Icon={APP}",
        "Terminal=false", "Categories=Office;Database;", f"MimeType={kinds}", "StartupWMClass=union-desk",
        "StartupNotify=true", "Keywords=union;member;工会;会员;", ""))


def _control(tree: Path, number: str, architecture: str) -> str:
    size = sum(file.lstat().st_size for file in tree.rglob("*") if file.is_file()) // 1024
    return (f"Package: {PACKAGE}\nVersion: {number}\nArchitecture: {architecture}\nMaintainer: {MAKER}\n"
            f"Installed-Size: {size}\nSection: misc\nPriority: optional\nDepends: libc6 (>= {_glibc()}), {NEEDS}\n"
            f"Recommends: {RECOMMENDS}\nHomepage: https://github.com/union-desk\n"
            f"Description: {ABOUT[0]}\n {NAMES[1]}，{ABOUT[1]}\n")


def _glibc() -> str:
    """Return the oldest C library on which a program built here runs: this machine's, up to the minor version."""
    if sys.platform == "linux":
        name, _space, number = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        if name == "glibc":
            return ".".join(number.split(".")[:2])
    return OLDEST_GLIBC


def _sums(tree: Path) -> str:
    files = sorted(f for f in tree.rglob("*") if f.is_file() and not f.is_symlink() and f.parent.name != "DEBIAN")
    return "".join(f"{hashlib.md5(f.read_bytes()).hexdigest()}  {f.relative_to(tree)}\n"  # noqa: S324  dpkg's format
                   for f in files)


def _level(tree: Path) -> None:
    """Give files and folders the rights that a package has, whoever built it; libraries are not run."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or (bool(path.stat().st_mode & 0o100) and ".so" not in path.name)
        path.chmod(0o755 if runs else 0o644)


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write(path: Path, text: str) -> None:
    _parent(path).write_text(text, "utf-8")


def main() -> None:
    """Make the package that the arguments describe and print its path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--payload", type=Path, default=ROOT / "dist" / "union-desk")
    parser.add_argument("--to", type=Path, default=ROOT / "dist")
    parser.add_argument("--version", default="", help="another version than the program's")
    parser.add_argument("--architecture", default="")
    parser.add_argument("--fast", action="store_true", help="pack loosely: for tests")
    options = parser.parse_args()
    print(make(options.payload, options.to, options.version, options.architecture, fast=options.fast))  # noqa: T201  the answer


if __name__ == "__main__":
    main()
