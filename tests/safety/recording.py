"""What a process does to files, recorded by strace with every byte, and followed on a `power.Disk`.

Only what lies below one folder counts. A write to standard output that begins with `ACK` is what the process
acknowledges; nothing before it may be lost later.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.safety.power import Write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.safety.power import Disk, Node

ACK = "ack"
FORCED, NAMED, WRITTEN, ACKNOWLEDGED = "forced", "named", "written", "acknowledged"
_CALLS = ("openat,write,pwrite64,writev,lseek,ftruncate,fallocate,fsync,fdatasync,sendfile,copy_file_range,rename,"
          "renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir")
_LONGEST = 1 << 25  # bytes of one write
_LINE = re.compile(r"(\d+) +(?:(\w+)\(|<\.\.\. \w+ resumed>)(.*)")
_ENDED = re.compile(r"(.*)\) += (-?\d+)(?:<([^>]*)>)?(?: .*)?", re.DOTALL)
_BROKEN_OFF = " <unfinished ...>"
_TEXT, _PLACE, _WORD = r'"([^"]*)"(?:\.\.\.)?', r"(\w+)<([^>]*)>", r"([^,]+)"
_ARGUMENT = re.compile(rf"(?:{_TEXT}|{_PLACE}|{_WORD})(?:, |$)")
Argument = str | bytes | tuple[str, str]


def lacking() -> str:
    """Say what is missing for recording on this machine, "" where nothing is."""
    if shutil.which("strace") is None:
        return "strace is not on this machine"
    done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "processes may not be traced here"


def recorded(command: Sequence[str], trace: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a process under strace; what it did to files is in `trace` afterwards."""
    return subprocess.run(
        ["strace", "-f", "-qq", "-y", "-xx", "-s", str(_LONGEST), "-e", "signal=none", "-e", f"trace={_CALLS}",
         "-o", str(trace), *command], env=environment, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Call:
    """One call of the system that succeeded."""

    name: str
    arguments: tuple[Argument, ...]
    result: int
    path: str = ""  # of what it opened


def calls(trace: Path, root: Path) -> Iterator[Call]:
    """Yield the calls that touch what lies below a folder, and what was acknowledged, in the order they ended."""
    below, broken = _hex(str(root)), dict[str, str]()
    marks = (below, f'"{_hex(ACK)}')
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None:
                continue
            process, name, rest = found[1], found[2], found[3]
            text = f"{name}({rest}" if name else broken.pop(process, "") + rest
            if text.endswith(_BROKEN_OFF):
                broken[process] = text.removesuffix(_BROKEN_OFF)
            elif any(mark in text for mark in marks):
                yield from _read(text)


def _read(text: str) -> Iterator[Call]:
    name, _open, rest = text.partition("(")
    ended = _ENDED.fullmatch(rest)
    if ended is None or int(ended[2]) < 0:
        return
    arguments: list[Argument] = []
    for found in _ARGUMENT.finditer(ended[1]):
        if found[1] is not None:
            arguments.append(_bytes(found[1]))
        else:
            arguments.append((found[2], _bytes(found[3]).decode()) if found[2] else found[4])
    yield Call(name, tuple(arguments), int(ended[2]), _bytes(ended[3] or "").decode())


def _hex(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Followed:
    """Carries recorded calls out on a disk; `acknowledged` counts what the process has answered for."""

    disk: Disk
    acknowledged: int = 0
    _offsets: dict[tuple[str, str], int] = field(default_factory=dict)
    _appending: set[tuple[str, str]] = field(default_factory=set)

    def take(self, call: Call) -> str:
        """Carry out one call; returns what kind of thing it was, "" where nothing changed."""
        act = getattr(self, f"_{call.name}", None)
        assert act is not None, f"{call.name} is not followed"
        return str(act(call) or "")

    # ---- files

    def _openat(self, call: Call) -> str:
        path, flags, handle = _path(call.arguments, 0), str(call.arguments[2]), (str(call.result), call.path)
        if "O_PATH" in flags or not path:
            return ""
        self._offsets[handle] = 0
        self._appending.discard(handle)
        if "O_APPEND" in flags:
            self._appending.add(handle)
        node = self.disk.find(path)
        if "O_CREAT" in flags and node is None:
            self.disk.make(path, "file")
            return NAMED
        if "O_TRUNC" in flags and node is not None and node.seen:
            self.disk.write(node, Write(0, None))
            return WRITTEN
        return ""

    def _write(self, call: Call) -> str:
        handle, data = call.arguments[0], call.arguments[1]
        assert isinstance(handle, tuple)
        assert isinstance(data, bytes)
        if handle[0] == "1" and data.startswith(ACK.encode()):
            self.acknowledged += 1
            return ACKNOWLEDGED
        node = self.disk.find(handle[1])
        return self._put(handle, node, data[:call.result]) if node is not None else ""

    def _put(self, handle: tuple[str, str], node: Node, data: bytes) -> str:
        at = len(node.seen) if handle in self._appending else self._offsets.get(handle, 0)
        self.disk.write(node, Write(at, data))
        self._offsets[handle] = at + len(data)
        return WRITTEN

    def _pwrite64(self, call: Call) -> str:
        node, data = self._node(call), call.arguments[1]
        assert isinstance(data, bytes)
        if node is None:
            return ""
        self.disk.write(node, Write(int(str(call.arguments[3])), data[:call.result]))
        return WRITTEN

    def _lseek(self, call: Call) -> None:
        handle = call.arguments[0]
        assert isinstance(handle, tuple)
        self._offsets[handle] = call.result

    def _ftruncate(self, call: Call) -> str:
        node = self._node(call)
        if node is not None:
            self.disk.write(node, Write(int(str(call.arguments[1])), None))
        return WRITTEN

    def _sendfile(self, call: Call) -> str:
        handle, source = call.arguments[0], call.arguments[1]
        assert isinstance(handle, tuple)
        assert isinstance(source, tuple)
        node, given = self.disk.find(handle[1]), self.disk.find(source[1])
        if node is None or not call.result:
            return ""
        assert given is not None, f"{source[1]} is copied from elsewhere"
        begin = int(str(call.arguments[2]).strip("[]").split("]")[0])
        return self._put(handle, node, bytes(given.seen[begin:begin + call.result]))

    def _fsync(self, call: Call) -> str:
        node = self._node(call)
        if node is not None:
            self.disk.force(node)
        return FORCED if node is not None else ""

    _fdatasync = _fsync

    def _node(self, call: Call) -> Node | None:
        handle = call.arguments[0]
        assert isinstance(handle, tuple)
        return self.disk.find(handle[1])

    # ---- names

    def _rename(self, call: Call) -> str:
        old, new = (_plain(each) for each in call.arguments[:2])
        self.disk.move(old, new)
        return NAMED

    def _renameat(self, call: Call) -> str:
        self.disk.move(_path(call.arguments, 0), _path(call.arguments, 2))
        return NAMED

    _renameat2 = _renameat

    def _unlink(self, call: Call) -> str:
        self.disk.remove(_plain(call.arguments[0]))
        return NAMED

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> str:
        self.disk.remove(_path(call.arguments, 0))
        return NAMED

    def _mkdir(self, call: Call) -> str:
        self.disk.make(_plain(call.arguments[0]), "folder")
        return NAMED

    def _mkdirat(self, call: Call) -> str:
        self.disk.make(_path(call.arguments, 0), "folder")
        return NAMED

    def _symlink(self, call: Call) -> str:
        self.disk.make(_plain(call.arguments[1]), "link", _plain(call.arguments[0]))
        return NAMED


def _plain(argument: Argument) -> str:
    assert isinstance(argument, bytes)
    return argument.decode()


def _path(arguments: Sequence[Argument], at: int) -> str:
    """Return the path that a folder's handle and a name beside it make."""
    handle, name = arguments[at], _plain(arguments[at + 1])
    return name if name.startswith("/") or not isinstance(handle, tuple) else f"{handle[1]}/{name}"
