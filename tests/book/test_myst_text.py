from cohortbook.book.myst_text import title_of


def test_title_of_a_page_is_its_first_heading():
    cells = [
        {"source": ["Before.\n"]},
        {"source": ["# Owls\n", "\n", "Many."]},
        {"source": ["# Mice\n"]},
    ]
    assert title_of({"cells": cells}) == "Owls" and title_of({"cells": []}) == ""
