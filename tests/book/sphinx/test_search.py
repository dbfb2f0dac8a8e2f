"""What the book's search finds."""

from cohortbook.book.sphinx import search


def test_numbers_of_neighbouring_cells_do_not_run_together(tmp_path):
    """Ten digits in a row look like a number to ring, and the book would not be published."""
    row = "".join(f"<td>{number}</td>" for number in (0, 18, 7, 1, 16, 8, 2, 14))
    (tmp_path / "page.html").write_text(
        f'<main><section id="setts"><h1>Setts</h1><table><tr>{row}</tr></table></section></main>',
        encoding="utf-8",
    )
    [[kind, title, text, address, page]] = search.entries(tmp_path)
    assert (kind, title, address, page) == ("Page", "Setts", "page.html#setts", "Setts")
    assert text == "0 · 18 · 7 · 1 · 16 · 8 · 2 · 14"


def test_what_stands_after_a_very_long_text_is_found(tmp_path):
    (tmp_path / "page.html").write_text(
        f"<main><section id='setts'><h1>Setts</h1><p>{'owl' * 5_000_000}</p><section"
        " id='moss'><h2>Moss</h2></section></section></main>",
        encoding="utf-8",
    )
    assert [title for _, title, *_ in search.entries(tmp_path)] == ["Setts", "Moss"]


def test_a_word_with_an_entity_in_it_stays_one_word(tmp_path):
    (tmp_path / "page.html").write_text(
        "<main><section id='setts'><h1>Setts</h1><p>A badger&#x27;s"
        " &lt;moss&gt;</p></section></main>",
        encoding="utf-8",
    )
    [[_, _, text, _, _]] = search.entries(tmp_path)
    assert text == "A badger's <moss>"


def test_a_page_that_only_another_leads_to_is_a_reference_page(tmp_path):
    for name in ("setts", "moss"):
        (tmp_path / f"{name}.html").write_text(
            f"<main><section id='{name}'><h1>{name}</h1></section></main>", encoding="utf-8"
        )
    assert [(kind, title) for kind, title, *_ in search.entries(tmp_path, {"moss"})] == [
        ("Reference", "moss"),
        ("Page", "setts"),
    ]


def test_synonyms_are_read_from_the_book_in_small_letters(tmp_path):
    assert search.synonyms(tmp_path) == []
    (tmp_path / "synonyms.csv").write_text("word,also\nBadger,NHS\n", encoding="utf-8")
    assert search.synonyms(tmp_path) == [["badger", "nhs"]]
