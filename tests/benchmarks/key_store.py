"""A key store in a file, for the benchmark of the start alone: a machine without a screen has none of its own.

The program itself never keeps a key in a file; `keyring` takes this one from PYTHON_KEYRING_BACKEND.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

BACKEND, FILE = "tests.benchmarks.key_store.InFile", "UNION_DESK_BENCH_STORE"


class InFile(KeyringBackend):
    """Keeps what it is given in the file that the environment names."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was kept."""
        return _read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep."""
        _write(_read() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Forget."""
        kept = _read()
        kept.pop(f"{service}/{username}", None)
        _write(kept)


def _read() -> dict[str, str]:
    path = Path(os.environ[FILE])
    return dict(json.loads(path.read_text("ascii"))) if path.exists() else {}


def _write(kept: dict[str, str]) -> None:
    Path(os.environ[FILE]).write_text(json.dumps(kept), "ascii")
