"""The clauses of ISO 19005-2 (PDF/A-2, level B) that can be told from a file by its objects, each a sentence if broken.

This is no validator: colours inside pictures' own profiles, JPEG 2000, digital signatures and optional content are
refused or absent by construction and are only looked for, and glyph outlines are not compared with their description.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pypdf
from fontTools.ttLib import TTFont
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, StreamObject

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATORS = set(b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M "
                 b"MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
                 .split())
_CMYK = {b"k", b"K"}
_BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
_NEVER = {"/JS", "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
          "/Rendition", "/Trans", "/GoTo3DView", "/SubmitForm"}
_STANDARD = {"pdf": "http://ns.adobe.com/pdf/1.3/", "xmp": "http://ns.adobe.com/xap/1.0/",
             "dc": "http://purl.org/dc/elements/1.1/", "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
             "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "x": "adobe:ns:meta/"}
_DEEPEST, _LONGEST_TEXT, _LONGEST_NAME, _MOST_OBJECTS = 28, 32767, 127, 8388607
_PRINT, _INVISIBLE = 4, 1 | 2 | 32  # flags of an annotation; hidden, no view
_SYMBOLIC, _NONSYMBOLIC = 4, 32


def broken(data: bytes) -> list[str]:
    """Return what in a PDF file breaks a clause, with the clause's number."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    found = [*_file(data, reader), *_catalog(reader), *_intent(reader), *_metadata(reader)]
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {text}" for text in _page(reader, page)]
    return [*found, *_objects(reader)]


def _file(data: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    lines = data.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", lines[0]):
        yield "6.1.2 the header names another version"
    if lines[1][:1] != b"%" or sum(byte > 127 for byte in lines[1][1:5]) < 4:
        yield "6.1.2 no comment of four high bytes follows the header"
    if not data.rstrip(b"\r\n").endswith(b"%%EOF") or len(data) - len(data.rstrip(b"\r\n")) > 2:
        yield "6.1.3 something follows the last end-of-file mark"
    if "/ID" not in reader.trailer or "/Encrypt" in reader.trailer:
        yield "6.1.3 the trailer has no file id, or is encrypted"
    if len(reader.xref_objStm) + sum(map(len, reader.xref.values())) > _MOST_OBJECTS:
        yield "6.1.13 too many objects"
    ends = [data[found.start() - 1 : found.start()] for found in re.finditer(rb"endstream\r?\nendobj", data)]
    if len(ends) < len(re.findall(rb"/Length ", data)) or set(ends) - {b"\n", b"\r"}:
        yield "6.1.7.1 a stream does not end on a line of its own"


def _catalog(reader: pypdf.PdfReader) -> Iterator[str]:
    root: Any = reader.trailer["/Root"].get_object()
    for key, clause in (("/AA", "6.5.2"), ("/AcroForm", "6.4.1"), ("/OCProperties", "6.9"), ("/Requirements", "6.11"),
                        ("/NeedsRendering", "6.4.2"), ("/Perms", "6.1.12"), ("/PieceInfo", "6.1.11")):
        if key in root:
            yield f"{clause} the catalogue has {key}"
    names = root.get("/Names", {})
    yield from (f"6.8 the file carries {key}" for key in ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations")
                if key in names)
    opening = root.get("/OpenAction")
    if isinstance(opening, DictionaryObject) and opening.get("/S") not in {"/GoTo", "/GoToR", "/Named", "/URI", None}:
        yield "6.5.1 an action runs on opening"


def _intent(reader: pypdf.PdfReader) -> Iterator[str]:
    intents = [one.get_object() for one in reader.trailer["/Root"].get_object().get("/OutputIntents", ())]  # type: ignore[union-attr]  # pypdf says "object"
    ours = [one for one in intents if one.get("/S") == "/GTS_PDFA1"]
    if len(ours) != 1:
        yield "6.2.3 there is not exactly one output intent of PDF/A"
        return
    stream = ours[0]["/DestOutputProfile"].get_object()
    profile = stream.get_data()
    kind, space, mark = profile[12:16], profile[16:20], profile[36:40]
    if mark != b"acsp" or profile[8] > 4 or kind not in {b"mntr", b"prtr"}:
        yield "6.2.3 the output profile is none of a monitor or printer up to version 4"
    if (space, int(stream["/N"])) != (b"RGB ", 3) or int.from_bytes(profile[:4], "big") != len(profile):
        yield "6.2.3 the output profile is not the one that it says"


def _metadata(reader: pypdf.PdfReader) -> Iterator[str]:
    root: Any = reader.trailer["/Root"].get_object()
    if "/Metadata" not in root:
        yield "6.6.2.1 there is no metadata"
        return
    stream = root["/Metadata"].get_object()
    raw = stream.get_data()
    if "/Filter" in stream or (stream.get("/Type"), stream.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "6.6.2.1 the metadata is compressed, or not marked as such"
    head = raw[: raw.index(b"?>")]
    if b"bytes=" in head or b"encoding=" in head:
        yield "6.6.2.1 the packet says its bytes or encoding"
    tree = ET.fromstring(raw)  # noqa: S314  our own file
    strange = {element.tag.partition("}")[0][1:] for element in tree.iter()} - set(_STANDARD.values())
    if strange:
        yield f"6.6.2.3 metadata of an undeclared schema: {strange}"
    said = {key: (tree.findtext(f".//{{{_STANDARD['pdfaid']}}}{key}") or "") for key in ("part", "conformance")}
    if said != {"part": "2", "conformance": "B"}:
        yield f"6.6.4 the metadata says {said}"
    yield from _same_words(reader, tree)


def _same_words(reader: pypdf.PdfReader, tree: ET.Element) -> Iterator[str]:
    """Compare the information dictionary with the metadata."""
    info: Any = reader.trailer["/Info"].get_object()
    places = {"/Title": ("dc", "title"), "/Author": ("dc", "creator"), "/Subject": ("dc", "description"),
              "/Creator": ("xmp", "CreatorTool"), "/Producer": ("pdf", "Producer"), "/Keywords": ("pdf", "Keywords")}
    for key, (prefix, name) in places.items():
        element = tree.find(f".//{{{_STANDARD[prefix]}}}{name}")
        words = "" if element is None else "".join(element.itertext()).strip()
        if str(info.get(key, "")) != words:
            yield f"6.6.3 {key} {info.get(key)!r} is not {words!r}"
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        told = re.sub(r"\D", "", str(info[key]))
        written = re.sub(r"\D", "", tree.findtext(f".//{{{_STANDARD['xmp']}}}{name}") or "")
        if told != written:
            yield f"6.6.3 {key} {told} is not {written}"


def _page(reader: pypdf.PdfReader, page: Any) -> Iterator[str]:
    yield from (f"6.5.2 the page has {key}" for key in ("/AA", "/PresSteps") if key in page)
    for note in page.get("/Annots", ()):
        one = note.get_object()
        if one.get("/Subtype") not in {"/Link", "/Popup"} and not one.get("/F", 0) & _PRINT:
            yield "6.3.2 an annotation does not print"
        if one.get("/F", 0) & _INVISIBLE or "/AA" in one:
            yield "6.3.2 an annotation hides or acts"
    yield from _content(reader, page.get_contents(), page.get("/Resources", {}).get_object())


def _content(reader: pypdf.PdfReader, contents: Any, resources: Any) -> Iterator[str]:
    if contents is None:
        return
    depth = deepest = 0
    for operands, operator in ContentStream(contents, reader).operations:
        if operator not in _OPERATORS and operator != b"INLINE IMAGE":
            yield f"6.2.2 unknown operator {operator!r}"
        if operator in _CMYK:
            yield "6.2.4.3 a colour of the printing press under an intent of the screen"
        depth += (operator == b"q") - (operator == b"Q")
        deepest = max(deepest, depth)
        if operator == b"Tf" and operands[0] not in resources.get("/Font", {}):
            yield f"6.2.2 the font {operands[0]} is not among the resources"
        if operator == b"Do" and operands[0] not in resources.get("/XObject", {}):
            yield f"6.2.2 the object {operands[0]} is not among the resources"
    if depth or deepest > _DEEPEST:
        yield f"6.1.13 states are saved {deepest} deep and {depth} are left"


def _objects(reader: pypdf.PdfReader) -> Iterator[str]:
    """Look at every object of the file."""
    for number in sorted(reader.xref.get(0, {})):
        one: Any = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(one, DictionaryObject):
            yield from (f"object {number}: {text}" for text in _dictionary(reader, one))


def _dictionary(reader: pypdf.PdfReader, one: Any) -> Iterator[str]:
    for key, value in one.items():
        if len(key) > _LONGEST_NAME or (isinstance(value, (str, bytes)) and len(value) > _LONGEST_TEXT):
            yield f"6.1.13 {key} is too long"
    if one.get("/S") in _NEVER or "/JS" in one:
        yield f"6.5.1 an action {one.get('/S')}"
    if isinstance(one, StreamObject):
        yield from _stream(reader, one)
    if one.get("/Type") == "/ExtGState" or {"/CA", "/ca", "/SMask"} & set(one.keys()) - {"/SMask"}:
        yield from _state(one)
    if one.get("/Type") == "/Font" and one.get("/Subtype") != "/CIDFontType2":
        yield from _font(one)
    if one.get("/Type") == "/Page" and "/Group" in one and "/CS" not in one["/Group"].get_object():
        yield "6.2.10 a transparency group without a colour space"


def _stream(reader: pypdf.PdfReader, one: Any) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
        yield "6.1.7.1 a stream lies in another file"
    filters = one.get("/Filter", [])
    names = [filters] if isinstance(filters, str) else [str(name) for name in filters]
    if {"/LZWDecode", "/Crypt", "/JPXDecode"} & set(names):
        yield f"6.1.7.2 a filter {names}"
    kind = one.get("/Subtype")
    if kind == "/Image":
        if {"/Alternates", "/OPI"} & set(one.keys()) or one.get("/Interpolate"):
            yield "6.2.8 a picture with alternates, or smoothed"
        if "CMYK" in str(one.get("/ColorSpace", "")):
            yield "6.2.4.3 a picture in colours of the printing press"
        if one.get("/BitsPerComponent") not in {1, 2, 4, 8, 16} and not one.get("/ImageMask"):
            yield "6.2.8.1 a picture's samples have an odd size"
    if kind == "/Form":
        if {"/OPI", "/Ref", "/PS"} & set(one.keys()) or one.get("/Subtype2") == "/PS":
            yield "6.2.9 a form refers elsewhere"
        yield from _content(reader, one, one.get("/Resources", {}).get_object())
    if kind == "/PS":
        yield "6.2.9 a PostScript object"


def _state(one: Any) -> Iterator[str]:
    if "/TR" in one or one.get("/TR2", "/Default") != "/Default" or "/HTP" in one:
        yield "6.2.5 a transfer function"
    if one.get("/BM", "/Normal") not in _BLENDS:
        yield f"6.2.10 blending {one.get('/BM')}"


def _font(one: Any) -> Iterator[str]:
    """Look at a simple TrueType font, which is what ReportLab puts."""
    name = str(one.get("/BaseFont"))
    if one.get("/Subtype") != "/TrueType" or "/FontDescriptor" not in one:
        yield f"6.2.11.4 {name} is no embedded TrueType font"
        return
    descriptor = one["/FontDescriptor"].get_object()
    if "/FontFile2" not in descriptor or not re.fullmatch(r"/[A-Z]{6}\+.+", name):
        yield f"6.2.11.4 {name} is not embedded as a subset"
        return
    if descriptor.get("/FontName") != name or {"/CIDSet", "/CharSet"} & set(descriptor.keys()):
        yield f"6.2.11.4 {name} is described otherwise than it is"
    flags = int(descriptor["/Flags"])
    program = TTFont(io.BytesIO(descriptor["/FontFile2"].get_object().get_data()), lazy=True)
    tables = program["cmap"].tables if "cmap" in program else []
    symbolic = bool(flags & _SYMBOLIC)
    if symbolic == bool(flags & _NONSYMBOLIC):
        yield f"6.2.11.6 {name} is both or neither symbolic"
    if symbolic and ("/Encoding" in one or not (len(tables) == 1 or any((t.platformID, t.platEncID) == (3, 0)
                                                                         for t in tables))):
        yield f"6.2.11.6 {name} is symbolic with an encoding, or with {len(tables)} maps"
    yield from _widths(one, name, program, tables)


def _widths(one: Any, name: str, program: TTFont, tables: list[Any]) -> Iterator[str]:
    """Compare the widths said with those of the font, and look for codes without a glyph."""
    mapped: dict[int, str] = {}
    for table in tables:
        mapped |= {code & 0xFF: glyph for code, glyph in table.cmap.items()}
    first, scale = int(one["/FirstChar"]), 1000 / program["head"].unitsPerEm
    for code, width in enumerate(one["/Widths"], first):
        glyph = mapped.get(code)
        if glyph is None or glyph == ".notdef":
            continue
        real = program["hmtx"][glyph][0] * scale
        if abs(float(width) - real) > 1:
            yield f"6.2.11.5 {name}: code {code} is said to be {width} wide and is {real:.1f}"
            return
