"""What every test gets: a home of its own, no network but this machine, and no error logged unnoticed."""

from __future__ import annotations

import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from union_desk import words

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.postgres", "tests.offices"]

_home = Path(tempfile.mkdtemp(prefix="ud-home-"))
# Before Qt, keyring or platformdirs look: no screen, and nothing read from or written to the developer's own home.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
for _kind in ("DATA", "CONFIG", "CACHE", "STATE"):
    os.environ[f"XDG_{_kind}_HOME"] = str(_home / _kind.lower())
# Sources are compiled once: every process that a test starts would need four seconds to compile them anew.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(Path(sys.prefix) / "compiled")
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": sys.pycache_prefix}
for _name in [name for name in os.environ if name.startswith(("UNION_DESK_", "UNION_SUPERIOR_"))]:
    del os.environ[_name]

# One run, one day: many tests take today's date when they are read and compare it later. The zone is China's, where the
# offices are; a run that begins in the day's last hours looks at a clock further west. Processes of a run share it.
_ZONE, _HOURS_EAST, _LATE, _HOURS_WEST = "TEST_RUN_ZONE", 8, 21, 6


def _zone() -> str:
    hour = (int(time.time()) // 3600 + _HOURS_EAST) % 24
    return f"CST-{_HOURS_EAST - (_HOURS_WEST if hour >= _LATE else 0)}"


os.environ["TZ"] = os.environ.setdefault(_ZONE, _zone())
if hasattr(time, "tzset"):  # Windows has one zone for all
    time.tzset()

# Two cores shared with other work: a slow example is no failure. In CI the examples are the same in every run.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_unconfigure() -> None:
    """Take the private home away."""
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Start every test in Chinese, whatever the one before it chose."""
    words.set_language("zh_CN")
    yield
    words.set_language("zh_CN")


@pytest.fixture(autouse=True)
def _no_unnoticed_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test during which an error was logged; a test that expects one asserts it and calls `caplog.clear()`."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    errors = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.ERROR]
    if errors:
        pytest.fail("errors were logged:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _this_machine_only() -> Iterator[None]:
    """Refuse connections that leave this machine: a test that needs the network is no test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: tuple[str, int] | str) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            msg = f"a test tried to reach {address[0]}"
            raise RuntimeError(msg)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
