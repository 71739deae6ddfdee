"""What makes a PDF fit for the archive, as PDF/A-2b asks: metadata as XMP, the meaning of its colours, a file id.

ReportLab embeds every font that is used and writes the file id; the rest is given to it here and in `fonts`. It begins
files with PDF 1.3 or 1.4 (2b allows both) and puts subsets of TrueType fonts without an encoding, which 2b allows for
symbolic fonts; ours are flagged so. `tests/papers/archive_rules.py` holds every form against the clauses of ISO 19005-2
that can be told from a file's objects; no validator of the standard's makers was at hand, so that nothing beyond these
clauses is proved.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <xmp:CreatorTool>{creator}</xmp:CreatorTool>
   <xmp:CreateDate>{day}</xmp:CreateDate>
   <xmp:ModifyDate>{day}</xmp:ModifyDate>
   <pdf:Producer>{producer}</pdf:Producer>{keywords}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_END = b"endstream\n"
_CREATED = slice(24, 36)  # of a colour profile: when it was made


def make_archivable(canvas: Canvas) -> None:
    """Give a document its XMP metadata and the sRGB output intent; called once, before it is saved."""
    from reportlab.pdfbase import pdfdoc

    mend_streams()
    document: Any = vars(canvas)["_doc"]
    catalog = document.Catalog
    catalog.Metadata = _Metadata(creator=_xmp)
    profile = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"N": 3}), _profile())
    intent = pdfdoc.PDFDictionary({
        "Type": pdfdoc.PDFName("OutputIntent"), "S": pdfdoc.PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"), "Info": pdfdoc.PDFString("sRGB"),
        "DestOutputProfile": document.Reference(profile, "srgb")})  # fmt: skip
    catalog.OutputIntents = pdfdoc.PDFArray([intent])
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "OutputIntents"]


def _Metadata(creator: Any) -> Any:  # noqa: N802  stands for the class that ReportLab has
    from reportlab.pdfbase import pdfdoc

    class Plain(pdfdoc.XMP):
        """Metadata without a filter, not even an empty list of them (ISO 19005-2, 6.6.2.1)."""

        def format(self, document: Any) -> bytes:
            """Write it as it stands."""
            usual, document.defaultStreamFilters = document.defaultStreamFilters, None
            try:
                written: bytes = super().format(document)
            finally:
                document.defaultStreamFilters = usual
            return written

    return Plain(creator=creator)


@cache
def mend_streams() -> None:
    """Let every stream that ReportLab writes end on a line of its own, as ISO 19005-2, 6.1.7.1, asks."""
    from reportlab.pdfbase import pdfdoc

    stream: Any = pdfdoc.PDFStream
    usual = stream.format

    def ended(self: Any, document: Any) -> bytes:
        written: bytes = usual(self, document)
        return written.removesuffix(_END) + b"\n" + _END

    stream.format = ended


def _xmp(document: Any) -> bytes:
    info, stamp = document.info, document._timeStamp  # noqa: SLF001  the same moment as in the information dictionary
    zone = dt.timezone(dt.timedelta(hours=stamp.dhh, minutes=stamp.dmm))
    year, month, day, hour, minute, second = stamp.YMDhms
    moment = dt.datetime(year, month, day, hour, minute, int(second), tzinfo=zone).isoformat()
    words = {"title": info.title, "author": info.author, "subject": info.subject, "creator": info.creator,
             "producer": info.producer, "day": moment}
    said = {name: escape(str(text)) for name, text in words.items()}
    said["keywords"] = f"\n   <pdf:Keywords>{escape(str(info.keywords))}</pdf:Keywords>" if info.keywords else ""
    return _XMP.format(**said).encode()


@cache
def _profile() -> bytes:
    """Return the sRGB colour profile, without the moment at which it was made."""
    from PIL import ImageCms

    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_CREATED] = bytes(12)
    return bytes(made)
