"""Write the codebook for other tools: as a REFI-QDA codebook file (.qdc), and as the CSV that
Taguette takes.
"""

from __future__ import annotations

import uuid
from xml.etree import ElementTree

import pandas as pd

from cohortbook.study.csv_text import for_excel
from cohortbook.study.study import Study
from cohortbook.study.theme_tree import tool_labels

NAMESPACE = "urn:QDA-XML:codebook:1.0"  # REFI-QDA 1.5, Codebook.xsd
# Identifiers come from the permanent theme_id, so that a tool knows a code again in a later file.
ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cohortbook:theme")


def as_qdc(study: Study) -> bytes:
    """Return the themes as a REFI-QDA codebook, nested as they are, each with its definition and
    what it takes in and leaves out.
    """
    book = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": "cohortbook"})
    labels = tool_labels(study.tables["themes"])
    elements = {"": ElementTree.SubElement(book, "Codes")}
    for theme in study.tables["themes"].sort_values("theme_id", kind="stable").to_dict("records"):
        above = elements["" if pd.isna(theme["parent_id"]) else theme["parent_id"]]
        guid = str(uuid.uuid5(ROOT, theme["theme_id"])).upper()
        name = labels[theme["theme_id"]]
        code = ElementTree.SubElement(above, "Code", guid=guid, name=name, isCodable="true")
        ElementTree.SubElement(code, "Description").text = _description(theme)
        elements[theme["theme_id"]] = code
    ElementTree.indent(book)
    return ElementTree.tostring(book, encoding="utf-8", xml_declaration=True) + b"\n"


def as_taguette_csv(study: Study) -> str:
    """Return the themes as the codebook that Taguette imports: tag (the theme_id, whose dots
    Taguette users write, too) and description.

    Taguette 1.5.2 takes a codebook as CSV only, and guesses its encoding unless it begins with a
    byte order mark.
    """
    themes = study.tables["themes"].sort_values("theme_id", kind="stable").to_dict("records")
    return for_excel(
        [["tag", "description"], *([theme["theme_id"], _description(theme)] for theme in themes)]
    )


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
