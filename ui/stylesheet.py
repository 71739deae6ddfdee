"""The few rules that Fusion's palette cannot say: edges, chips, banners, the rail."""

from __future__ import annotations

from collections.abc import Mapping

from ui import tokens

_RULES = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {border}; padding: 3px; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QTextBrowser {{
    background: {surface}; color: {text}; border: 1px solid {field_border}; border-radius: {radius}px; padding: 3px 6px;
    selection-background-color: {selection}; selection-color: {on_selection}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {accent}; padding: 2px 5px; }}
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] {{ background: {window}; color: {muted}; border-color: {border}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {disabled}; border-color: {border}; }}
QLineEdit[level="error"], QPlainTextEdit[level="error"], QComboBox[level="error"] {{ border: 2px solid {error}; padding: 2px 5px; }}
QLineEdit[level="warning"], QPlainTextEdit[level="warning"], QComboBox[level="warning"] {{ border-color: {warning}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox QAbstractItemView {{ border: 1px solid {border}; background: {surface}; }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {field_border}; border-radius: {radius}px;
    padding: 4px 12px; min-height: 18px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {selection}; color: {on_selection}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {disabled}; border-color: {border}; background: {window}; }}
QPushButton:default, QPushButton[primary="true"] {{ background: {accent_fill}; color: {on_accent}; border-color: {accent_fill}; }}
QPushButton:default:hover, QPushButton[primary="true"]:hover {{ background: {accent_fill}; border-color: {text}; }}
QPushButton:default:focus, QPushButton[primary="true"]:focus {{ border: 2px solid {text}; }}
QPushButton:default:disabled, QPushButton[primary="true"]:disabled {{ background: {raised}; color: {disabled}; border-color: {border}; }}
QPushButton[flat="true"] {{ background: transparent; border: 1px solid transparent; padding: 3px 8px; }}
QPushButton[flat="true"]:hover {{ background: {hover}; }}
QPushButton[flat="true"]:focus {{ border: 1px solid {accent}; }}
QPushButton[link="true"] {{ color: {accent}; background: transparent; border: 1px solid transparent; padding: 1px 4px; text-align: left; }}
QPushButton[link="true"]:hover, QPushButton[link="true"]:focus {{ text-decoration: underline; border: 1px solid {accent}; }}
QPushButton[chip="true"] {{ border-radius: 12px; padding: 2px 10px; border: 1px solid {border}; background: {surface}; }}
QPushButton[chip="true"]:hover {{ background: {hover}; }}
QPushButton[chip="true"][active="true"] {{ background: {selection}; color: {on_selection}; border-color: {accent}; }}
QPushButton[chip="true"]:focus {{ border: 2px solid {accent}; padding: 1px 9px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {radius}px; padding: 3px; color: {text}; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ background: {selection}; color: {on_selection}; }}
QToolButton:focus {{ border: 1px solid {accent}; }}
QToolButton:disabled {{ color: {disabled}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QFrame#rail {{ background: {raised}; border: none; border-right: 1px solid {border}; }}
QFrame#rail QToolButton {{ text-align: left; padding: 7px 8px; margin: 1px 6px; font-weight: 500; }}
QFrame#rail QToolButton:checked {{ background: {surface}; color: {accent}; border: 1px solid {border}; }}
QFrame#rail QToolButton:focus {{ border: 1px solid {accent}; }}
QFrame#topbar {{ background: {window}; border: none; border-bottom: 1px solid {border}; }}
QFrame#card, QFrame[card="true"] {{ background: {surface}; border: 1px solid {border}; border-radius: {radius}px; }}
QFrame#palette {{ background: {surface}; border: 1px solid {field_border}; border-radius: {radius}px; }}
QFrame#palette QListView {{ border: none; }}
QFrame[banner="info"], QFrame[banner="success"] {{ background: {info_fill}; border: none; border-left: 4px solid {info}; }}
QFrame[banner="warning"] {{ background: {warning_fill}; border: none; border-left: 4px solid {warning}; }}
QFrame[banner="error"] {{ background: {error_fill}; border: none; border-left: 4px solid {error}; }}
QLabel[level="error"] {{ color: {error}; }}
QLabel[level="warning"] {{ color: {warning}; }}
QLabel[level="info"] {{ color: {info}; }}
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[section="true"] {{ font-weight: 700; color: {text}; border: none; border-bottom: 1px solid {border}; padding: 6px 0 3px 0; }}
QLabel[title="true"] {{ font-weight: 700; font-size: {title}pt; }}
QTableView, QTreeView, QListView {{ background: {surface}; alternate-background-color: {stripe}; border: 1px solid {border};
    gridline-color: {border}; selection-background-color: {selection}; selection-color: {on_selection}; }}
QTableView:focus, QTreeView:focus, QListView:focus {{ border: 1px solid {accent}; }}
QHeaderView {{ background: {raised}; border: none; }}
QHeaderView::section {{ background: {raised}; color: {text}; border: none; border-right: 1px solid {border};
    border-bottom: 1px solid {border}; padding: 4px 6px; font-weight: 500; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}
QTabBar::tab {{ background: transparent; color: {muted}; padding: 6px 12px; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:hover {{ background: {hover}; }}
QTabBar::tab:focus {{ border: 1px solid {accent}; border-bottom: 2px solid {accent}; }}
QStatusBar {{ background: {raised}; border-top: 1px solid {border}; }}
QStatusBar::item {{ border: none; }}
QMenuBar {{ background: {raised}; border-bottom: 1px solid {border}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {surface}; border: 1px solid {border}; padding: 3px; }}
QMenu::item {{ padding: 5px 26px 5px 26px; }}
QMenu::item:selected {{ background: {selection}; color: {on_selection}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 3px 6px; }}
QSplitter::handle {{ background: {border}; }}
QScrollArea {{ border: none; background: transparent; }}
QProgressBar {{ border: 1px solid {border}; border-radius: {radius}px; background: {surface}; text-align: center; color: {text}; }}
QProgressBar::chunk {{ background: {selection}; }}
"""


def stylesheet(colors: Mapping[str, str]) -> str:
    """Return the application's style sheet in these colours."""
    return _RULES.format(radius=tokens.RADIUS, title=round(tokens.POINT_SIZE * tokens.TITLE, 1), **colors)
