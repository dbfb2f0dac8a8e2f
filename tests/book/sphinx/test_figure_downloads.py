"""The figures of a page, to save as SVG and PNG."""

from types import SimpleNamespace

import pytest

from cohortbook.book.sphinx import figure_downloads

FIGURE = (
    '<figure class="cb-figure"><figcaption>{label} <strong>Owls &amp; moss.</strong> Mostly owls.'
    '{source}</figcaption><div role="img" aria-label="Dots &amp; bars">'
    '<svg viewBox="0 0 331.2 90"><g></g></svg></div></figure>'
)
OWN = FIGURE.format(label='<a class="cb-label" href="#f-owls-figure">Figure 1</a>', source="")
COPY = FIGURE.format(
    label='<span class="cb-label">Figure 1</span>',
    source=' <a class="cb-source" href="executed/owls.html#f-moss">From the page “Owls”</a>',
)


@pytest.fixture
def added(tmp_path):
    """Add links to a page whose body is given; return its body, and the SVG files by name."""

    def added(body: str, page: str = "executed/owls", base: str = "https://owls.example/"):
        config = SimpleNamespace(html_title="Birds", html_baseurl=base)
        app = SimpleNamespace(outdir=tmp_path, config=config)
        context = {"body": body, "title": "All <em>owls</em>"}
        figure_downloads.add(app, page, "page.html", context, object())
        files = sorted(tmp_path.rglob("*.svg"))
        return context["body"], {path.name: path.read_text(encoding="utf-8") for path in files}

    return added


def test_each_figure_has_files_named_by_its_page_and_cell(added, tmp_path):
    body, files = added(OWN + "<p>More</p>" + OWN)
    assert list(files) == ["owls-owls-2.svg", "owls-owls.svg"]
    for number, name in ((1, "owls-owls"), (2, "owls-owls-2")):
        for kind in ("SVG", "PNG"):
            assert (tmp_path / "figures" / f"{name}.{kind.lower()}").stat().st_size
            link = f'<a href="../figures/{name}.{kind.lower()}" download'
            assert f'{link} aria-label="Save figure {number} as {kind}">{kind}</a>' in body


def test_a_figure_shown_on_another_page_has_files_of_that_page(added):
    body, files = added(COPY, "index")
    assert list(files) == ["index-moss.svg"] and 'href="figures/index-moss.png"' in body


def test_file_has_the_caption_without_its_links_and_says_where_it_is_from(added):
    _, files = added(OWN + COPY)
    for text in files.values():
        assert ">Owls &amp; moss.</text>" in text and ">Mostly owls.</text>" in text
        assert ">Source: “All owls”, Birds, https://owls.example/executed/owls.html</text>" in text
        assert "<desc>Dots &amp; bars</desc>" in text
        assert "Figure 1" not in text and "From the page" not in text


def test_file_of_a_book_without_an_address_names_the_book(added):
    _, files = added(OWN, base="")
    assert ">Source: “All owls”, Birds</text>" in files["owls-owls.svg"]


def test_a_page_without_figures_stays_as_it_is(added, tmp_path):
    assert added("<p>Owls.</p>") == ("<p>Owls.</p>", {}) and not list(tmp_path.iterdir())
