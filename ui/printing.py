"""From a PDF to the screen and to a printer: pages rendered as pictures, printed with an offset in millimetres.

Our PDFs are made by union_desk.papers; a printer gets the very pages that the preview shows.
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from union_desk.errors import UserError
from union_desk.progress import NONE, Progress
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

POINTS = 72.0
MILLIMETRES = 25.4
# A laser printer shows no difference above this, and a page at 600 dpi is 140 MB of picture
SHARPEST = 300
_library = threading.Lock()  # PDFium has one state for the whole process


class PageRangeError(UserError):
    """The page range cannot be read."""

    code = "page_range"
    message = N_("'{text}' is no range of these {pages} pages. Write for example 1-3,5.")


class PrinterError(UserError):
    """The printer did not take the job."""

    code = "printer"
    message = N_("The printer {printer} did not take the job. Check that it is switched on and has paper, then repeat.")


class NoPrinterError(UserError):
    """The computer has no printer."""

    code = "no_printer"
    message = N_("No printer is set up on this computer. Save as PDF, or set up a printer in the system's settings.")


class Pdf:
    """An open PDF: sizes in points, pages as pictures; safe from any thread."""

    def __init__(self, source: bytes | Path) -> None:
        """Open the bytes or the file."""
        import pypdfium2  # loaded when somebody looks at a paper

        with _library:
            self._document: Any = pypdfium2.PdfDocument(source)
            self.sizes: list[tuple[float, float]] = [
                self._document.get_page_size(number) for number in range(len(self._document))
            ]

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, number: int, scale: float) -> QImage:
        """Return a page (from 0) at `scale` pixels a point; an empty picture when the document was closed meanwhile."""
        with _library:
            if self._document is None:
                return QImage()
            page = self._document[number]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            image = QImage(bytes(bitmap.buffer), width, height, stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
            page.close()
        return image

    def text(self, number: int) -> str:
        """Return the text of a page, for screen readers."""
        with _library:
            page = self._document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
        return str(text)

    def close(self) -> None:
        """Free the document."""
        with _library:
            document, self._document = self._document, None
            if document is not None:
                document.close()


def read_range(text: str, pages: int) -> list[int]:
    """Return page numbers from 0 for a range such as '1-3,5'; an empty text means all."""
    found: list[int] = []
    wide = text.translate(str.maketrans("，、；－—～", ",,,---")).replace(" ", "")
    for part in filter(None, wide.split(",")):
        first, dash, last = part.partition("-")
        if not all(p.isdecimal() or (dash and not p) for p in (first, last if dash else first)):
            raise PageRangeError(text=text, pages=pages)
        begin, end = int(first or 1), int((last or pages) if dash else first)
        if not 1 <= begin <= end <= pages:
            raise PageRangeError(text=text, pages=pages)
        found += [number - 1 for number in range(begin, end + 1) if number - 1 not in found]
    return found or list(range(pages))


def send(
    pdf: Pdf,
    printer: QPrinter,
    pages: Sequence[int],
    *,
    offset: tuple[float, float] = (0.0, 0.0),
    progress: Progress = NONE,
) -> None:
    """Print pages, moved by an offset in millimetres (right, down) for pre-printed forms; may run on any thread."""
    printer.setFullPage(True)
    _lay(printer, pdf.sizes[pages[0]])
    painter = QPainter()
    _insist(printer, painter.begin(printer))
    progress.start(len(pages), _("Sending pages to the printer"))
    dots = printer.resolution()
    scale = min(dots, SHARPEST) / POINTS
    try:
        for place, number in enumerate(pages):
            if place:
                _lay(printer, pdf.sizes[number])
                _insist(printer, printer.newPage())
            width, height = (side / POINTS * dots for side in pdf.sizes[number])
            left, top = (shift / MILLIMETRES * dots for shift in offset)
            painter.drawImage(QRectF(left, top, width, height), pdf.picture(number, scale))
            progress.step()
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _insist(printer: QPrinter, agreed: bool) -> None:  # noqa: FBT001  what a call of Qt answered
    if not agreed:
        raise PrinterError(printer=printer.printerName())


def _lay(printer: QPrinter, size: tuple[float, float]) -> None:
    short, long = sorted(size)
    layout = QPageLayout(QPageSize(QSizeF(short, long), QPageSize.Unit.Point), _turn(size), QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)


def _turn(size: tuple[float, float]) -> QPageLayout.Orientation:
    return QPageLayout.Orientation.Landscape if size[0] > size[1] else QPageLayout.Orientation.Portrait


def ask_and_print(parent: QWidget, draw: Callable[[Path], None], title: str) -> None:
    """Let the person choose a printer in the system's dialog, then print what `draw(path)` writes."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)

    def accepted() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sheet.pdf"
            draw(path)
            pdf = Pdf(path.read_bytes())
        send(pdf, printer, range(len(pdf)))
        pdf.close()

    dialog.accepted.connect(accepted)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()
