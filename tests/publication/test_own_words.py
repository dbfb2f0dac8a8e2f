"""People are looked for where a cohort's evaluators wrote, before anything is built; a word of a
name is no one's elsewhere.
"""

import csv
import re

import pytest

from cohortbook.cli import main
from cohortbook.publication.exposure import exposed
from cohortbook.publication.loading import load_study
from cohortbook.publication.own_words import people_named, repeated_words, text_columns
from cohortbook.publication.reviewed import IDENTIFIER, PATH
from cohortbook.study.layout import EXECUTED
from cohortbook.study.study import read_study

ONE = "data/cohorts/cohort_01"
TEXT = {
    "participants": ("role", "qualifying_award", "highest_award", "research_knowledge"),
    "passages": ("summary", "locator", "quantifier"),
    "attributions": ("as_printed", "note"),
    "impacts": ("measure", "unit", "summary", "measured_when"),
    "settlements": ("reason",),
}
IDENTIFIERS = {
    "participants": "participant_id",
    "managers": "manager_id",
    "interviews": "interview_id",
    "passages": "passage_id",
    "codings": "coder_id",
    "impacts": "impact_id",
}
REMEDY = "take it out or, if it is something else, say so in private/reviewed.yml, under reviewed"
ENTRY = """reviewed:
  - looks_like: a name in people.csv or coders.csv
    files: ["{files}"]
    text: {text}
    reason: A word of English, and not the person.
    decided_by: A badger
    decided_on: 2031-01-01
"""


@pytest.fixture
def key(made_up):
    """Write the key of a cohort of the made-up study: names with their identifiers."""

    def key(cohort, **names):
        folder = made_up / "private" / cohort
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "people.csv").write_text(
            "name,case_id,group,tool_says\n"
            + "".join(f"{name},{case},,\n" for case, name in names.items()),
            encoding="utf-8",
        )

    return key


@pytest.fixture
def put(made_up):
    """Put a row with some of its cells at the end of a table of the first cohort."""

    def put(table, **cells):
        path = made_up / ONE / f"{table}.csv"
        if not path.exists():
            columns = read_study(made_up)[0].dictionary.tables[table].column_names
            path.write_text(f"{','.join(columns)}\n", encoding="utf-8")
        header, *_ = csv.reader([path.read_text(encoding="utf-8").splitlines()[0]])
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, header).writerow(cells)

    return put


@pytest.fixture
def sentences(made_up):
    """Return what is said of the made-up study as it now is."""
    return lambda root=made_up: [str(problem) for problem in people_named(read_study(root)[0])]


def test_every_column_of_text_is_known_to_these_tests(badgers):
    found = {table.name: tuple(text_columns(table)) for table in badgers.dictionary.cohort_tables}
    assert {table: columns for table, columns in found.items() if columns} == TEXT


@pytest.mark.parametrize("said", ["Brushtail dug on", "with TUFTY in", "as tufty brushtail said"])
def test_a_name_of_the_cohort_is_found_in_every_column_of_text(key, put, sentences, made_up, said):
    key("cohort_01", B1="Tufty Brushtail")
    for table, columns in TEXT.items():
        put(table, **dict.fromkeys(columns, said))
    wanted = {
        (f"{ONE}/{table}.csv", column) for table, columns in TEXT.items() for column in columns
    }
    found = people_named(read_study(made_up)[0])
    assert {(problem.file, problem.column) for problem in found} == wanted
    assert {problem.message for problem in found} == {
        "holds what looks like a name in people.csv or coders.csv (private/cohort_01/people.csv,"
        f" row 2); {REMEDY}"
    }
    assert not any("ufty" in line or "rushtail" in line for line in sentences()), (
        "the message names the person"
    )


@pytest.mark.parametrize("said", ["Jo wanted to learn", "what BRUSHTAILs are like", "Tuftys plan"])
def test_short_names_and_names_with_an_s_are_found(key, put, sentences, said):
    key("cohort_01", B1="Tufty Brushtail", B2="Jo")
    put("passages", passage_id="p901", summary=said)
    assert len(sentences()) == 1


@pytest.mark.parametrize("said", ["joining in", "In the mud", "No plan"])
def test_words_that_short_names_begin_are_no_names(key, put, sentences, said):
    key("cohort_01", B1="In the 3", B2="Jo")
    put("passages", passage_id="p901", summary=said)
    assert sentences() == []


def test_an_identifier_in_the_words_of_a_protected_cohort_is_named(strict_study):
    path = strict_study / "private" / "cohorts" / "cohort_03" / "passages.csv"
    header, row, *rows = path.read_text(encoding="utf-8").splitlines()
    cells = dict(zip(header.split(","), next(csv.reader([row])), strict=True))
    participant = next(
        csv.DictReader((path.parent / "participants.csv").open(encoding="utf-8", newline=""))
    )["participant_id"]
    changed = cells | {"summary": f"{participant} dug on"}
    path.write_text("\n".join([header, ",".join(changed.values()), *rows]) + "\n", encoding="utf-8")
    (problem,) = people_named(read_study(strict_study)[0])
    assert (problem.file, problem.line, problem.column, problem.message) == (
        "private/cohorts/cohort_03/passages.csv",
        2,
        "summary",
        f"holds {participant!r}, and is published without the identifiers of people; say it"
        " without",
    )


def test_a_summary_that_repeats_its_quote_is_named_and_one_in_other_words_is_not(
    made_up, put, sentences
):
    put("passages", passage_id="p901", summary="We always dug the deepest tunnels under the oak")
    put("passages", passage_id="p902", summary="Dug deep under trees")
    path = made_up / "private" / "cohort_01" / "quotes.csv"
    path.parent.mkdir(parents=True)
    said = "Well, we always dug the deepest tunnels under the oak, did we not"
    path.write_text(f'passage_id,summary,quote\np901,,"{said}"\np902,,"{said}"\n', encoding="utf-8")
    (line,) = sentences()
    assert line.endswith(
        "summary: repeats 9 words of the quote; say it in words of your own"
    ) and line.startswith(f"{ONE}/passages.csv:")


@pytest.mark.parametrize(
    ("summary", "quote", "words"),
    [
        ("a b c d e f g h", "x a b c d e f g h y", 8),
        ("a b c d e f g x", "a b c d e f g h", 0),
        ("A b, c d!", "so a b c d", 4),
        ("a b c", "a b c", 0),
        ("a b c d", "", 0),
    ],
)
def test_repeated_words_are_too_many_in_a_row_or_all_of_a_summary(summary, quote, words):
    assert repeated_words(summary, quote) == words


def test_a_name_of_the_cohort_is_found_in_its_settings(key, rewrite, sentences):
    key("cohort_01", B1="Tufty Brushtail")
    rewrite(f"{ONE}/cohort.yml", "coded_by: Badgers", "coded_by: Brushtail and badgers")
    (line,) = sentences()
    assert line.startswith(
        f"{ONE}/cohort.yml: coded_by: holds what looks like a name in people.csv"
    )


def test_a_name_of_one_cohort_may_be_a_word_of_another(key, put, sentences):
    key("cohort_02", B4="Hope Brushtail")
    put("passages", summary="Hope was what she kept.")
    assert sentences() == []


@pytest.mark.parametrize("cohorts, found", [(None, 1), (["cohort_01"], 1), (["cohort_02"], 0)])
def test_only_the_cohorts_that_are_asked_for_are_read(key, put, made_up, cohorts, found):
    key("cohort_01", B1="Tufty Brushtail")
    put("passages", summary="Tufty dug.")
    assert len(people_named(read_study(made_up)[0], cohorts)) == found


def test_words_of_names_are_nobody_s_in_prose_codebook_and_bibliography(key, made_up, sentences):
    """The words of all of these names stand in what the cohorts share."""
    key(
        "cohort_01",
        B1="Max Library",
        B2="Nora Curiosity",
        B3="Beatrix Brockley",
        B4="Grace Twigs",
    )
    (made_up / "book/index.md").write_text(
        "# Moss\n\nGrace and curiosity: Nora Twigs of the Library, by Max.\n", encoding="utf-8"
    )
    assert sentences() == []


@pytest.mark.parametrize(
    "text",
    ["Tufty Brushtail dug.", "of Brushtail, Tufty", "TUFTY BRUSHTAIL", "Tufty Ann Brushtail"],
)
def test_a_name_in_full_is_refused_in_prose_and_in_made_pages_alike(
    key, made_up, sentences, text, tmp_path
):
    key("cohort_01", B1="Interview tufty Ann brushtail")
    (made_up / "book/index.md").write_text(f"# Sett\n\n{text}\n", encoding="utf-8")
    assert sentences() == [
        "book/index.md:3: holds in full what looks like a name in people.csv or coders.csv"
        f" (private/cohort_01/people.csv, row 2); {REMEDY}"
    ]
    made = tmp_path / "made"
    made.mkdir()
    (made / "index.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    held = text.removesuffix(" dug.").removeprefix("of ")
    assert (
        f"index.html: holds what looks like a name in people.csv or coders.csv: {held!r}; take it"
        " out, or say in private/reviewed.yml, under reviewed, why it may be there"
        in map(str, exposed(load_study(made_up), made))
    )


def test_words_of_names_pass_in_made_pages(key, made_up, tmp_path):
    key("cohort_01", B1="Grace Moss", B2="Hope Brushtail")
    made = tmp_path / "made"
    made.mkdir()
    (made / "index.html").write_text(
        "<p>Moss. Grace of hope, moss; Hope and Brushtail; grace moss</p>", encoding="utf-8"
    )
    assert exposed(load_study(made_up), made) == []


def test_an_author_may_be_in_a_key_and_nobody_made_of_two_authors(key, made_up, sentences):
    (made_up / "book/references.bib").write_text(
        "@book{a,\n  author = {Bracken, Heather and Fern, Rowan},\n}\n", encoding="utf-8"
    )
    (made_up / "book/index.md").write_text("# Sett\n\nHeather Bracken wrote.\n", encoding="utf-8")
    key("cohort_01", B1="Heather Bracken")
    assert sentences() == []
    (made_up / "book/index.md").write_text("# Sett\n\nHeather Fern wrote.\n", encoding="utf-8")
    key("cohort_01", B1="Heather Fern")
    assert [line.split(": ")[0] for line in sentences()] == ["book/index.md:3"]


def test_what_comes_from_the_cohort_itself_and_made_pages_are_not_read_as_shared(
    key, put, made_up, sentences
):
    key("cohort_01", B1="Tufty Brushtail")
    put("passages", summary="Tufty Brushtail dug.")
    (made_up / EXECUTED).mkdir(exist_ok=True)
    for page in (f"{EXECUTED}/page.md", "notebooks/page.ipynb"):
        (made_up / page).write_text("Tufty Brushtail dug.\n", encoding="utf-8")
    assert [line.split(": holds")[0] for line in sentences()] == [
        f"{ONE}/passages.csv:2: summary",
        "notebooks/page.ipynb:1",
    ]


def test_a_key_may_hold_a_name_of_one_word(key, made_up, sentences):
    key("cohort_01", B1="Tufty", B2="Beatrix Fern")
    (made_up / "book/index.md").write_text("# Sett\n\nTufty, Beatrix Fern\n", encoding="utf-8")
    (line,) = sentences()
    assert line.startswith("book/index.md:3: ") and "people.csv, row 3" in line


def test_check_and_build_say_the_same_before_anything_is_run(key, put, made_up, capsys):
    key("cohort_01", B1="Tufty Brushtail")
    (made_up / ONE / "participants.csv").write_text(
        (made_up / ONE / "participants.csv")
        .read_text(encoding="utf-8")
        .replace("Module on moss", "Module of Brushtail"),
        encoding="utf-8",
    )
    said = []
    for command in (["check"], ["build"], ["check", "cohort_01"]):
        assert main([*command, "--study", str(made_up)]) == 1
        said.append(capsys.readouterr().err)
    assert (
        said[0].startswith(
            f"{ONE}/participants.csv:3: research_knowledge: holds what looks like a name in"
            " people.csv"
        )
        and said[0] == said[1] == said[2]
    )
    assert not (made_up / "book/executed").exists()
    assert main(["check", "cohort_02", "--study", str(made_up)]) == 0


# decisions


def test_a_decision_in_private_lets_a_word_pass_in_the_files_that_it_names(
    key, put, made_up, sentences
):
    key("cohort_01", B1="Hope Brushtail")
    put("passages", summary="Hope was what she kept, and Brushtail too.")
    put("passages", summary="Hope was all.")
    put("impacts", summary="Hope grew.")
    (made_up / PATH).write_text(
        ENTRY.format(files=f"{ONE}/passages.csv", text="Hope"), encoding="utf-8"
    )
    assert sorted(line.split(": ")[0] for line in sentences()) == [
        f"{ONE}/impacts.csv:2",
        f"{ONE}/passages.csv:2",
    ]
    (made_up / PATH).write_text(ENTRY.format(files="*", text="'*'"), encoding="utf-8")
    assert sentences() == []


def test_wrong_decisions_are_a_problem_and_decide_nothing(key, put, made_up, sentences):
    key("cohort_01", B1="Hope Brushtail")
    put("passages", summary="Hope was what she kept.")
    (made_up / PATH).write_text(
        ENTRY.format(files="*", text="Hope").replace("2031-01-01", "soon"), encoding="utf-8"
    )
    assert [line.split(": ")[0] for line in sentences()] == [
        "private/reviewed.yml:7",
        f"{ONE}/passages.csv:2",
    ]


# identifiers


@pytest.mark.parametrize("table", IDENTIFIERS)
@pytest.mark.parametrize("identifier", ["sarah_brock", "sarah1", "b_rushtail2", "tufty_3"])
def test_an_identifier_that_names_somebody_is_refused(
    key, put, sentences, made_up, table, identifier
):
    key("cohort_01", B1="Tufty Rushtail")
    column = IDENTIFIERS[table]
    put(table, **{column: identifier})
    example = read_study(made_up)[0].dictionary.tables[table].column(column).example
    (line,) = sentences()
    assert line.startswith(f"{ONE}/{table}.csv:") and line.endswith(
        f": {column}: looks like a name; write letters that name no one and a number, for example"
        f" {example}"
    )


def test_a_source_that_is_called_by_the_identifier_makes_it_no_name(key, put, sentences):
    key("cohort_01", PRAC4="PRAC4_interview.docx")
    put("participants", participant_id="PRAC4")
    assert sentences() == []


@pytest.mark.parametrize(
    "identifier, problem",
    [
        ("A1", "'A1' is the address of a cell in a spreadsheet, too"),
        ("p12", "'p12' is the address of a cell in a spreadsheet, too"),
        ("Digger", "'Digger' has no number, so that it may be a word"),
    ],
)
@pytest.mark.parametrize("table", ["participants", "managers"])
def test_an_identifier_of_a_strict_cohort_that_a_made_file_may_hold_by_chance_is_refused(
    put, rewrite, sentences, table, identifier, problem
):
    column = IDENTIFIERS[table]
    put(table, **{column: identifier})
    assert sentences() == [], "people that are not protected may be called so"
    rewrite(f"{ONE}/cohort.yml", "disclosure: synthetic", "disclosure: strict")
    assert any(
        line.endswith(
            f"{column}: {problem}; write two letters or more that name no one and a number, for"
            f" example {'PR1' if table == 'participants' else 'PSW1'}"
        )
        for line in sentences()
    ), sentences()


def test_an_identifier_of_a_strict_cohort_that_stands_in_the_book_for_something_else_is_refused(
    put, rewrite, made_up, sentences
):
    put("participants", participant_id="RQ2")
    (made_up / "book/index.md").write_text(
        "# Sett\n\nThe second question is RQ2.\n", encoding="utf-8"
    )
    assert sentences() == []
    rewrite(f"{ONE}/cohort.yml", "disclosure: synthetic", "disclosure: strict")
    assert any(
        line.endswith(
            "participant_id: 'RQ2' means something else in book/index.md, line 3; write"
            " another identifier"
        )
        for line in sentences()
    ), sentences()


def test_an_identifier_that_names_a_protected_person_is_said_once(key, put, rewrite, sentences):
    key("cohort_01", B1="Tufty Rushtail")
    put("participants", participant_id="tufty_rushtail3")
    put("interviews", interview_id="S1-X1", case_id="tufty_rushtail3")
    rewrite(f"{ONE}/cohort.yml", "disclosure: synthetic", "disclosure: strict")
    (line,) = (line for line in sentences() if "looks like a name" in line)
    assert line.startswith(f"{ONE}/participants.csv:") and ": participant_id: " in line


@pytest.mark.parametrize(
    "identifier, said_once",
    [
        ("Kerry", "'Kerry' has no number"),
        ("tufty3", "looks like a name"),
        ("Owl2", "already someone"),
    ],
)
def test_what_is_wrong_with_an_identifier_is_said_once(
    key, put, rewrite, made_up, identifier, said_once
):
    """Owl2 is a person of the second cohort, and so in more files of data."""
    key("cohort_01", B1="Tufty Rushtail")
    put("participants", participant_id=identifier)
    (made_up / "book/index.md").write_text(f"# Sett\n\n{identifier} wrote.\n", encoding="utf-8")
    rewrite(f"{ONE}/cohort.yml", "disclosure: synthetic", "disclosure: strict")
    study, problems = read_study(made_up)
    problems += people_named(study)
    lines = [
        str(one)
        for one in problems
        if identifier in one.message or (one.column, one.line) == ("participant_id", 6)
    ]
    assert len(lines) == 1 and said_once in lines[0], lines


def test_a_decision_lets_an_identifier_stand_in_the_files_that_it_names(
    put, rewrite, made_up, sentences
):
    put("participants", participant_id="RQ2")
    rewrite(f"{ONE}/cohort.yml", "disclosure: synthetic", "disclosure: strict")
    for page in ("index", "later"):
        (made_up / f"book/{page}.md").write_text("Of RQ2.\n", encoding="utf-8")
    entry = ENTRY.replace("a name in people.csv or coders.csv", IDENTIFIER)
    (made_up / PATH).parent.mkdir(exist_ok=True)
    for files, places in (("book/index.md", ["book/later.md"]), ("book/*.md", [])):
        (made_up / PATH).write_text(entry.format(files=files, text="RQ2"), encoding="utf-8")
        said = [line for line in sentences() if "'RQ2' means something else" in line]
        assert [re.search(r"book/\w+\.md", line).group() for line in said] == places


def test_made_up_strict_cohorts_have_identifiers_that_pass(strict_study, sentences):
    assert sentences(strict_study) == []
