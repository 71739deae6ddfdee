"""Qt's own words: those that its translation lacks are ours, all others stay as they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QLabel

from ui import translate
from union_desk import words


@pytest.mark.usefixtures("qapp")
def test_the_dialog_for_files_speaks_chinese(qtbot: object) -> None:
    with words.speaking("zh_CN"):
        translate.install("zh_CN")
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        labels = [label.text() for label in dialog.findChildren(QLabel)]
        dialog.deleteLater()
        assert {"查找位置(&L)：", "文件类型(&T)："} <= set(labels)
        assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
        assert QCoreApplication.translate("QPlatformTheme", "unknown to all") == "unknown to all"


@pytest.mark.usefixtures("qapp")
def test_english_is_as_qt_has_it() -> None:
    translate.install("en")
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "Folder"
    translate.install("zh_CN")
