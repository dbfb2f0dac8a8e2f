"""The Sphinx extension of the book, all of it: `cohortbook.book.sphinx` in `_config.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Add the extension to Sphinx, which is loaded only here: other commands use parts of it."""
    from cohortbook.book.sphinx import extension

    return extension.setup(app)
