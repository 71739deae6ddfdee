"""The commands of the frame and of every register's page; pages of their own bring theirs in ui/pages/__init__.py."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui import pages
from ui.commands import GO, HELP, OFFICE, RECORD, VIEW, Command
from ui.theme import DARK, LIGHT
from union_desk import words
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App


def fill(app: App) -> None:
    """Give the app all commands."""
    for page in (page for page in pages.PAGES if page.place or page.key):  # others have commands of their own
        app.commands.add(Command(f"go.{page.id}", page.label, partial(_go, page.id), page.key, GO, page.icon))
    for command in (*COMMANDS, *pages.COMMANDS):
        app.commands.add(command)


def on_page(verb: str) -> dict[str, Callable[[App], object]]:
    """Return how a command calls a method of the page in front, and whether that page has it."""
    return {
        "run": lambda app: getattr(app.current(), verb)(),
        "enabled": lambda app: hasattr(app.current(), verb),
    }


def _page_command(  # noqa: PLR0913, PLR0917  a declaration reads as a table row
    command_id: str, text: str, verb: str, key: str, icon: str = "", menu: str = RECORD, also: tuple[str, ...] = ()
) -> Command:
    reach = on_page(verb)
    return Command(
        command_id, text, reach["run"], key, menu, icon, enabled=lambda app: bool(reach["enabled"](app)), also=also
    )


def _go(page_id: str, app: App) -> None:
    app.show_page(page_id)


def _palette(app: App) -> None:
    if app.window is not None:
        app.window.palette_field.begin()


def _lock(app: App) -> None:
    if app.window is not None:
        app.window.lock()


def _language(app: App) -> None:
    app.set_language("en" if words.language() == "zh_CN" else "zh_CN")


def _theme(app: App) -> None:
    app.set_theme(LIGHT if app.theme.dark else DARK)


def _help(app: App) -> None:
    from ui import help_view

    help_view.show(app)


def _guide(app: App) -> None:
    from ui import help_view

    help_view.show_guide(app)


def _cheat_sheet(app: App) -> None:
    from ui import help_view

    help_view.show_keys(app)


def _update(app: App) -> None:
    from ui import updating

    updating.ask_file(app)


def _support(app: App) -> None:
    from ui import support_view

    support_view.ask(app)


def _undo(app: App) -> None:
    from ui import undo_gesture

    undo_gesture.ask(app)


def _undo_text(app: App) -> str:
    from ui import undo_gesture

    return undo_gesture.name(app)


COMMANDS = (
    _page_command("new", N_("New record"), "new_record", "Ctrl+N", "plus", also=("add", "新增", "新建")),
    _page_command("save", N_("Save"), "save_record", "Ctrl+S", "save"),
    Command("undo", N_("Undo"), _undo, "Ctrl+Z", RECORD, "undo-2", also=("撤回", "撤消"), now=_undo_text),
    _page_command(
        "bulk", N_("Set a field of the chosen records…"), "edit_selected", "Ctrl+B", "pencil", also=("批量",)
    ),
    _page_command("copy", N_("Copy as cells"), "copy_selected", "Ctrl+C", "copy"),
    _page_command("unmask", N_("Show masked values…"), "unmask_selected", "Ctrl+U", "eye", also=("脱敏", "明文")),
    _page_command("delete", N_("Move to the bin"), "delete_selected", "Del", "trash-2", also=("remove", "删除")),
    _page_command("restore", N_("Take out of the bin"), "restore_selected", "Ctrl+R", "archive-restore"),
    _page_command("find", N_("Search this list"), "focus_search", "Ctrl+F", "search", VIEW),
    _page_command("filter", N_("Add a filter"), "add_filter", "Ctrl+Shift+F", "funnel", VIEW),
    _page_command("clear", N_("Clear search and filters"), "clear_query", "Ctrl+Backspace", "x", VIEW),
    _page_command("views", N_("Saved views"), "choose_view", "Ctrl+D", "bookmark", VIEW),
    _page_command("columns", N_("Columns…"), "choose_columns", "Ctrl+Shift+C", "columns-3", VIEW),
    _page_command("bin", N_("Show the bin"), "toggle_bin", "Ctrl+Shift+B", "trash-2", VIEW, also=("回收站",)),
    _page_command("detail", N_("Show or hide the detail panel"), "toggle_detail", "F4", "panel-right", VIEW),
    _page_command("history", N_("History of the record"), "show_history", "Ctrl+H", "history", VIEW),
    _page_command("personal_data", N_("Personal data of the member"), "show_personal_data", "Ctrl+Shift+D", "eye-off",
                  also=("个人信息", "隐私", "pipl")),
    _page_command("refresh", N_("Read again"), "refresh", "F5", "refresh-cw", VIEW),
    Command("palette", N_("Search and commands"), _palette, "Ctrl+K", GO, "search"),
    Command("theme", N_("Light or dark"), _theme, "F9", VIEW, "moon", also=("dark", "深色", "夜间")),
    Command(
        "language",
        N_("Switch to English / 中文"),
        _language,
        "Ctrl+F10",
        VIEW,
        "languages",
        also=("语言", "英文", "中文"),
    ),
    Command("update", N_("Install an update…"), _update, "", HELP, "download", also=("升级", "更新", "update")),
    Command("support", N_("Support bundle…"), _support, "", HELP, "file-down", also=("支持包", "日志", "log", "crash")),
    Command("lock", N_("Lock the window"), _lock, "Ctrl+L", OFFICE, "lock", also=("锁屏", "锁定")),
    Command(
        "quit",
        N_("Close the program"),
        lambda app: app.window.close() if app.window else None,
        "Ctrl+Q",
        OFFICE,
        "log-out",
    ),
    Command("help", N_("Help on this field"), _help, "F1", HELP, "circle-help", also=("帮助",)),
    Command("guide", N_("User guide"), _guide, "Shift+F1", HELP, "book-open", also=("手册", "说明书", "manual")),
    Command("keys", N_("All keys"), _cheat_sheet, "Ctrl+F1", HELP, "keyboard", also=("快捷键", "shortcut")),
)
