"""Set up the extension: how pages look, and each of its parts.

Furo, a kept theme, gives type, colours and light and dark; the layout is ours. The layout works
without a script and by keyboard: on a phone the contents are a popover, which browsers open by
themselves. Of the style sheets and scripts that extensions add to every page, a page gets those it
uses.
"""

from __future__ import annotations

import re
from pathlib import Path

from pybtex.backends import plaintext
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from cohortbook.book.sphinx import (
    abbreviations,
    addresses,
    binder,
    cell_layout,
    citing,
    downloads,
    figure_downloads,
    limits,
    moved_numbers,
    moved_pages,
    navigation,
    result_roles,
    search,
    sources,
    stale_prose,
)
from cohortbook.book.sphinx.figure_directive import Picture

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
BIBLIOGRAPHY_ROLES = re.compile(r' role="(?:doc-biblioentry|list)"')
NUMBERED_BY_SPHINX = re.compile(
    r'<span class="caption-number">[^<]*</span>'
)  # in an order of its own; `cell_layout` numbers page by page
WRAPPER = re.compile(
    r'(<div class="table-wrapper[^"]*")(?: id="[^"]*")?'
)  # its id is the table's, too
HERE = Path(__file__).parent
ALWAYS = ("styles/furo.css", "cohortbook.css")
WHERE_USED = {"pygments.css": 'class="highlight', "sphinx-design": "sd-"}
UNUSED_SCRIPTS = ("documentation_options", "doctools", "sphinx_highlight", "design-tabs", "furo.js")


def _files_used(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Leave to a page the style sheets and scripts that it uses."""
    body = context.get("body", "")

    def is_used(name: str) -> bool:
        return (
            not name.startswith("_static")
            or any(kept in name for kept in ALWAYS)
            or any(part in name and mark in body for part, mark in WHERE_USED.items())
        )

    context["css_files"] = [css for css in context["css_files"] if is_used(str(css.filename))]
    context["script_files"] = [
        script
        for script in context["script_files"]
        if script.filename and not any(name in str(script.filename) for name in UNUSED_SCRIPTS)
    ]


def _mended(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Say of each header cell of a table in prose what it heads, which docutils does not; take out
    its roles for references, which are no longer in use, and the table's id that Furo repeats on
    what it puts around it.
    """
    body = (
        context.get("body", "")
        .replace('<th class="head', '<th scope="col" class="head')
        .replace('<th class="stub', '<th scope="row" class="stub')
    )
    context["body"] = NUMBERED_BY_SPHINX.sub(
        "", WRAPPER.sub(r'\1 tabindex="0"', BIBLIOGRAPHY_ROLES.sub("", body))
    )


def _styles_in_head(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Move style rules that a page brings with it to where HTML allows them."""
    context["page_styles"] = "".join(STYLE.findall(context.get("body", "")))
    context["body"] = STYLE.sub("", context.get("body", ""))


def _settings(app: Sphinx, config) -> None:
    """Add this package's templates and files."""
    config.templates_path = [*config.templates_path, str(HERE / "templates")]
    config.html_additional_pages["search"] = "search.html"
    config.html_permalinks_icon = "#"
    config.html_static_path.append(str(HERE / "static"))
    config.numfig = (
        False  # whatever another extension set: tables and figures are numbered page by page
    )


def _own_search(app: Sphinx) -> None:
    """Make the page of the search, and not Sphinx's index, which ours takes the place of."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def setup(app: Sphinx) -> dict:
    register_plugin(
        "pybtex.backends", "plaintext", plaintext.Backend, force=True
    )  # or pybtex looks through every installed package for each citation
    app.setup_extension("furo")  # otherwise Sphinx finds it too late to know its settings
    app.connect("config-inited", _settings, priority=900)
    app.connect("builder-inited", _own_search)
    app.connect("html-page-context", navigation.without_furos, priority=400)
    app.connect("html-page-context", figure_downloads.add, priority=400)
    for part in (limits, downloads, moved_numbers):  # the end of each page, in this order
        app.connect("html-page-context", part.add, priority=400)
    app.connect("html-page-context", navigation.add, priority=800)
    app.connect("html-page-context", _mended, priority=800)
    app.connect("html-page-context", abbreviations.add, priority=850)
    app.connect("html-page-context", _styles_in_head, priority=800)
    app.connect("html-page-context", _files_used, priority=900)
    app.connect("build-finished", search.write)
    app.connect("build-finished", sources.note)
    app.add_css_file("cohortbook.css", priority=800)
    app.add_js_file("cohortbook.js", loading_method="defer")
    app.add_directive("picture", Picture)
    for module in (cell_layout, result_roles, stale_prose, addresses, binder, citing, moved_pages):
        module.add_to(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
