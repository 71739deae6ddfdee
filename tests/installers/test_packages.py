"""The .deb and the set-up of Windows from a dummy payload: layout, rights, kept data, the same bytes each time."""

from __future__ import annotations

import configparser
import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from defusedxml import ElementTree

from resources.installers import bundle, debian, notices
from union_desk import __version__, words
from union_desk.safety import updating

ROOT = Path(__file__).resolve().parents[2]
NSIS = ROOT / "resources" / "installers" / "union-desk.nsi"
APP = f"./opt/apps/{debian.APP}"

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not on this machine")


def payload(folder: Path) -> Path:
    """Make what looks like a packed program."""
    inside = folder / "_internal" / "resources"
    inside.mkdir(parents=True)
    for name in ("words.txt", "a.so", "中文.txt"):
        (inside / name).write_text(name, "utf-8")
    (folder / "union-desk").write_text("#!/bin/sh\necho union-desk 0.0.1\n")
    (folder / "union-desk").chmod(0o700)
    for name in ("union-desk-window", "union-superior"):
        (folder / name).symlink_to("union-desk")
    return folder


@pytest.fixture(scope="module")
def deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("deb")
    return debian.make(payload(place / "one"), place, "0.0.1", "amd64", fast=True)


def listed(package: Path) -> dict[str, str]:
    """Return every path of a package with its rights and owner."""
    told = subprocess.run(["dpkg-deb", "--contents", str(package)], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=5) for line in told.splitlines()]
    return {row[5].split(" -> ")[0]: f"{row[0]} {row[1]}" for row in rows}


def control(package: Path, field: str) -> str:
    told = subprocess.run(["dpkg-deb", "--field", str(package), field], capture_output=True, text=True, check=True)
    return told.stdout.strip()


@needs_dpkg
def test_a_package_has_the_layout_that_uos_and_kylin_read(deb: Path) -> None:
    there = listed(deb)
    for path in (f"{APP}/info", f"{APP}/files/union-desk", f"{APP}/entries/applications/{debian.APP}.desktop",
                 f"{APP}/entries/mime/packages/{debian.APP}.xml", f"./usr/share/applications/{debian.APP}.desktop",
                 f"./usr/share/mime/packages/{debian.APP}.xml",
                 f"./usr/share/icons/hicolor/48x48/apps/{debian.APP}.png",
                 f"{APP}/entries/icons/hicolor/scalable/apps/{debian.APP}.svg", "./usr/bin/union-superior"):
        assert path in there
    assert set(there.values()) <= {"drwxr-xr-x root/root", "-rw-r--r-- root/root", "-rwxr-xr-x root/root",
                                   "lrwxrwxrwx root/root"}
    assert there[f"{APP}/files/union-desk"].startswith("-rwx")


@needs_dpkg
def test_nothing_of_ours_runs_as_root_and_nothing_lies_where_data_are(deb: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--control", str(deb), str(tmp_path / "control")], check=True)
    assert {f.name for f in (tmp_path / "control").iterdir()} == {"control", "md5sums"}
    tops = {"/".join(path.split("/")[:3]) for path in listed(deb)}
    assert tops <= {"./", "./opt/", "./opt/apps", "./usr/", "./usr/bin", "./usr/share"}
    assert control(deb, "Depends").startswith("libc6 (>= 2.")


def test_the_package_has_the_number_that_the_program_says() -> None:
    assert debian.version() == __version__


@needs_dpkg
def test_a_package_tells_what_debian_wants_to_know(deb: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", str(deb), str(tmp_path)], check=True)
    share = tmp_path / "usr" / "share"
    log = gzip.decompress((share / "doc" / debian.PACKAGE / "changelog.gz").read_bytes()).decode()
    assert log.startswith(f"{debian.PACKAGE} (0.0.1) ")
    assert "/usr/share/common-licenses/GPL-3" in (share / "doc" / debian.PACKAGE / "copyright").read_text("utf-8")
    for program in debian.PROGRAMS:
        page = gzip.decompress((share / "man" / "man1" / f"{program}.1.gz").read_bytes()).decode()
        assert page.startswith(f".TH {program.upper()} 1 ")
    libraries = [path for path in (tmp_path / "opt").rglob("*.so*") if not path.is_symlink()]
    assert libraries
    assert not [path for path in libraries if path.stat().st_mode & 0o111]


@needs_dpkg
@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not on this machine")
def test_lintian_finds_nothing_but_what_is_excused_with_its_reason(deb: Path) -> None:
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "none", str(deb)], capture_output=True, text=True,
                          check=True)
    found = [line for line in done.stdout.splitlines() if "unused-override" not in line]
    assert found == []


@needs_dpkg
def test_the_same_payload_gives_the_same_bytes_whoever_builds_it(
    deb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = []
    for name in ("first", "second"):
        folder = payload(tmp_path / name)
        (folder / "_internal").chmod(0o700 if name == "first" else 0o755)
        package = debian.make(folder, tmp_path / f"to-{name}", "0.0.1", "amd64", fast=True)
        made.append(hashlib.sha256(package.read_bytes()).hexdigest())
        assert list(listed(package)) == list(listed(deb))
    assert made[0] == made[1]


def test_the_menu_entry_opens_files_of_the_office() -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys of an entry have capitals
    entry.read_string(debian.desktop_entry())
    found = entry["Desktop Entry"]
    assert (found["Name[zh_CN]"], found["Terminal"]) == ("工会服务台", "false")
    assert found["Exec"].endswith("union-desk-window %f")
    kinds = ElementTree.parse(ROOT / "resources" / "installers" / "mime.xml").getroot()
    assert kinds is not None
    known = {each.get("type") for each in kinds}
    assert {kind for kind in found["MimeType"].split(";") if kind} == known


def test_every_package_inside_has_its_licence_told(tmp_path: Path) -> None:
    notices.write(tmp_path / "notices.json")
    told = {each["name"].lower(): each for each in json.loads((tmp_path / "notices.json").read_text("utf-8"))}
    for name in ("union-desk", "python", "pyside6_essentials", "sqlcipher3", "reportlab", "noto sans sc", "psycopg"):
        assert told[name]["licence"]
        assert told[name]["texts"], name
    assert "pytest" not in told
    assert "pyinstaller" not in told


def test_compiled_words_do_not_tell_when_they_were_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "room.po").write_text('msgid "Name"\nmsgstr "Name of it"\n', "utf-8")
    made = words.compiled(folder)
    assert b"Name of it" in made
    assert b"POT-Creation-Date: 2000-01-01" in made


def test_a_library_is_stripped_only_where_the_copy_loads(tmp_path: Path) -> None:
    broken = tmp_path / "broken.so"
    broken.write_bytes(b"\x7fELF" + bytes(300_000))
    assert bundle.stripped(str(broken), tmp_path / "copies") == str(broken)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".stripped")] == []


def library(path: bytes) -> bytes:
    """Return the least that is a shared library: it needs libc and looks for it in a path."""
    texts = b"\0libc.so.6\0" + path + b"\0"
    dynamic = b"".join(struct.pack("<qQ", *each) for each in ((1, 1), (29, 11), (5, 0x1200), (0, 0)))
    loaded = struct.pack("<IIQQQQQQ", 1, 4, 0, 0x1000, 0x1000, 0x400, 0x400, 0x1000)
    table = struct.pack("<IIQQQQQQ", 2, 4, 0x100, 0x1100, 0x1100, len(dynamic), len(dynamic), 8)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    return ((head + loaded + table).ljust(0x100, b"\0") + dynamic).ljust(0x200, b"\0") + texts.ljust(0x200, b"\0")


def test_a_library_names_no_place_of_whoever_built_it() -> None:
    made = bundle.without_search_path(library(b"/home/somebody/python/lib"))
    assert b"/home" not in made
    entries = [struct.unpack_from("<qQ", made, 0x100 + at) for at in range(0, 64, 16)]
    assert entries == [(1, 1), (5, 0x1200), (0, 0), (0, 0)]
    assert b"libc.so.6" in made
    for kept in (library(b"$ORIGIN/../lib"), b"no library", b""):
        assert bundle.without_search_path(kept) == kept


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
def test_a_library_without_that_place_loads(tmp_path: Path) -> None:
    source = importlib.util.find_spec("_sqlite3")
    assert source is not None
    assert source.origin
    lean = bundle.lean(source.origin, tmp_path)
    subprocess.run([sys.executable, "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1], mode=1)", lean], check=True)


def test_pictures_are_drawn_for_both_systems(qapp: object, tmp_path: Path) -> None:
    made = bundle.pictures(ROOT / "resources" / "icons" / "union-desk.svg", tmp_path)
    assert made["256x256"].read_bytes().startswith(b"\x89PNG")
    icon = made["ico"].read_bytes()
    assert icon[:6] == b"\x00\x00\x01\x00\x07\x00"
    assert icon.count(b"\x89PNG") == 7


def test_libraries_of_the_system_stay_only_where_something_kept_asks_for_them() -> None:
    def row(name: str, kind: str = "BINARY") -> bundle.Row:
        return name, f"/somewhere/{name}", kind

    needs = {"PySide6/QtGui.abi3.so": {"libQt6Gui.so.6"}, "PySide6/Qt/lib/libQt6Gui.so.6": {"libglib-2.0.so.0"},
             "libgio-2.0.so.0": {"libmount.so.1"}, "libmount.so.1": {"libblkid.so.1"},
             "libblkid.so.1": {"libblkid.so.1"}}
    rows = [row(name) for name in (*needs, "libQt6Gui.so.6", "libglib-2.0.so.0", "libpython3.11.so.1.0")]
    rows.append(row("resources/libwords.so.txt", "DATA"))
    kept = bundle.without_orphans(rows, lambda path: needs.get(path.removeprefix("/somewhere/"), set()))
    assert {each[0] for each in rows} - {each[0] for each in kept} == {
        "libgio-2.0.so.0", "libmount.so.1", "libblkid.so.1"}


def test_a_package_names_the_c_library_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    for told, wanted in (("glibc 2.36", "2.36"), ("glibc 2.31.4", "2.31"), (None, debian.OLDEST_GLIBC),
                         ("musl 1.2", debian.OLDEST_GLIBC)):
        monkeypatch.setattr(os, "confstr", lambda _name, told=told: told, raising=False)
        assert debian._glibc() == (wanted if sys.platform == "linux" else debian.OLDEST_GLIBC)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not on this machine (apt-get install nsis)")
def test_the_set_up_of_windows_compiles_without_a_warning(tmp_path: Path) -> None:
    folder = payload(tmp_path / "program")
    (folder / "union-desk-window.exe").write_bytes(b"MZ")
    setup = tmp_path / "union-desk-0.0.1-setup.exe"
    done = subprocess.run(["makensis", "-WX", "-V2", "-DVERSION=0.0.1", f"-DPAYLOAD={folder}", f"-DOUTPUT={setup}",
                           str(NSIS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert setup.read_bytes().startswith(b"MZ")


def test_the_set_up_of_windows_asks_no_administrator_and_never_names_the_data_for_removal() -> None:
    script = NSIS.read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert {"SimpChinese", "English"} <= {line.split('"')[1] for line in script.splitlines() if "MUI_LANGUAGE " in line}
    removed = [line for line in script.splitlines() if line.strip().startswith(("RMDir", "Delete "))]
    assert removed
    assert not [line for line in removed if r"$LOCALAPPDATA\UnionDesk" in line]
    assert "HKLM" not in script


def test_every_kind_of_file_opens_by_a_double_click_on_windows_too_and_is_let_go_of_at_removal() -> None:
    kinds = ElementTree.parse(ROOT / "resources" / "installers" / "mime.xml").getroot()
    assert kinds is not None
    patterns = [each.get("pattern", "") for each in kinds.iter() if each.tag.endswith("glob")]
    endings = {pattern[1:] for pattern in patterns if pattern.startswith("*.")}
    assert updating.ENDING in endings
    script = NSIS.read_text("utf-8")
    for ending in endings:
        assert rf'WriteRegStr HKCU "Software\Classes\{ending}"' in script
        assert rf'DeleteRegKey HKCU "Software\Classes\{ending}"' in script


def test_shortcuts_are_taken_away_in_whichever_language_they_were_made() -> None:
    lines = [line.strip() for line in NSIS.read_text("utf-8").splitlines()]
    named = dict(line.split(maxsplit=2)[1:] for line in lines if line.startswith("!define ") and line.endswith('"'))
    assert [named[name].strip('"') for name in ("ENGLISH", "CHINESE")] == list(debian.NAMES)
    made = {line.split('"')[1] for line in lines if line.startswith("CreateShortCut")}
    gone = {line.split('"')[1] for line in lines if line.startswith("Delete ") and ".lnk" in line}
    assert gone == {place.replace("$(APP)", f"${{{name}}}") for place in made for name in ("ENGLISH", "CHINESE")}
    assert lines.count("!insertmacro FORGET_SHORTCUTS") == 2  # before new ones are made, and at the removal


def test_the_uninstaller_looks_whether_a_program_runs_before_it_takes_anything_away() -> None:
    removal = NSIS.read_text("utf-8").partition('Section "Uninstall"')[2]
    assert 0 < removal.index("IfErrors runs") < removal.index("$(OPEN_FIRST)") < removal.index("RMDir /r")
