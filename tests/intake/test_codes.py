"""Which code is which theme, in the made-up study."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cohortbook.intake.codes import HEADINGS, read_themes
from cohortbook.intake.model import Code
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.keys import read_key
from cohortbook.study.problems import IntakeError

COACHING = "enablers.programme.coaching"


@pytest.fixture
def key(tmp_path):
    """A folder for keys, and how to fill the key of codes in it."""

    def fill(*rows):
        (tmp_path / "codes.csv").write_text(
            "\n".join(["code,theme_id", *rows]) + "\n", encoding="utf-8"
        )
        return tmp_path

    return fill


@pytest.mark.parametrize(
    "path",
    [
        ("enablers", "programme", "coaching"),
        ("Enablers", "Programme", "Coaching"),
        (COACHING,),
        ("ENABLERS ", "programme", "Coaching"),
    ],
)
def test_a_code_is_the_theme_of_its_path_by_identifier_or_by_labels(badgers, tmp_path, path):
    labels = badgers.tables["themes"].set_index("theme_id")["label"]
    if path[0] == "Enablers":
        path = tuple(labels[theme] for theme in ("enablers", "enablers.programme", COACHING))
    assert read_themes(tmp_path, badgers, [Code(path)]).of_code == {path: COACHING}


def test_a_renamed_code_is_the_theme_that_the_key_says(badgers, key):
    assert read_themes(key(f"Coach,{COACHING}"), badgers, [Code(("Coach",))]).of_code == {
        ("Coach",): COACHING
    }


def test_a_code_that_is_left_out_is_no_theme(badgers, key):
    assert read_themes(key("Coach,-"), badgers, [Code(("Coach",))]).of_code == {}


def test_the_key_gives_the_stance_of_a_code_and_the_others_of_its_theme_support_it(
    badgers, tmp_path
):
    (tmp_path / "codes.csv").write_text(
        f"code,theme_id,stance\nIt helped,{COACHING},\nIt did not,{COACHING},contradicts\n",
        encoding="utf-8",
    )
    themes = read_themes(tmp_path, badgers, [Code(("It helped",)), Code(("It did not",))])
    assert themes.stances == {("It helped",): "supports", ("It did not",): "contradicts"}


def test_a_stance_that_is_none_is_named_by_its_row(badgers, tmp_path):
    (tmp_path / "codes.csv").write_text(
        f"code,theme_id,stance\nIt did not,{COACHING},against\n", encoding="utf-8"
    )
    with pytest.raises(
        IntakeError,
        match="row 2: stance: 'against' is not one of supports, qualifies, contradicts",
    ):
        read_themes(tmp_path, badgers, [Code(("It did not",))])


SUGGESTIONS = list(csv.DictReader((Path(__file__).parent / "suggestions.csv").open()))


def test_a_theme_is_suggested_only_where_the_code_can_be_no_other(real, tmp_path):
    codes = [Code(tuple(row["code"].split(" > "))) for row in SUGGESTIONS]
    with pytest.raises(IntakeError, match=f"{len(codes)} codes are not in the codebook"):
        read_themes(tmp_path, real, codes)
    key = read_key(tmp_path / "codes.csv", HEADINGS)
    suggested = {row["code"]: key[row["code"]]["perhaps"] for row in SUGGESTIONS}
    right = {row["code"]: row["right"] for row in SUGGESTIONS}
    assert set(right.values()) <= {"", *real.tables["themes"]["theme_id"]}
    made = {code: theme for code, theme in suggested.items() if theme}
    assert made == {code: right[code] for code in made} and len(made) >= 15


def test_codes_to_decide_are_named_up_to_five_with_the_column_to_fill(badgers, tmp_path):
    with pytest.raises(IntakeError) as said:
        read_themes(tmp_path, badgers, [Code((f"Moss {number}",)) for number in range(1, 8)])
    assert (
        "7 codes are not in the codebook: 'Moss 1', 'Moss 2', 'Moss 3', 'Moss 4', 'Moss 5' and 2"
        " more; fill the column theme_id there: the theme_id that each is, - to leave it out, or"
        " new to add it to the codebook, with the columns above, label,"
        " meaning and kind; then" in str(said.value)
    )


def test_page_for_evaluators_explains_every_column_of_the_key_and_every_kind(project):
    page = (project / "book" / "add_a_cohort.md").read_text(encoding="utf-8")
    columns = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, flags=re.MULTILINE))
    assert set(HEADINGS) <= set(columns)
    *kinds, last = load_dictionary(project).tables["themes"].column("kind").enum
    assert f": {', '.join(kinds)} or {last}." in columns["kind"]


def test_rows_of_what_is_above_a_code_are_counted_apart_from_the_codes(badgers, tmp_path):
    codes = [Code(("Walks", "At noon")), Code(("Walks", "At night"))]
    with pytest.raises(
        IntakeError,
        match=(
            r"2 codes are not in the codebook: 'Walks > At night', 'Walks > At noon'; .*the rows of"
            " what is above these codes may stay empty: 1"
        ),
    ):
        read_themes(tmp_path, badgers, codes)
    assert (tmp_path / "codes.csv").read_text(encoding="utf-8").count("\n") == 1 + 3


def test_a_new_code_joins_the_codebook_below_the_theme_above_it(badgers, key):
    code = Code(("enablers", "programme", "Warm burrows & moss"), "A warm place\nto read")
    themes = read_themes(key("enablers > programme > Warm burrows & moss,new"), badgers, [code])
    assert themes.added == [
        {
            "theme_id": "enablers.programme.warm_burrows_moss",
            "parent_id": "enablers.programme",
            "kind": "enabler",
            "label": "Warm burrows & moss",
            "definition": "A warm place to read",
            "origin": "ours",
        }
    ]
    assert themes.of_code == {code.path: "enablers.programme.warm_burrows_moss"}


def test_a_new_code_below_a_new_code_joins_too(badgers, key):
    codes = [
        Code(("motivations", "Food", "Worms"), "To find worms"),
        Code(("motivations", "Food"), "To eat"),
    ]
    added = read_themes(
        key("motivations > Food,new", "motivations > Food > Worms,new"), badgers, codes
    ).added
    assert [row["theme_id"] for row in added] == ["motivations.food", "motivations.food.worms"]


def test_a_code_that_was_new_is_its_theme_the_next_time(badgers, key):
    folder = key("Help,enablers.programme", "Help > Coaching,new")
    assert read_themes(folder, badgers, [Code(("Help", "Coaching"))]) == (
        {("Help", "Coaching"): COACHING},
        [],
        {},
    )


@pytest.mark.parametrize(
    "rows, code, problem",
    [
        (
            ["Weather,new"],
            Code(("Weather",), "Rain"),
            (
                "cannot be new, because no theme is above it; write the theme_id above it into the"
                " column above, or, .* into the column kind one of"
            ),
        ),
        (
            ["enablers > Weather,new"],
            Code(("enablers", "Weather")),
            (
                "cannot be new without saying what it means; describe the code in your tool, or"
                " write it into the column meaning"
            ),
        ),
        (
            ["Coach,coching"],
            Code(("Coach",)),
            (
                "codes.csv, row 2: 'Coach' is put down as 'coching', which is no theme of"
                " codebook/themes.csv"
            ),
        ),
        (
            ["Outside > Weather,new"],
            Code(("Outside", "Weather"), "Rain"),
            "1 code is not in the codebook",
        ),
    ],
)
def test_a_key_that_cannot_be_followed_is_named(badgers, key, rows, code, problem):
    with pytest.raises(IntakeError, match=problem):
        read_themes(key(*rows), badgers, [code])


@pytest.mark.parametrize(
    "content, problem",
    [
        (
            b"kode,theme\nx,y\n",
            "its headings must be code, theme_id, perhaps, above, label, meaning, kind",
        ),
        ("café,x".encode("cp1252"), "is not saved as UTF-8"),
        (b"", "the file is empty"),
    ],
)
def test_a_key_that_cannot_be_read_is_named(badgers, tmp_path, content, problem):
    (tmp_path / "codes.csv").write_bytes(content)
    with pytest.raises(IntakeError, match=problem):
        read_themes(tmp_path, badgers, [Code(("Coach",))])


@pytest.mark.parametrize("mark, newline", [(";", "\r\n"), ("\t", "\n"), (",", "\r\n")])
def test_a_key_saved_by_excel_in_its_habits_is_read_alike(badgers, tmp_path, mark, newline):
    (tmp_path / "codes.csv").write_bytes(
        b"\xef\xbb\xbf"
        + newline.join([f"code{mark}theme_id", f"Coach{mark}{COACHING}", ""]).encode()
    )
    assert read_themes(tmp_path, badgers, [Code(("Coach",))]).of_code == {("Coach",): COACHING}


def test_the_key_says_below_which_theme_a_code_of_a_flat_list_is_new_and_what_it_means(
    badgers, tmp_path
):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\nGarden walks,new,,enablers.programme,Walks at"
        " noon.,\n",
        encoding="utf-8",
    )
    assert read_themes(tmp_path, badgers, [Code(("Garden walks",))]).added == [
        {
            "theme_id": "enablers.programme.garden_walks",
            "parent_id": "enablers.programme",
            "kind": "enabler",
            "label": "Garden walks",
            "definition": "Walks at noon.",
            "origin": "ours",
        }
    ]


def test_readers_see_the_label_that_the_key_gives_a_new_theme_each_time_it_is_read(
    badgers, tmp_path
):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,above,label,meaning\n"
        "walks noon,new,enablers.programme,Walks at  noon,Walks.\n",
        encoding="utf-8",
    )
    (added,) = read_themes(tmp_path, badgers, [Code(("walks noon",))]).added
    assert (added["theme_id"], added["label"]) == ("enablers.programme.walks_noon", "Walks at noon")
    themes = badgers.tables["themes"]
    known = replace(
        badgers, tables={**badgers.tables, "themes": pd.concat([themes, pd.DataFrame([added])])}
    )
    again = read_themes(tmp_path, known, [Code(("walks noon",))])
    assert again.of_code == {("walks noon",): "enablers.programme.walks_noon"} and not again.added


def test_a_theme_can_begin_a_tree_of_its_own_if_the_key_says_its_kind(badgers, tmp_path):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\nWeather,new,,,Rain.,barrier\nWeather >"
        " Wind,new,,,,\n",
        encoding="utf-8",
    )
    added = read_themes(tmp_path, badgers, [Code(("Weather", "Wind"), "Gales.")]).added
    assert [(row["theme_id"], row["parent_id"], row["kind"]) for row in added] == [
        ("weather", "", "barrier"),
        ("weather.wind", "weather", "barrier"),
    ]


def test_codes_that_differ_by_a_number_or_an_accent_get_identifiers_of_their_own(badgers, key):
    codes = [Code(("enablers", "programme", name), "A day") for name in ("Day 1", "Day 2", "Café")]
    added = read_themes(
        key(*(f"enablers > programme > {code.path[-1]},new" for code in codes)), badgers, codes
    ).added
    assert [row["theme_id"].rsplit(".", 1)[1] for row in added] == ["cafe", "day_1", "day_2"]


def test_all_that_is_lacking_of_new_codes_is_said_at_once(badgers, key):
    with pytest.raises(IntakeError) as said:
        read_themes(
            key("Weather,new", "enablers > Rain,new"),
            badgers,
            [Code(("Weather",), "x"), Code(("enablers", "Rain"))],
        )
    assert [
        "cannot be new, because no theme" in line or "without saying what it means" in line
        for line in str(said.value).splitlines()
    ] == [True, True]


def test_what_a_new_code_means_is_asked_for_in_the_same_round_as_the_folder_above_it(badgers, key):
    codes = [Code(("Weather", "Library")), Code(("Weather", "Tea"), "Tea at four.")]
    with pytest.raises(IntakeError) as said:
        read_themes(key("Weather > Library,new", "Weather > Tea,new"), badgers, codes)
    folder, meaning = str(said.value).splitlines()
    assert "1 code is not in the codebook: 'Weather'; fill the column theme_id" in folder
    assert meaning.endswith(
        "'Weather > Library' cannot be new without saying what it means; describe the code in your"
        " tool, or write it into the column meaning"
    )


def test_the_folders_above_a_code_are_asked_for_in_the_same_round(badgers, tmp_path):
    with pytest.raises(IntakeError, match="1 code is not in the codebook"):
        read_themes(tmp_path, badgers, [Code(("enablers", "Walks", "At noon", "Alone"))])
    assert [
        line.split(",")[0]
        for line in (tmp_path / "codes.csv").read_text(encoding="utf-8").splitlines()[1:]
    ] == ["enablers > Walks", "enablers > Walks > At noon", "enablers > Walks > At noon > Alone"]
    (tmp_path / "codes.csv").write_text(
        "code,theme_id\nenablers > Walks,\nenablers > Walks > At noon,\nenablers > Walks > At noon"
        f" > Alone,{COACHING}\n",
        encoding="utf-8",
    )
    assert list(
        read_themes(
            tmp_path, badgers, [Code(("enablers", "Walks", "At noon", "Alone"))]
        ).of_code.values()
    ) == [COACHING]


def test_a_new_code_that_the_key_puts_elsewhere_needs_no_folder_above_it(badgers, tmp_path):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\nWalks > At"
        " noon,new,,enablers.programme,Noon.,\n",
        encoding="utf-8",
    )
    assert (
        read_themes(tmp_path, badgers, [Code(("Walks", "At noon"))]).added[0]["theme_id"]
        == "enablers.programme.at_noon"
    )


def test_a_new_code_with_a_kind_and_a_theme_above_it_stands_below_that_theme(badgers, tmp_path):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\nWalks,new,,enablers.programme,Noon.,barrier\n",
        encoding="utf-8",
    )
    (added,) = read_themes(tmp_path, badgers, [Code(("Walks",))]).added
    assert (added["theme_id"], added["kind"]) == ("enablers.programme.walks", "enabler")


def test_two_new_codes_that_would_have_one_identifier_are_named(badgers, key):
    codes = [Code(("enablers", "programme", name), "Wet") for name in ("Rain", "Rain!")]
    with pytest.raises(IntakeError, match="which is another's; rename it"):
        read_themes(
            key(*(f"enablers > programme > {code.path[-1]},new" for code in codes)), badgers, codes
        )


def test_a_filled_row_of_the_key_that_is_of_no_code_is_named(badgers, key):
    with pytest.raises(IntakeError) as said:
        read_themes(key(f"moss.Couch,{COACHING}"), badgers, [Code(("moss", "Coach"))])
    assert "1 filled row is of no code in this file, the first 'moss.Couch'" in str(said.value)


@pytest.mark.parametrize("mark", [".", "/", ": ", "::", " > "])
def test_a_row_of_the_key_stays_its_code_s_when_the_mark_in_its_name_becomes_a_step_or_none(
    badgers, key, mark
):
    for then, now in (
        ((f"moss{mark}Coach",), ("moss", "Coach")),
        (("moss", "Coach"), (f"moss{mark}Coach",)),
    ):
        folder = key(f"{' > '.join(then)},{COACHING}", "moss,-")
        assert read_themes(folder, badgers, [Code(now)]).of_code == {now: COACHING}


@pytest.mark.parametrize("kind", ["", "enabler"])
@pytest.mark.parametrize(
    "path", [("enablers.programme.walks",), ("enablers", "programme", "walks")], ids=str
)
def test_a_new_code_is_below_the_theme_that_its_name_says_whether_or_not_a_kind_is_given(
    badgers, tmp_path, path, kind
):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\n" + f"{' > '.join(path)},new,,,Noon.,{kind}\n",
        encoding="utf-8",
    )
    (added,) = read_themes(tmp_path, badgers, [Code(path)]).added
    assert (added["theme_id"], added["parent_id"], added["kind"], added["label"]) == (
        "enablers.programme.walks",
        "enablers.programme",
        "enabler",
        "walks",
    )


def test_a_new_code_with_a_kind_below_one_that_is_left_out_begins_a_tree(badgers, tmp_path):
    (tmp_path / "codes.csv").write_text(
        "code,theme_id,perhaps,above,meaning,kind\nWalks,-,,,,\nWalks > Noon,new,,,Warm.,wish\n",
        encoding="utf-8",
    )
    (added,) = read_themes(tmp_path, badgers, [Code(("Walks", "Noon"))]).added
    assert (added["theme_id"], added["parent_id"], added["kind"]) == ("noon", "", "wish")
