"""Errors that a person can mend: each has a code of its own and a sentence in both languages with all it needs."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

import sync
import ui
import union_desk
from tests.catalogues import parameters
from tests.test_house import ROOT, python_files, tree, where
from union_desk import words
from union_desk.errors import InvalidRecordError, NewerRevisionError, RecordNotFoundError, UserError
from union_desk.schema.problem import ERROR, INFO, LEVELS, Problem, has_errors
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@cache
def everything() -> tuple[type[UserError], ...]:
    """Return every class of such errors in the program."""
    for package in (union_desk, sync, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".migrations" not in module.name:
                importlib.import_module(module.name)
    return tuple(sorted(_below(UserError), key=lambda one: one.__qualname__))


def _below(one: type[UserError]) -> Iterator[type[UserError]]:
    for sub in one.__subclasses__():
        if sub.__module__.partition(".")[0] in {"union_desk", "sync", "ui"}:
            yield sub
            yield from _below(sub)


def test_there_are_errors_to_look_at() -> None:
    assert len(everything()) > 20


def test_every_error_has_a_code_of_its_own() -> None:
    # A room may say in its own words what the room below it says too; for a machine that is the same error
    counts = Counter((_room(one), one.code) for one in everything() if "code" in vars(one))
    assert [code for code, count in counts.items() if count > 1] == []
    assert UserError.code not in {code for _where, code in counts}


def _room(one: type[UserError]) -> str:
    package, _, rest = one.__module__.partition(".")
    return f"{package}.{rest.partition('.')[0]}" if "." in rest else package


def test_every_error_says_in_both_languages_what_happened_and_what_to_do() -> None:
    for one in everything():
        assert one.__doc__, one
        with words.speaking("en"):
            english = words._(one.message)
        assert words._(one.message) != english, one
        assert len(english) > 10, one


def test_every_error_is_raised_with_all_that_its_sentence_names() -> None:
    made = [call for file in python_files("union_desk", "sync", "ui") for call in _made(file)]
    assert {one for _place, one, _given in made} >= {RecordNotFoundError, NewerRevisionError}
    found = [f"{place}: {parameters(one.message) - given}" for place, one, given in made
             if None not in given and parameters(one.message) - given]
    assert found == []


def _made(file: Path) -> Iterator[tuple[str, type[UserError], set[str | None]]]:
    """Yield where a file makes errors of which class, and the parameters it gives."""
    known = {one.__name__: [other for other in everything() if other.__name__ == one.__name__] for one in everything()}
    module = sys.modules.get(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    for node in ast.walk(tree(file)):
        if not isinstance(node, ast.Call):
            continue
        owner, name = _called(node.func)
        holder = getattr(module, owner, None) if owner else module
        one = getattr(holder, name, next(iter(known.get(name, ())), None))
        if name in known and one in known[name] and not _makes_its_own(one):
            yield where(file, node.lineno), one, {keyword.arg for keyword in node.keywords}


def _called(function: ast.expr) -> tuple[str, str]:
    if isinstance(function, ast.Attribute):
        return getattr(function.value, "id", ""), function.attr
    return "", getattr(function, "id", "")


def _makes_its_own(one: type[UserError]) -> bool:
    return one.__init__ is not UserError.__init__


def test_errors_that_take_more_keep_the_parameters() -> None:
    for one in filter(_makes_its_own, everything()):
        takes = inspect.signature(one.__init__).parameters.values()
        assert any(p.kind is p.VAR_KEYWORD for p in takes) or len(list(takes)) > 1, one


def test_a_sentence_is_made_in_the_language_of_the_reader() -> None:
    error = RecordNotFoundError(record="7", register=N_("Members"))
    with words.speaking("en"):
        assert str(error) == "There is no record 7 in Members. It may have been removed; refresh the list."
    assert "会员" in str(error)
    assert "7" in str(error)
    assert error.params == {"record": "7", "register": "Members"}


def test_the_log_line_of_an_error_names_nobody() -> None:
    error = NewerRevisionError(title="张三")
    assert error.args == ("newer_revision",)
    assert "张三" not in repr(error)
    assert "张三" in str(error)


def test_a_refused_record_carries_its_problems() -> None:
    problem = Problem(ERROR, "missing", "name", N_("This field is needed; the record cannot be kept without it."))
    error = InvalidRecordError([problem])
    assert error.problems == [problem]
    assert problem.text() in str(error)


@pytest.mark.parametrize("level", LEVELS)
def test_only_errors_forbid_saving(level: str) -> None:
    assert has_errors([Problem(INFO, "a", "", ""), Problem(level, "b", "", "")]) == (level == ERROR)


def test_a_problem_speaks_the_reader_s_language_with_its_parameters() -> None:
    message = N_("Aged {age} on joining the union; 16 is the least.")
    problem = Problem(ERROR, "R3", "join_union_date", message, {"age": 15})
    assert str(problem) == problem.text()
    assert "15" in problem.text()
    with words.speaking("en"):
        assert problem.text() == "Aged 15 on joining the union; 16 is the least."
