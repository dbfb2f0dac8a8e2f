"""Fill templates of HTML. What is filled in is escaped, unless it is HTML itself (`Markup`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

INDENT = re.compile(r"\n *")


def _as_html(value: Any) -> Markup:
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, finalize=_as_html)


def html_template(source: str) -> Callable[..., str]:
    """Return what fills a Jinja template with named values and returns HTML; its lines are joined
    without their indentation.
    """
    template = _ENVIRONMENT.from_string(INDENT.sub("", source))
    return lambda **values: template.render(values)
