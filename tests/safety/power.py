"""A disk at a power cut: what was written and forced is there, of the rest any part may be.

`Disk` follows what a process did, operation by operation, and keeps two pictures: as the process sees the files, and
as they lie durable. Between the two wait writes (per file) and changes of names (per folder). `fsync` of a file makes
its content durable and not its name; `fsync` of a folder makes its names durable. A rename is one change: it is there
or it is not, and it may be there before or after anything else that waits. `lying` gives a disk after a cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

NOTHING, NAMES, LENGTHS, CONTENTS, LAST, SOME, ALL = FATES = (
    "nothing", "names", "lengths", "contents", "all but the last", "some", "all")
SECTORS = (512, 4096)  # bytes that a disk writes in one piece
DERIVED = "-shm"  # the database makes it anew


@dataclass(frozen=True)
class Write:
    """Bytes at a place of a file, or (with `data` None) a new length of it."""

    at: int
    data: bytes | None

    def apply(self, content: bytearray) -> None:
        """Do it."""
        if self.data is None:
            del content[self.at:]
        missing = self.at - len(content)
        content.extend(bytes(max(0, missing)))
        if self.data is not None:
            content[self.at:self.at + len(self.data)] = self.data


@dataclass(eq=False)
class Node:
    """A file, a folder or a link: as it is seen, as it lies durable, and what waits."""

    kind: str  # file, folder, link
    seen: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Write] = field(default_factory=list)
    names: dict[str, Node] = field(default_factory=dict)
    durable_names: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Change:
    """Names that change in one step: (folder, name, what it names from now on, what it must name to be taken away)."""

    steps: tuple[tuple[Node, str, Node | None, Node | None], ...]

    def apply(self, names_of: Callable[[Node], dict[str, Node]]) -> None:
        """Do it; a name that does not stand for what it is to be taken from stays as it is."""
        for folder, name, node, gone in self.steps:
            names = names_of(folder)
            if node is not None:
                names[name] = node
            elif names.get(name) is gone:
                names.pop(name, None)


class Disk:
    """The files below one folder, followed from the start of a process."""

    def __init__(self, before: Path, root: Path) -> None:
        """Take in what was there before the process began; it counts as durable. root: where the process saw it."""
        self.root, self.changes = root, list[Change]()
        self.top = _taken_in(before)

    # ---- what a process does

    def find(self, path: str) -> Node | None:
        """Return what a path names now, None where nothing is or where it lies elsewhere."""
        parts = self._parts(path)
        node: Node | None = self.top if parts is not None else None
        for part in parts or ():
            node = node.names.get(part) if node is not None else None
        return node

    def make(self, path: str, kind: str, target: str = "") -> Node | None:
        """Make a file, a folder or a link."""
        folder, name = self._place(path)
        if folder is None:
            return None
        node = Node(kind, bytearray(target.encode()), bytearray(target.encode()))
        self._change((folder, name, node, None))
        return node

    def write(self, node: Node, write: Write) -> None:
        """Write to a file."""
        write.apply(node.seen)
        node.waiting.append(write)

    def remove(self, path: str) -> None:
        """Take a name away."""
        folder, name = self._place(path)
        if folder is not None and name in folder.names:
            self._change((folder, name, None, folder.names[name]))

    def move(self, old: str, new: str) -> None:
        """Give what a path names another name, in one step."""
        node, (before, gone), (after, name) = self.find(old), self._place(old), self._place(new)
        if node is not None and before is not None and after is not None:
            self._change((after, name, node, None), (before, gone, None, node))
        elif before is not None:
            self.remove(old)

    def force(self, node: Node) -> None:
        """Make durable what a file holds or what a folder names."""
        if node.kind == "folder":
            mine = [change for change in self.changes if any(step[0] is node for step in change.steps)]
            for change in mine:
                change.apply(lambda folder: folder.durable_names)
            self.changes = [change for change in self.changes if change not in mine]
            return
        for write in node.waiting:
            write.apply(node.durable)
        node.waiting.clear()

    # ---- what lies there after a cut

    def lying(self, place: Path, fate: str, chance: random.Random) -> None:
        """Write the disk as it could lie after a cut into a folder.

        fate: which of what waits is there.
        """
        names, contents = self._chosen(fate, chance)
        lying: dict[int, dict[str, Node]] = {}

        def names_of(folder: Node) -> dict[str, Node]:
            return lying.setdefault(id(folder), dict(folder.durable_names))

        for change in names:
            change.apply(names_of)
        _put(self.top, place, names_of, contents)

    def seen(self, place: Path) -> None:
        """Write the disk as the process sees it into a folder: what a kill leaves."""
        _put(self.top, place, lambda folder: folder.names, _seen)

    def _chosen(self, fate: str, chance: random.Random) -> tuple[list[Change], Callable[[Node], bytes | bytearray]]:
        every, none = list(self.changes), list[Change]()
        given: dict[str, tuple[list[Change], Callable[[Node], bytes | bytearray]]] = {
            NOTHING: (none, _durable), NAMES: (every, _durable), LENGTHS: (every, _emptied), CONTENTS: (none, _seen),
            LAST: (every[:-1], _all_but_last), ALL: (every, _seen)}
        if fate == SOME:
            return [one for one in every if chance.random() < 0.5], lambda node: _torn(node, chance)
        return given[fate]

    # ---- paths

    def _parts(self, path: str) -> tuple[str, ...] | None:
        try:
            return PurePosixPath(path).relative_to(self.root).parts
        except ValueError:
            return None

    def _place(self, path: str) -> tuple[Node | None, str]:
        parts = self._parts(path)
        if not parts:
            return None, ""
        return self.find(str(PurePosixPath(path).parent)), parts[-1]

    def _change(self, *steps: tuple[Node, str, Node | None, Node | None]) -> None:
        change = Change(steps)
        change.apply(lambda folder: folder.names)
        self.changes.append(change)


def _durable(node: Node) -> bytearray:
    return node.durable


def _seen(node: Node) -> bytearray:
    return node.seen


def _torn(node: Node, chance: random.Random) -> bytearray:
    """Return what lies there when each sector of what waits was written or not."""
    content, sector = bytearray(node.durable), chance.choice(SECTORS)
    for write in node.waiting:
        if write.data is None:
            if chance.random() < 0.5:
                write.apply(content)
            continue
        for start, piece in _sectors(write, sector):
            if chance.random() < 0.6:
                Write(start, piece).apply(content)
    return content


def _sectors(write: Write, size: int) -> Iterator[tuple[int, bytes]]:
    data = write.data or b""
    at = 0
    while at < len(data):
        end = min(len(data), at + size - (write.at + at) % size)
        yield write.at + at, data[at:end]
        at = end


def _all_but_last(node: Node) -> bytearray:
    content = bytearray(node.durable)
    for write in node.waiting[:-1]:
        write.apply(content)
    if node.waiting and node.waiting[-1].data:
        last = node.waiting[-1]
        Write(last.at, (last.data or b"")[:len(last.data or b"") // 2]).apply(content)
    return content


def _emptied(node: Node) -> bytes:
    """Return a file that is as long as it was seen and holds zeros where nothing was forced."""
    return bytes(node.durable[:len(node.seen)]).ljust(len(node.seen), b"\0")


def _taken_in(path: Path) -> Node:
    if path.is_symlink():
        target = bytearray(str(path.readlink()).encode())
        return Node("link", target, bytearray(target))
    if path.is_dir():
        names = {each.name: _taken_in(each) for each in path.iterdir() if not each.name.endswith(DERIVED)}
        return Node("folder", names=names, durable_names=dict(names))
    data = path.read_bytes()
    return Node("file", bytearray(data), bytearray(data))


def _put(node: Node, place: Path, names_of: Callable[[Node], dict[str, Node]],
         contents: Callable[[Node], bytes | bytearray]) -> None:
    if node.kind == "folder":
        place.mkdir(exist_ok=True)
        for name, each in names_of(node).items():
            if not name.endswith(DERIVED):
                _put(each, place / name, names_of, contents)
    elif node.kind == "link":
        place.symlink_to(node.durable.decode())
    else:
        place.write_bytes(contents(node))
