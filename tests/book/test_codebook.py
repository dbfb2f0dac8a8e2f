"""The codebook given out, read back by the reader for other tools' codebooks."""

import xmlschema
from coded_projects import HERE

from cohortbook.book.codebook import as_qdc
from cohortbook.intake.codes import read_themes
from cohortbook.intake.refi import read_codebook


def test_the_codebook_is_valid_by_the_standard_s_schema(real):
    assert xmlschema.XMLSchema(HERE / "Codebook.xsd").is_valid(as_qdc(real).decode())


def test_the_codebook_taken_in_again_is_every_theme_without_a_key(real, tmp_path):
    (tmp_path / "codes.qdc").write_bytes(as_qdc(real))
    themes = read_themes(tmp_path, real, read_codebook(tmp_path / "codes.qdc").codes)
    assert (
        sorted(themes.of_code.values()) == sorted(real.tables["themes"]["theme_id"])
        and themes.added == []
    )


def test_codes_say_what_they_mean_and_what_they_leave_out(badgers, tmp_path):
    (tmp_path / "codes.qdc").write_bytes(as_qdc(badgers))
    described = {
        code.path[-1]: code.description for code in read_codebook(tmp_path / "codes.qdc").codes
    }
    themes = badgers.tables["themes"].set_index("label")
    for label, text in described.items():
        assert (
            themes.loc[label, "definition"].rstrip(".") in text
            and f"Identifier: {themes.loc[label, 'theme_id']}." in text
        )


def test_the_same_themes_give_the_same_bytes(badgers):
    assert as_qdc(badgers) == as_qdc(badgers)
