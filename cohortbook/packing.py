"""A PDF written small: what is not a stream itself goes into compressed object streams, as PDF 1.5 and later allow.

Most of a tagged PDF is tens of thousands of small objects that say which words are a heading and which a cell.
"""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject, PdfObject, StreamObject

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the second line tells programs that the file is not text
TOGETHER = 200  # objects in a stream
Place = tuple[int, int, int]  # a line of the table of places: 1, offset, 0 of an object in the file; 2, stream, index of one in a stream


def packed(writer: PdfWriter) -> bytes:
    """Return the bytes of a PDF. They are the same whenever its objects are."""
    out, held = BytesIO(HEADER), {number: thing for number, thing in enumerate(writer._objects, start=1) if thing is not None}
    out.seek(0, 2)
    places = {number: _put(out, number, thing) for number, thing in held.items() if isinstance(thing, StreamObject)}
    small = [number for number in held if number not in places]
    following = len(writer._objects) + 1
    for start in range(0, len(small), TOGETHER):
        numbers = small[start:start + TOGETHER]
        places[following] = _put(out, following, _together({number: held[number] for number in numbers}))
        places |= {number: (2, following, index) for index, number in enumerate(numbers)}
        following += 1
    _finish(out, places, following, {"/Root": writer.root_object.indirect_reference, "/Info": writer._info.indirect_reference})
    return out.getvalue()


def _put(out: BytesIO, number: int, thing: PdfObject) -> Place:
    place = (1, out.tell(), 0)
    out.write(f"{number} 0 obj\n".encode())
    thing.write_to_stream(out)
    out.write(b"\nendobj\n")
    return place


def _together(things: dict[int, PdfObject]) -> StreamObject:
    """A stream of objects: the number and offset of each, and then all of them."""
    body, index = BytesIO(), []
    for number, thing in things.items():
        index.append(f"{number} {body.tell()}")
        thing.write_to_stream(body)
        body.write(b"\n")
    head = (" ".join(index) + "\n").encode()
    return _stream(head + body.getvalue(), {"/Type": NameObject("/ObjStm"), "/N": NumberObject(len(things)), "/First": NumberObject(len(head))})


def _stream(data: bytes, entries: dict[str, PdfObject]) -> StreamObject:
    stream = StreamObject()
    stream.set_data(data)
    packed_stream = stream.flate_encode(9)
    packed_stream.update({NameObject(key): value for key, value in entries.items()})
    return packed_stream


def _finish(out: BytesIO, places: dict[int, Place], number: int, entries: dict[str, PdfObject]) -> None:
    """Write, as the last object, where each object is, and where that is written."""
    places = places | {0: (0, 0, 65535), number: (1, out.tell(), 0)}
    lines = b"".join(kind.to_bytes(1) + first.to_bytes(4) + second.to_bytes(2) for kind, first, second in (places.get(place, (0, 0, 65535)) for place in range(number + 1)))
    sizes = ArrayObject(NumberObject(size) for size in (1, 4, 2))
    start = places[number][1]
    _put(out, number, _stream(lines, entries | {"/Type": NameObject("/XRef"), "/Size": NumberObject(number + 1), "/W": sizes}))
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
