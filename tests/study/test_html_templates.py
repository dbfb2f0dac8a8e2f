"""Templates of HTML: nothing that is filled in can become HTML unless it is said to be."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from cohortbook.study.html_templates import html_template


def test_what_is_filled_in_is_escaped_unless_it_is_html_itself():
    fill = html_template('<p title="{{ held }}">{{ held }}</p>')
    assert fill(held='a "sett" & <b>\'s') == (
        '<p title="a &quot;sett&quot; &amp; &lt;b&gt;&#x27;s">'
        "a &quot;sett&quot; &amp; &lt;b&gt;&#x27;s</p>"
    )
    assert fill(held=5) == '<p title="5">5</p>'
    assert html_template("<p>{{ held }}</p>")(held=Markup("<b>a</b>")) == "<p><b>a</b></p>"


def test_lines_are_joined_without_their_indentation_and_what_is_filled_in_keeps_its_own():
    fill = html_template("""
        <ul>
            {% for item in held %}<li>{{ item }}</li>{% endfor %}
        </ul>""")
    assert fill(held=["a\n  b", "c"]) == "<ul><li>a\n  b</li><li>c</li></ul>"


def test_html_that_is_made_is_text_which_escapes_nothing_that_it_is_added_to():
    assert "<p>" + html_template("{{ held }}")(held="a") == "<p>a"


def test_a_name_that_is_not_given_is_an_error():
    with pytest.raises(UndefinedError, match="held"):
        html_template("{{ held }}")()
