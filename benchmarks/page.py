"""Parts of the pages in docs/ that programs write: tables, and pictures in files of their own."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr


def as_table(caption: str, header: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown, its caption above it and its first column as text."""
    lines = [header, [":--", *["--:"] * (len(header) - 1)], *rows]
    return f"**{caption}**\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_file(svg: str, said: str) -> str:
    """Return a drawing of a page as a file: on white, with its description."""
    return (
        svg.replace(
            ' aria-hidden="true"',
            f' xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(said)}'
            ' style="color:#222;background:#fff;font-family:sans-serif"',
            1,
        )
        + "\n"
    )
