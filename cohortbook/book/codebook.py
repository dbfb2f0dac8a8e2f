"""Write the codebook for other tools, as a REFI-QDA codebook file (.qdc)."""

from __future__ import annotations

import uuid
from xml.etree import ElementTree

import pandas as pd

from cohortbook.study.study import Study

NAMESPACE = "urn:QDA-XML:codebook:1.0"  # REFI-QDA 1.5, Codebook.xsd
# Identifiers come from the permanent theme_id, so that a tool knows a code again in a later file.
ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cohortbook:theme")


def as_qdc(study: Study) -> bytes:
    """Return the themes as a REFI-QDA codebook, nested as they are, each with its definition and
    what it takes in and leaves out.
    """
    book = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": "cohortbook"})
    elements = {"": ElementTree.SubElement(book, "Codes")}
    for theme in study.tables["themes"].sort_values("theme_id", kind="stable").to_dict("records"):
        above = elements["" if pd.isna(theme["parent_id"]) else theme["parent_id"]]
        guid = str(uuid.uuid5(ROOT, theme["theme_id"])).upper()
        code = ElementTree.SubElement(
            above, "Code", guid=guid, name=theme["label"], isCodable="true"
        )
        ElementTree.SubElement(code, "Description").text = _description(theme)
        elements[theme["theme_id"]] = code
    ElementTree.indent(book)
    return ElementTree.tostring(book, encoding="utf-8", xml_declaration=True) + b"\n"


def _description(theme: dict) -> str:
    parts = [
        theme["definition"],
        *(
            f"{heading}: {theme[column]}"
            for heading, column in (("Include", "include"), ("Exclude", "exclude"))
            if not pd.isna(theme[column])
        ),
    ]
    return "\n".join(
        part.rstrip(".") + "." for part in [*parts, f"Identifier: {theme['theme_id']}"]
    )
