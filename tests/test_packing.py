"""A packed PDF holds what it would hold written plainly, in fewer bytes, and the same whenever it is made."""

from io import BytesIO

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from cohortbook.packing import TOGETHER, packed


def a_writer():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Badgers who read"})
    parts = [writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/TD"), NameObject("/T"): TextStringObject(f"cell {number}")})) for number in range(2 * TOGETHER)]
    writer.root_object[NameObject("/Parts")] = ArrayObject(parts)
    return writer


def test_what_is_packed_is_read_back_whole():
    read = pypdf.PdfReader(BytesIO(packed(a_writer())), strict=True)
    assert read.metadata.title == "Badgers who read" and len(read.pages) == 1 and read.pages[0].mediabox.width == 100
    assert [part.get_object()["/T"] for part in read.trailer["/Root"]["/Parts"]] == [f"cell {number}" for number in range(2 * TOGETHER)]


def test_it_is_smaller_than_written_plainly_and_says_the_version_it_needs():
    plain = BytesIO()
    a_writer().write(plain)
    assert len(packed(a_writer())) < len(plain.getvalue()) / 4
    assert packed(a_writer()).startswith(b"%PDF-1.7")


def test_the_same_objects_give_the_same_bytes():
    assert packed(a_writer()) == packed(a_writer())
