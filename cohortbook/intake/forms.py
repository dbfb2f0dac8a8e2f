"""Write the information sheet and consent form of a cohort in Word, for the organisation to
complete.

The text is information_and_consent.md next to this module. What it says is published is computed
from the policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cohortbook.publication.modes import TABLES
from cohortbook.study.policy import AGREED, PUBLIC, STRICT, Policy

MODES = (STRICT, AGREED, PUBLIC)
TEXT = "information_and_consent.md"
TO_FILL = re.compile(r"(\[[^\]]+\])")


def write_forms(folder: Path, title: str, policy: Policy) -> list[Path]:
    """Write the document of each mode to a folder; return their paths."""
    paths = []
    for mode in MODES:
        document = _document(form_text(mode, title, policy), f"{title}: information and consent")
        path = folder / f"information_and_consent_{mode}.docx"
        document.save(str(path))
        paths.append(path)
    return paths


def form_text(mode: str, title: str, policy: Policy) -> str:
    """Return the information sheet and the consent form of a mode in Markdown."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=False,
    )
    return templates.get_template(TEXT).render(
        mode=mode,
        title=title,
        tables=TABLES,
        published=_published(mode, policy),
        few=policy.threshold("smallest_count") - 1,
    )


def _published(mode: str, policy: Policy) -> dict[str, str]:
    """What is published of each table, in a sentence or two."""
    if mode == PUBLIC:
        return {table.name: "As printed in the publication." for table in TABLES}
    if mode == AGREED:
        exact = {table.name: "Exact numbers of people." for table in TABLES}
        return exact | {
            "took_part": "Exact numbers of people, and how they compare with published figures.",
            "summaries": "Summaries of what you said, without who said it.",
        }
    least = policy.threshold("smallest_base_of_a_mean")
    people, said = _of_people(policy), _of_what_was_said(policy)
    return {
        "took_part": f"{people} A mean only of {least} people or more.",
        "interviewed": f"{people} Not how people were interviewed, alone or in groups.",
        "themes": said,
        "impacts": f"{said} Nothing if only a few people reported changes. Not what single changes"
        " were.",
        "summaries": "Summaries without who said it, where it was, or for whom you work.",
    }


def _of_people(policy: Policy) -> str:
    few, base = policy.threshold("smallest_count") - 1, policy.threshold("smallest_table")
    return (
        f"Numbers, in tables of {base} people or more. A number from 1 to {few} is given as “1 to"
        f" {few}”. A larger one is hidden, or given as such a range, where it would give a small"
        " one away. None and all are shown."
    )


def _of_what_was_said(policy: Policy) -> str:
    few, base = policy.threshold("smallest_theme_count") - 1, policy.threshold("smallest_group")
    return (
        f"Numbers, of groups of {base} people or more. A number from 1 to {few} is given as “1 to"
        f" {few}”, and all, or all but at most {few}, as such a range. None is shown, or given as"
        f" “0 to {few}”."
    )


def _document(text: str, title: str) -> WordDocument:
    document = Document()
    document.core_properties.title, document.core_properties.author = title, ""
    document.core_properties.language = "en-GB"
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(11)
    for node in SyntaxTreeNode(MarkdownIt().enable("table").parse(text)).children:
        _add(document, node)
    return document


def _add(document: WordDocument, node: SyntaxTreeNode) -> None:
    """Add a block of Markdown: a heading, a paragraph, a list, a table, or a rule, which is a new
    page.
    """
    if node.type == "heading":
        document.add_heading(_text(node), int(node.tag[1:]))
    elif node.type == "bullet_list":
        for item in node.children:
            _write(document.add_paragraph(style="List Bullet"), _text(item.children[0]))
    elif node.type == "table":
        _add_table(document, [[_text(cell) for cell in row.children] for row in _rows(node)])
    elif node.type == "hr":
        document.add_page_break()
    else:
        _write(document.add_paragraph(), _text(node))


def _rows(table: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in table.children:
        yield from part.children


def _add_table(document: WordDocument, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for line, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            _write(cell.paragraphs[0], text, is_bold=cells is rows[0])
    document.add_paragraph()


def _text(node: SyntaxTreeNode) -> str:
    """The text of a block, as it is in the source."""
    return node.children[0].content if node.children else ""


def _write(paragraph: Paragraph, text: str, is_bold: bool = False) -> None:
    """Write text; what is to be filled in, in square brackets, is marked yellow."""
    for part in filter(None, TO_FILL.split(text)):
        run = paragraph.add_run(part)
        run.bold = is_bold
        if TO_FILL.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
