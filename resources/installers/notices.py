"""The licence notices of everything that a packed program holds, taken from the packages it was made of.

What Python packages say of themselves is in their metadata; libraries of the system come with Debian's copyright files.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PROJECT, EXTRAS = "union-desk", ("desk", "server")
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LESSER = "psycopg"  # is under the LGPL, version 3, and brings its text along
_LONGEST_FIELD = 100  # a field longer than this is the licence's text, not its name
# What no metadata lists, because it lies inside a package or beside it
_INSIDE = (
    ("Qt", "LGPL-3.0-only", "https://code.qt.io", "PySide6-Essentials"),
    ("SQLCipher and SQLite", "BSD-3-Clause, public domain", "https://www.zetetic.net/sqlcipher", "sqlcipher3"),
    ("OpenSSL", "Apache-2.0", "https://www.openssl.org", "cryptography"),
    ("PDFium", "BSD-3-Clause, Apache-2.0", "https://pdfium.googlesource.com", "pypdfium2"),
    ("Zstandard", "BSD-3-Clause", "https://facebook.github.io/zstd", "zstandard"),
    ("libpq", "PostgreSQL", "https://www.postgresql.org", "psycopg-binary"),
)


def packages() -> list[str]:
    """Return the names of all packages that the program needs at run time on this system, in order of name."""
    found: set[str] = set()
    waiting = [(PROJECT, extra) for extra in ("", *EXTRAS)]
    while waiting:
        name, extra = waiting.pop()
        for text in importlib.metadata.requires(name) or ():
            wanted = Requirement(text)
            if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
                continue
            child = canonicalize_name(wanted.name)
            waiting += [(child, each) for each in ("", *wanted.extras) if child not in found]
            found.add(child)
    return sorted(found)


def notice(name: str) -> dict[str, Any]:
    """Return what a package says of itself: name, version, licence, home page, the texts of its licences."""
    distribution = importlib.metadata.distribution(name)
    about = distribution.metadata
    return {"name": about["Name"], "version": distribution.version, "licence": _licence(about),
            "home": _home(about), "texts": dict(sorted(_texts(distribution)))}


def _licence(about: Any) -> str:
    for field in ("License-Expression", "License"):
        text = (about.get(field) or "").strip()
        if text and len(text) < _LONGEST_FIELD:
            return str(text)
    kinds = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    return ", ".join(kinds) or "see the text"


def _home(about: Any) -> str:
    urls = dict(str(u).split(", ", 1) for u in about.get_all("Project-URL") or () if ", " in str(u))
    by_name = {name.casefold(): url for name, url in urls.items()}
    return str(about.get("Home-page") or next(
        (by_name[n] for n in ("homepage", "home", "source", "repository", "source code") if n in by_name), ""))


def _texts(distribution: importlib.metadata.Distribution) -> Iterator[tuple[str, str]]:
    for file in distribution.files or ():
        told = "licenses" in file.parts or _TEXT.search(file.name)
        if ".dist-info" in file.parts[0] and told and not file.name.endswith(".py"):
            path = Path(str(distribution.locate_file(file)))
            if path.is_file():
                yield "/".join(file.parts[1:]), path.read_text("utf-8", errors="replace")


def of_system(libraries: Iterable[str]) -> list[dict[str, Any]]:
    """Return the notices of the system's libraries that were packed along; Debian knows whose they are."""
    owners = sorted({owner for path in libraries if (owner := _owner(path))})
    return [{"name": name, "version": version, "licence": "see the text", "home": "", "texts": {"copyright": text}}
            for name, version in owners if (text := _debian_text(name))]


@cache
def _owner(path: str) -> tuple[str, str] | None:
    """Return the Debian package of a file and its version."""
    for spelling in dict.fromkeys((path, str(Path(path).resolve()), path.removeprefix("/usr"))):
        done = _told("dpkg-query", "--search", spelling)
        if done:
            name = done.splitlines()[0].split(": ")[0].split(",")[0]
            return name.split(":")[0], _told("dpkg-query", "--show", "--showformat=${Version}", name)
    return None


def _told(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:  # not a Debian
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _debian_text(name: str) -> str:
    path = Path("/usr/share/doc", name, "copyright")
    return path.read_text("utf-8", errors="replace") if path.exists() else ""


def _own() -> list[dict[str, Any]]:
    fonts = ROOT / "resources" / "fonts"
    texts = {"union-desk": ("GPL-3.0-or-later", ROOT / "LICENSE"),
             "Noto Sans SC": ("OFL-1.1", fonts / "NotoSansSC-OFL.txt"),
             "Hanazono Mincho": ("Hanazono or OFL-1.1", fonts / "HanaMinB-LICENSE.txt"),
             "Lucide": ("ISC", ROOT / "resources" / "icons" / "LICENSE.txt")}
    return [{"name": name, "version": "", "licence": licence, "home": "",
             "texts": {path.name: path.read_text("utf-8")}} for name, (licence, path) in texts.items()]


def _python() -> dict[str, Any]:
    places = (Path(sys.base_prefix), Path(sys.base_prefix, "lib", f"python3.{sys.version_info.minor}"))
    text = next((p / "LICENSE.txt" for p in places if (p / "LICENSE.txt").exists()), None)
    return {"name": "Python", "version": sys.version.split()[0], "licence": "PSF-2.0", "home": "https://www.python.org",
            "texts": {"LICENSE.txt": text.read_text("utf-8")} if text else {}}


def collect(libraries: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return all notices: the program's own, Python's, those of the packages, of what is inside them, of libraries."""
    there = packages()
    inside = [{"name": name, "version": "", "licence": licence, "home": home, "texts": {}, "inside": holder}
              for name, licence, home, holder in _INSIDE if canonicalize_name(holder) in there]
    found = [*_own(), _python(), *(notice(name) for name in there), *inside, *of_system(libraries)]
    lesser = notice(_LESSER)["texts"]  # PySide6 brings the name of its licence along, but not the text
    for each in found:
        if not each["texts"] and "LGPL-3" in each["licence"]:
            each["texts"] = lesser
    return found


def write(target: Path, libraries: Iterable[str] = ()) -> None:
    """Write all notices as one file that the packed program reads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(collect(libraries), ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
