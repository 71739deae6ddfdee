#!/usr/bin/env python3
"""Set Union Desk up and run it: needs Python 3.11 and nothing else.

python3 run.py [OPTIONS]           the main job on the sample office; results in demo-output/
python3 run.py test [PYTEST ARGS]  style, types, import rules and tests
python3 run.py bench [NAME] [--rows N]
python3 run.py words               compile the catalogues and list what has no translation yet
python3 run.py build               the installable program in dist/ (PyInstaller)
python3 run.py lock                renew requirements.lock after a change of pyproject.toml (needs uv)
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "union-desk.json"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
# Sources are compiled once, whatever the shell says: every process would need four seconds to compile them anew.
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "compiled")}

# What Qt needs even without a screen, and for a window on X11: library -> Debian package.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
TEST_PROGRAMS = {"pdftotext": "poppler-utils"}
BUILD_PROGRAMS = {"objdump": "binutils"}

LOCK_HEADER = """\
# Every package of the program, its two optional parts and its development, for all platforms.
# Made by `python3 run.py lock`; do not edit.
"""


def main(argv: list[str]) -> int:
    """Run the command that the arguments name; returns the exit code."""
    commands = {"test": test, "bench": bench, "words": words, "build": build, "lock": lock}
    if argv and argv[0] in {"-h", "--help", "help"}:
        print(__doc__)
        return 0
    if argv and argv[0] in commands:
        return commands[argv[0]](argv[1:])
    if argv and not argv[0].startswith("-"):
        stop(f"There is no command {argv[0]!r}. {__doc__}")
    return demo(argv)


def demo(arguments: list[str]) -> int:
    """Run the main job; with a display it ends in the window."""
    libraries = dict(LIBRARIES)
    for display, its_libraries in (("DISPLAY", SCREEN_LIBRARIES), ("WAYLAND_DISPLAY", WAYLAND_LIBRARIES)):
        if os.environ.get(display):
            libraries.update(its_libraries)
    set_up(missing_libraries(libraries))
    return run("-m", "ui.demo", *arguments)


def test(arguments: list[str]) -> int:
    """Check style, types and import rules and run the tests; every check runs, even after one has failed."""
    set_up([*missing_libraries(LIBRARIES), *missing_programs(TEST_PROGRAMS)])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    without_postgresql = ensure_postgresql()
    spread = [] if any(a.startswith(("-n", "--pdb")) for a in arguments) else ["-n", "2", "--dist", "worksteal"]
    checks = {
        "style": ["-m", "ruff", "check"],
        "types": ["-m", "mypy"],
        "imports": [str(PROGRAMS / "lint-imports"), "--no-logo"],
        "tests": ["-m", "pytest", *spread, *arguments],
    }
    results = {name: timed_check(name, command) for name, command in checks.items()}
    print()
    for name, (code, seconds) in results.items():
        print(f"{name:<8} {'passed' if code == 0 else 'FAILED'}  {seconds:6.1f} s")
    if without_postgresql:
        print(f"\n!!! The PostgreSQL tests were NOT RUN: {without_postgresql}")
    return 1 if any(code for code, _seconds in results.values()) else 0


def timed_check(name: str, command: list[str]) -> tuple[int, float]:
    """Run one check under its heading; returns its exit code and seconds."""
    print(f"\n== {name}", flush=True)
    begin = time.monotonic()
    return run(*command), time.monotonic() - begin


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    set_up(missing_libraries(LIBRARIES))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ensure_postgresql()
    return run("-m", "tests.benchmarks", *arguments)


def words(arguments: list[str]) -> int:
    """Compile the catalogues and list the messages without a translation."""
    set_up([])
    return run("-m", "union_desk.words", "compile") or run("-m", "tests.catalogues", *arguments)


def build(arguments: list[str]) -> int:
    """Build the program folder with PyInstaller."""
    shared = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
    needs_library = sys.platform == "linux" and not sysconfig.get_config_var("Py_ENABLE_SHARED")
    library = {f"{shared}.so.1.0": shared} if needs_library else {}
    set_up([*missing_libraries({**LIBRARIES, **library}), *missing_programs(BUILD_PROGRAMS)])
    os.environ.setdefault("PYTHONHASHSEED", "0")  # the order of sets goes into the compiled modules
    os.environ.setdefault("SOURCE_DATE_EPOCH", committed())
    return run("-m", "PyInstaller", "--noconfirm", *arguments, "build_installer.spec")


def committed() -> str:
    """Return when the commit was made that is built, in seconds since 1970: the date that goes into what is made."""
    command = ["git", "log", "-1", "--format=%ct"]
    with contextlib.suppress(OSError):
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "0"
    return "0"


def lock(arguments: list[str]) -> int:
    """Resolve the dependencies again and write requirements.lock: versions and hashes, no index addresses."""
    uv = shutil.which("uv") or stop("This needs uv: python3 -m pip install uv")
    subprocess.run([uv, "lock", "--quiet", *arguments], cwd=ROOT, check=True)
    export = [uv, "export", "--quiet", "--frozen", "--all-extras", "--all-groups", "--no-emit-project", "--no-header"]
    text = subprocess.run([*export, "--no-annotate"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    LOCK.write_text(LOCK_HEADER + text, encoding="utf-8")
    print(f"{LOCK.name}: {sum(line[0].isalnum() for line in text.splitlines() if line)} packages")
    return 0


def run(*arguments: str) -> int:
    """Run the environment's Python in the project's folder; returns its exit code."""
    try:
        return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=os.environ | COMPILED)
    except KeyboardInterrupt:
        return 130


# -- the environment


def set_up(system_packages: list[str]) -> None:
    """Make the environment fit the lock; a start that finds it fitting only compares a stamp."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file alone is started by whatever Python there is
        stop(f"Union Desk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    with only_one_at_a_time():
        wanted = stamp()
        found = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
        usable = PYTHON.exists() and found.get("place", wanted["place"]) == wanted["place"]
        uv = shutil.which("uv")
        if not usable and not uv and not importlib.util.find_spec("ensurepip"):
            system_packages = ["python3-venv", *system_packages]
        install_system(system_packages)
        if found != wanted or not usable:
            STAMP.unlink(missing_ok=True)
            make_environment(uv, usable=usable)
            STAMP.write_text(json.dumps(wanted), encoding="utf-8")
        compile_catalogues()


def stamp() -> dict[str, str]:
    """Return what the environment is made from: where it stands, the locked packages, how the project is installed."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = [project[key] for key in ("project", "build-system")] + [project["tool"]["hatch"]]
    return {
        "place": str(ROOT),
        "packages": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "project": hashlib.sha256(json.dumps(installed).encode()).hexdigest(),
    }


def make_environment(uv: str | None, *, usable: bool) -> None:
    """Create `.venv` unless it is usable, and install the locked packages and the project into it."""
    begin = time.monotonic()
    print("Setting up .venv: about 100 packages, 200 MB to download the first time.", flush=True)
    if not usable and not (uv and succeeds(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))):
        call(sys.executable, "-m", "venv", "--clear", str(VENV))
    if not (uv and installs_with_uv(uv)):
        install_with_pip()
    print(f"Ready after {time.monotonic() - begin:.0f} s.", flush=True)


def installs_with_uv(uv: str) -> bool:
    """Install with uv; tells whether it worked (uv does not read pip's settings, so pip may succeed where it fails)."""
    into = ["--quiet", "--python", str(PYTHON)]
    packages = [uv, "pip", "sync", *into, "--require-hashes", "--only-binary", ":all:", str(LOCK)]
    project = [uv, "pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    return succeeds(*packages) and succeeds(*project)


def install_with_pip() -> None:
    """Install with plain pip: hashes checked, ready-made wheels only, nothing beyond the lock."""
    if not succeeds(str(PYTHON), "-m", "pip", "--version"):
        call(str(PYTHON), "-m", "ensurepip")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--no-input"]
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"
    call(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK))
    call(*pip, "--no-build-isolation", "--editable", str(ROOT))


def compile_catalogues() -> None:
    """Compile the words when a catalogue is newer than what was compiled from it."""
    for folder in (ROOT / "resources" / "locale").iterdir():
        compiled = list(folder.glob("LC_MESSAGES/*.mo"))
        newest = max((po.stat().st_mtime for po in folder.glob("*.po")), default=0)
        if not compiled or compiled[0].stat().st_mtime < newest:
            call(str(PYTHON), "-m", "union_desk.words", "compile")
            return


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Wait while another start of this checkout is setting up."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "set-up.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


# -- the system


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Return the Debian packages of the shared libraries that this machine cannot load."""
    if sys.platform != "linux":
        return []
    return [package for library, package in libraries.items() if not loads(library)]


def loads(library: str) -> bool:
    """Tell whether the dynamic linker finds the library and everything it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_programs(programs: dict[str, str]) -> list[str]:
    """Return the Debian packages of the programs that are not on PATH."""
    if sys.platform != "linux":
        return []
    return [package for program, package in programs.items() if not shutil.which(program)]


def install_system(packages: list[str]) -> None:
    """Install Debian packages as root; as anybody else stop with the command that does."""
    if packages and not apt_installs(packages):
        stop(f"Missing on this system: {', '.join(packages)}. Install as root, then start again:\n  {apt(packages)}")


def ensure_postgresql() -> str:
    """Have PostgreSQL for the tests that need it; returns why there is none ('' when there is)."""
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"):
        return ""
    if apt_installs(["postgresql"]):
        return ""
    reason = f"PostgreSQL is not installed. As root: {apt(['postgresql'])}"
    print(f"\n!!! {reason}\n", flush=True)
    return reason


def apt_installs(packages: list[str]) -> bool:
    """Install Debian packages when we may; tells whether that worked."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    return succeeds("apt-get", "update", "-qq") and succeeds(*install)


def apt(packages: list[str]) -> str:
    """Return the command line that installs Debian packages."""
    return f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(packages)}"


def succeeds(*command: str) -> bool:
    """Run a command; shows what it said, and tells whether it succeeded."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(f"{Path(command[0]).name} failed ({done.returncode}):\n{done.stdout}", file=sys.stderr, flush=True)
    return done.returncode == 0


def call(*command: str) -> None:
    """Run a command that must succeed; stops with what it said otherwise."""
    if not succeeds(*command):
        stop("Set-up stopped: the command above failed. Mend its cause, then start again: it goes on from here.")


def stop(sentence: str) -> NoReturn:
    """End with a sentence on the error stream and exit code 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
