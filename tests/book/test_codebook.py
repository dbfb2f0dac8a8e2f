"""The codebook given out, read back by the reader for other tools' codebooks."""

from dataclasses import replace

import xmlschema
from coded_projects import HERE

from cohortbook.book.codebook import as_qdc, as_taguette_csv
from cohortbook.intake import sheets
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


def test_taguette_s_codebook_taken_in_again_is_every_theme_without_a_key(real, tmp_path):
    text = as_taguette_csv(real)
    assert text.startswith("\ufefftag,description\n")
    (tmp_path / "taguette.csv").write_text(text, encoding="utf-8")
    themes = read_themes(tmp_path, real, sheets.read(tmp_path / "taguette.csv").codes)
    assert sorted(themes.of_code.values()) == sorted(real.tables["themes"]["theme_id"])


def test_no_two_labels_are_alike_for_tools_and_both_are_known_again(badgers, tmp_path):
    themes = badgers.tables["themes"]
    same = themes["theme_id"].isin(["enablers.programme.coaching", "barriers.employer.digging"])
    alike = themes.assign(label=themes["label"].mask(same, "Time"))
    study = replace(badgers, tables={**badgers.tables, "themes": alike})
    (tmp_path / "codes.qdc").write_bytes(as_qdc(study))
    codes = read_codebook(tmp_path / "codes.qdc").codes
    names = [code.path[-1].casefold() for code in codes]
    assert len(set(names)) == len(names)
    assert sorted(read_themes(tmp_path, study, codes).of_code.values()) == sorted(
        themes["theme_id"]
    )
