"""Bad inputs, a row each: what it is, how to make it, and what the command must say."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hostile.inputs import (
    Spoil,
    both,
    codebook,
    database,
    encoded,
    folder,
    gone,
    huge,
    link,
    more,
    nothing,
    pipe,
    project,
    qualcoder,
    raw,
    swap,
    taguette,
    workbook,
    workbook_part,
    zipped,
)

ONE, TWO, THREE = (f"data/cohorts/cohort_0{number}" for number in (1, 2, 3))
PEOPLE, YAML, SCHEMA = f"{ONE}/participants.csv", f"{ONE}/cohort.yml", "data/datapackage.json"
THEMES, CLAIMS, FACTS, SOURCES = (
    "data/codebook/themes.csv",
    "data/report/claims.csv",
    "data/programme/facts.csv",
    "data/sources.csv",
)
POLICY, RELEASE, CITATION = "data/disclosure.yml", "data/releases/0.1.json", "CITATION.cff"
B1 = "B1,female,adult,true,Badger liaison"
LAUGHS = (
    "a: &a [x, x]\n"
    + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, after in pairwise("abcdefghi")
    )
    + "title: *i\n"
)
DTD = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BILLION = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode() for a, b in pairwise("abcdefghi"))
    + b"]>"
)
SHEET = "source,case,group,cohort,code,quote\n"
TAKE = "intake cohort_02 {study}/in."


class Case(NamedTuple):
    """One bad input: its name, what spoils the study, what the command says, the command, and its
    exit code.
    """

    name: str
    spoil: Spoil
    says: str
    command: str = "check"
    code: int = 1


def declared(content: bytes, doctype: bytes) -> bytes:
    """XML with a document type between its declaration and its root."""
    head, mark, rest = content.partition(b"?>")
    return head + mark + doctype + rest


TABLES = [
    Case(
        "a table in Latin-1",
        encoded(PEOPLE, "latin-1"),
        "is not saved as UTF-8 (line 2, perhaps 'é' in a Windows code page)",
    ),
    Case("a table in UTF-16", encoded(PEOPLE, "utf-16"), "is saved as UTF-16"),
    Case("a table in UTF-16 without a mark", encoded(PEOPLE, "utf-16-le"), "is saved as UTF-16"),
    Case("a table in UTF-32", encoded(THEMES, "utf-32"), "is saved as UTF-16"),
    Case(
        "a table in a Greek code page",
        swap(PEOPLE, "Badger liaison", "λ".encode("cp1253")),
        "is not saved as UTF-8",
    ),
    Case("a table in EBCDIC", encoded(FACTS, "cp037"), "is not saved as UTF-8"),
    Case(
        "a table with half a letter at its end",
        more(PEOPLE, b"B9,female,adult,true,Badger \xe2\x80"),
        "is not saved as UTF-8",
    ),
    Case("a surrogate in UTF-8", swap(PEOPLE, "Badger", b"\xed\xa0\x80"), "is not saved as UTF-8"),
    Case("an overlong slash", swap(PEOPLE, "Badger", b"\xc0\xaf"), "is not saved as UTF-8"),
    Case("an empty table", raw(PEOPLE, ""), "the file is empty"),
    Case("a table of line breaks", raw(PEOPLE, "\r\n" * 5000), "the file is empty"),
    Case("a table of commas", raw(FACTS, ",,,,\n,,,,\n"), "the file is empty"),
    Case("a mark and nothing else", raw(FACTS, b"\xef\xbb\xbf"), "the file is empty"),
    Case(
        "a header and no rows",
        raw(
            PEOPLE,
            "participant_id,gender,service,is_social_worker,role,role_group,qualifying_award,highest_award,highest_level,years_qualified,research_knowledge,research_level\n",
        ),
        "has a header and no rows",
    ),
    Case(
        "rows and no header",
        swap(PEOPLE, "participant_id,gender", "B0,female"),
        "the column is missing from the header",
    ),
    Case(
        "an Excel workbook named .csv",
        zipped(PEOPLE, {"xl/workbook.xml": b"<a/>"}),
        "is an Excel workbook under another name",
    ),
    Case(
        "a PDF named .csv",
        raw(PEOPLE, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
        "is not saved as UTF-8",
    ),
    Case(
        "a web page named .csv",
        raw(PEOPLE, "<!DOCTYPE html><title>Sign in</title>\n"),
        "is not a column of this table",
    ),
    Case("random bytes", raw(PEOPLE, bytes(range(1, 256)) * 40), "participants.csv"),
    Case(
        "a compressed table",
        raw(PEOPLE, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\x2a"),
        "participants.csv",
    ),
    Case("a zero byte in the header", swap(PEOPLE, "gender", "gen\0der"), "is saved as UTF-16"),
    Case(
        "a zero byte in a late cell",
        more(
            PEOPLE,
            *[
                f"B9{n},female,adult,true,Badger,practitioner,MA,MA,master,1,,none"
                for n in range(9)
            ],
            "B99,female,adult,true,Bad\0ger,practitioner,MA,MA,master,1,,none",
        ),
        "holds a control character",
    ),
    Case(
        "a bell in a cell",
        swap(PEOPLE, "Badger liaison", "Badger\x07liaison"),
        "holds a control character",
    ),
    Case(
        "an escape code for terminals",
        swap(PEOPLE, "Badger liaison", "\x1b[2JBadger"),
        "holds a control character",
    ),
    Case(
        "a row too short",
        more(PEOPLE, "B9,female"),
        "has 2 cells where the header has 12; an empty cell needs its comma too",
    ),
    Case(
        "a row too long",
        more(PEOPLE, "B9,female,adult,true,Badger, brown,practitioner,MA,MA,master,1,,none"),
        "has 13 cells where the header has 12",
    ),
    Case(
        "a row of 100,000 cells",
        more(PEOPLE, "x," * 100_000),
        "has 100001 cells where the header has 12",
    ),
    Case(
        "a quote left open",
        swap(PEOPLE, "Badger liaison", '"Badger liaison'),
        "is a double quote left open?",
    ),
    Case(
        "a quote in the middle",
        swap(PEOPLE, "Badger liaison", '"Bad"ger liaison'),
        "cannot be read as CSV",
    ),
    Case("a quote left open at the end", more(PEOPLE, '"'), "cannot be read as CSV"),
    Case(
        "a cell of a million letters",
        swap(PEOPLE, "Badger liaison", "x" * 1_000_000),
        "participants.csv",
    ),
    Case("a table of 300 million bytes", huge(PEOPLE, 300_000_000), "is larger than"),
    Case(
        "a column twice",
        swap(PEOPLE, "gender,service", "gender,gender"),
        "the heading is there twice",
    ),
    Case(
        "a heading with a space",
        swap(PEOPLE, "years_qualified", "years qualified"),
        "is not a column of this table; did you mean 'years_qualified'?",
    ),
    Case(
        "a heading with a look-alike",
        swap(PEOPLE, "gender", "g\N{CYRILLIC SMALL LETTER IE}nder"),
        "is not a column of this table; did you mean 'gender'?",
    ),
    Case(
        "a heading with a joiner that cannot be seen",
        swap(PEOPLE, "gender", "gen\u200dder"),
        "is not a column of this table",
    ),
    Case("a heading left empty", swap(PEOPLE, "gender,", ","), "column 2 has no heading"),
    Case(
        "a column more",
        swap(CLAIMS, "claim_id,kind", "claim_id,age,kind"),
        "is not a column of this table",
    ),
    Case(
        "a table with bars",
        swap(FACTS, "fact_id,label,value,unit,locator", "fact_id|label|value|unit|locator"),
        "the column is missing from the header",
    ),
    Case("a table missing", gone(PEOPLE), "the file is missing; it holds"),
    Case("a shared table missing", gone(SOURCES), "the file is missing"),
    Case("a folder named as a table", folder(PEOPLE), "is not a file that can be read"),
    Case("a link to a file of the system", link(PEOPLE, "/etc/passwd"), "is a symbolic link"),
    Case(
        "a link to a table of another cohort",
        link(PEOPLE, "../cohort_02/participants.csv"),
        "is a symbolic link",
    ),
    Case("a link to nothing", link(PEOPLE, "nowhere.csv"), "is a symbolic link"),
    Case("a link to itself", link(PEOPLE, "participants.csv"), "is a symbolic link"),
    Case("a link to endless zeros", link(PEOPLE, "/dev/zero"), "is a symbolic link"),
    Case("a shared table that is a link", link(THEMES, "/etc/hostname"), "is a symbolic link"),
    Case("a named pipe", pipe(PEOPLE), "is not a file that can be read"),
]

CELLS = [
    Case("a number in words", swap(PEOPLE, ",2,Read", ",two,Read"), "'two' is not a whole number"),
    Case(
        "a number with a decimal comma",
        swap(PEOPLE, ",2,Read", ',"2,5",Read'),
        "'2,5' is not a whole number",
    ),
    Case(
        "a number in Arabic digits", swap(PEOPLE, ",2,Read", ",٢,Read"), "'٢' is not a whole number"
    ),
    Case(
        "a number in full-width digits",
        swap(PEOPLE, ",2,Read", ",\N{FULLWIDTH DIGIT TWO},Read"),
        "'\N{FULLWIDTH DIGIT TWO}' is not a whole number",
    ),
    Case("a superscript two", swap(PEOPLE, ",2,Read", ",²,Read"), "'²' is not a whole number"),
    Case(
        "a number of 5,000 digits",
        swap(PEOPLE, ",2,Read", f",{'9' * 5000},Read"),
        "is too large a number",
    ),
    Case(
        "a number past what spreadsheets keep",
        swap(PEOPLE, ",2,Read", ",9007199254740993,Read"),
        "is too large a number",
    ),
    Case(
        "a number in scientific notation",
        swap(PEOPLE, ",2,Read", ",2e1,Read"),
        "'2e1' is not a whole number",
    ),
    Case(
        "a hexadecimal number", swap(PEOPLE, ",2,Read", ",0x2,Read"), "'0x2' is not a whole number"
    ),
    Case(
        "a negative number of years",
        swap(PEOPLE, ",2,Read", ",-2,Read"),
        "below the smallest possible value",
    ),
    Case(
        "minus with a long dash", swap(PEOPLE, ",2,Read", ",–2,Read"), "'–2' is not a whole number"
    ),
    Case(
        "a percentage of 400 digits",
        swap("data/baselines/adult_services.csv", "25.5", "9" * 400),
        "is too large a number",
    ),
    Case(
        "a percentage that is infinite",
        swap("data/baselines/adult_services.csv", "25.5", "inf"),
        "'inf' is not a number",
    ),
    Case(
        "a percentage that is no number",
        swap("data/baselines/adult_services.csv", "25.5", "NaN"),
        "is written for a value that is not known",
    ),
    Case(
        "a percentage above a hundred",
        swap("data/baselines/adult_services.csv", "25.5", "255"),
        "above the largest possible value",
    ),
    Case(
        "yes for true", swap(PEOPLE, "adult,true", "adult,yes"), "'yes' is neither true nor false"
    ),
    Case("one for true", swap(PEOPLE, "adult,true", "adult,1"), "'1' is neither true nor false"),
    Case("a code with a capital", swap(PEOPLE, "B1,female", "B1,Female"), "did you mean 'female'?"),
    Case(
        "a code with a look-alike",
        swap(PEOPLE, "B1,female", "B1,f\N{CYRILLIC SMALL LETTER IE}male"),
        "is not one of female, male, another, prefer_not_to_say; did you mean 'female'?",
    ),
    Case(
        "a code with a space that cannot be seen",
        swap(PEOPLE, "B1,female", "B1,fe\u200bmale"),
        "is not one of female, male, another, prefer_not_to_say",
    ),
    Case(
        "a code with a mark that reads right to left",
        swap(PEOPLE, "B1,female", "B1,\u202efemale"),
        "turns the direction of reading",
    ),
    Case(
        "a needed cell of spaces",
        swap(PEOPLE, B1, B1.replace("true", "   ")),
        "is empty; it must hold a value",
    ),
    Case(
        "a needed cell of a no-break space",
        swap(PEOPLE, B1, B1.replace("true", "\u00a0")),
        "is empty; it must hold a value",
    ),
    Case(
        "not known written out",
        swap(PEOPLE, "B1,female", "B1,unknown"),
        "is written for a value that is not known",
    ),
    Case(
        "an error of Excel",
        swap(PEOPLE, ",2,Read", ",#DIV/0!,Read"),
        "is an error of a spreadsheet formula",
    ),
    Case(
        "a formula",
        swap(PEOPLE, "Badger liaison", "=1+1"),
        "begins with =, so that a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula that calls a program",
        swap(PEOPLE, "Badger liaison", "=cmd|'/C calc'!A0"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula that begins with plus",
        swap(PEOPLE, "Badger liaison", "+HYPERLINK(1)"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula that begins with minus",
        swap(PEOPLE, "Badger liaison", "-2+cmd"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula that begins with at",
        swap(PEOPLE, "Badger liaison", "@SUM(1)"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula after a tab",
        swap(PEOPLE, "Badger liaison", "\t=1+1"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula after a line break",
        swap(PEOPLE, "Badger liaison", '"\n=1+1"'),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a formula in full-width signs",
        swap(PEOPLE, "Badger liaison", "\N{FULLWIDTH EQUALS SIGN}1+1"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "text turned from right to left",
        swap(PEOPLE, "Badger liaison", "Badger \u202eliaison"),
        "turns the direction of reading",
    ),
    Case(
        "text with an isolate left open",
        swap(PEOPLE, "Badger liaison", "Badger \u2067liaison"),
        "turns the direction of reading",
    ),
    Case(
        "an identifier with a path",
        swap(PEOPLE, "B1,female", "../B1,female"),
        "is not written as it must be",
    ),
    Case(
        "an identifier with a script",
        swap(PEOPLE, "B1,female", "<script>,female"),
        "is not written as it must be",
    ),
    Case(
        "an identifier with a line break",
        swap(PEOPLE, "B1,female", '"B1\nx",female'),
        "is not written as it must be",
    ),
    Case(
        "an identifier with a look-alike",
        swap(PEOPLE, "B1,female", "\N{CYRILLIC CAPITAL LETTER VE}1,female"),
        "is not written as it must be",
    ),
    Case(
        "an identifier twice",
        swap(PEOPLE, "B2,", "B1,"),
        "'B1' is there twice; it is already on line 2",
    ),
    Case("identifiers that differ by a space", swap(PEOPLE, "B2,", " B1 ,"), "'B1' is there twice"),
    Case(
        "identifiers that differ by a capital",
        swap(PEOPLE, "B2,", "b1,"),
        "differs from 'B1' on line 2 only in capitals",
    ),
    Case("an identifier of another cohort", swap(PEOPLE, "B1,", "B5,"), "is already someone in"),
    Case(
        "a person no one knows",
        swap(f"{ONE}/interviews.csv", ",B1,", ",B99,"),
        "'B99' is not in participants.csv or managers.csv",
    ),
    Case(
        "a theme no one knows",
        swap(f"{TWO}/codings.csv", "impacts.personal.tunnelling", "impacts.personal.tuneling"),
        "did you mean 'impacts.personal.tunnelling'?",
    ),
    Case(
        "a theme with a path",
        swap(THEMES, "motivations,,", "../motivations,,"),
        "is not written as it must be",
    ),
    Case(
        "themes that differ by a capital",
        more(THEMES, "Motivations,,motivation,Again,Made-up,,,report"),
        "themes.csv",
    ),
    Case(
        "a claim on a column that is not there",
        swap(CLAIMS, "people attributions passage_id=p01", "people attributions passage=p01"),
        "claims.csv:2",
    ),
    Case(
        "a claim with a check no one has",
        swap(CLAIMS, ",count,people attributions", ",__import__,people attributions"),
        "claims.csv:2: check",
    ),
    Case(
        "a claim that ends in the middle",
        swap(CLAIMS, "people attributions passage_id=p01", "people"),
        "claims.csv:2",
    ),
    Case(
        "a claim about a result no one has",
        swap(CLAIMS, "cohort_01.years_qualified.mean", "../../../etc/passwd"),
        "is no number of this study",
    ),
    Case(
        "a locator with a path",
        swap("data/report/passages.csv", "S0.summary.P01,0,15", "../../S0.P01,0,15"),
        "is not a place in the report",
        "check --source {study}/source.txt",
    ),
    Case("a date that was never", swap(SOURCES, "2033-03-01", "2033-02-30"), "2033-02-30"),
    Case(
        "a date as Excel shows it",
        swap(SOURCES, "2033-03-01", "01/03/2033"),
        "is not a date; write year-month-day",
    ),
    Case(
        "a month that was never",
        swap(SOURCES, "2033-02,", "2033-13,"),
        "'2033-13' is on no calendar",
    ),
    Case(
        "an address that runs a script",
        swap(SOURCES, "https://example.org/badgers", "javascript:alert(1)"),
        "is not written as it must be",
    ),
    Case(
        "a part larger than its whole",
        swap("data/baselines/occupational_therapists.csv", ",9,90,,,10", ",19,90,,,10"),
        "19 is more than the denominator, 10",
    ),
    Case(
        "a digest that is none",
        swap("data/report/passages.csv", "45628a7b", "zzzzzzzz"),
        "is not written as it must be",
    ),
    Case(
        "a heading of the report that is no pattern",
        swap("data/report/headings.csv", "Summary$", "Summary(("),
        "is not a pattern",
    ),
]

SETTINGS = [
    Case("no cohort.yml", gone(YAML), "the file is missing; it holds the cohort's title"),
    Case("an empty cohort.yml", raw(YAML, ""), "is empty or not a list of names and values"),
    Case(
        "a list for cohort.yml",
        raw(YAML, "- a\n- b\n"),
        "is empty or not a list of names and values",
    ),
    Case("a number for cohort.yml", raw(YAML, "7"), "is empty or not a list of names and values"),
    Case("a tab in cohort.yml", swap(YAML, "awards: 4", "\tawards: 4"), "cannot be read as YAML"),
    Case("cohort.yml in Latin-1", swap(YAML, "Sett 1", b"S\xe9tt 1"), "is not saved as UTF-8"),
    Case("cohort.yml in UTF-16", encoded(YAML, "utf-16"), "is not saved as UTF-8"),
    Case("a zero byte in cohort.yml", swap(YAML, "Sett 1", "Sett\0 1"), "cannot be read as YAML"),
    Case(
        "a quote left open in cohort.yml",
        swap(YAML, "title: Sett 1", 'title: "Sett 1'),
        "cannot be read as YAML",
    ),
    Case("aliases that laugh", raw(YAML, LAUGHS), "refers to another part of the file"),
    Case("an alias to itself", raw(YAML, "title: &a [*a]\n"), "refers to another part of the file"),
    Case("100,000 brackets", raw(YAML, "title: " + "[" * 100_000), "is nested too deeply"),
    Case("50,000 hyphens", raw(YAML, "title: " + "- " * 50_000 + "x\n"), "cannot be read as YAML"),
    Case(
        "an object of Python",
        swap(YAML, "title: Sett 1", "title: !!python/object/apply:os.system ['id']"),
        "cannot be read as YAML",
    ),
    Case(
        "a merge key", swap(YAML, "title: Sett 1", "title: Sett 1\n<<: 3"), "cannot be read as YAML"
    ),
    Case(
        "a day that was never in YAML",
        swap(YAML, "2030 to 2031", "2030-13-45"),
        "cannot be read as YAML",
    ),
    Case("cohort.yml of 20 million bytes", huge(YAML, 20_000_000), "is larger than"),
    Case(
        "a field twice", swap(YAML, "awards: 4", "awards: 4\nawards: 4"), "awards: is given twice"
    ),
    Case("a field misspelt", swap(YAML, "awards: 4", "award: 4"), "did you mean 'awards'?"),
    Case(
        "a field that is a number",
        swap(YAML, "awards: 4", "awards: 4\n7: seven"),
        "is not a field of a cohort",
    ),
    Case(
        "a title that is a list",
        swap(YAML, "title: Sett 1", "title: [Sett, 1]"),
        "title: must be one value",
    ),
    Case(
        "a title that is a mapping",
        swap(YAML, "title: Sett 1", "title: {a: b}"),
        "title: must be one value",
    ),
    Case("services that hold a mapping", swap(YAML, "[adult]", "[{adult: 1}]"), "services"),
    Case("a title left empty", swap(YAML, "title: Sett 1", "title:"), "title: is empty"),
    Case(
        "a title that runs a formula",
        swap(YAML, "title: Sett 1", "title: '=1+1'"),
        "a spreadsheet would run it as a formula",
    ),
    Case(
        "a title turned from right to left",
        swap(YAML, "title: Sett 1", "title: Sett \u202e1"),
        "turns the direction of reading",
    ),
    Case(
        "awards in words", swap(YAML, "awards: 4", "awards: four"), "'four' is not a whole number"
    ),
    Case("awards that are true", swap(YAML, "awards: 4", "awards: true"), "awards"),
    Case("awards without end", swap(YAML, "awards: 4", "awards: .inf"), "awards"),
    Case(
        "a year of ten digits",
        swap(YAML, "recruited_on: 2030", "recruited_on: 2030203020"),
        "recruited_on",
    ),
    Case("a service no one has", swap(YAML, "[adult]", "[forest]"), "services"),
    Case(
        "a mode of disclosure no one has",
        swap(YAML, "disclosure: synthetic", "disclosure: open"),
        "disclosure",
    ),
    Case(
        "a source no one has",
        swap(YAML, "source_id: badger_report", "source_id: ../../x"),
        "source_id",
    ),
    Case(
        "two cohorts of one title",
        swap(f"{TWO}/cohort.yml", "Sett 2", "Sett 1"),
        "is already the title of cohort_01",
    ),
    Case("cohort.yml that is a link", link(YAML, "../cohort_02/cohort.yml"), "is a symbolic link"),
    Case("cohort.yml that is a folder", folder(YAML), "is not a file that can be read"),
    Case("cohort.yml that is a pipe", pipe(YAML), "is not a file that can be read"),
    Case(
        "a cohort that is a link", link("data/cohorts/cohort_04", "cohort_01"), "is a symbolic link"
    ),
    Case(
        "a cohort that is a link out of the study",
        link("data/cohorts/cohort_04", "/etc"),
        "is a symbolic link",
    ),
    Case("a cohort that is a file", raw("data/cohorts/cohort_04", "x"), "is not a folder"),
    Case(
        "a cohort with a capital",
        raw("data/cohorts/Cohort_04/cohort.yml", "title: x"),
        "is not the name of a cohort",
    ),
    Case(
        "a cohort with one digit",
        raw("data/cohorts/cohort_4/cohort.yml", "title: x"),
        "is not the name of a cohort",
    ),
    Case(
        "a cohort in Arabic digits",
        raw("data/cohorts/cohort_٠٤/cohort.yml", "title: x"),
        "is not the name of a cohort",
    ),
    Case(
        "a cohort with a script in its name",
        raw("data/cohorts/<img onerror=alert(1)>/cohort.yml", "title: x"),
        "is not the name of a cohort",
    ),
    Case(
        "a cohort with a space after its name",
        raw("data/cohorts/cohort_04 /cohort.yml", "title: x"),
        "is not the name of a cohort",
    ),
    Case(
        "an empty cohort",
        raw("data/cohorts/cohort_04/cohort.yml", ""),
        "data/cohorts/cohort_04/participants.csv: the file is missing",
    ),
    Case(
        "a stray file in a cohort",
        raw(f"{ONE}/participants (2).csv", "x"),
        "is not a file of a cohort",
    ),
    Case("a program in a cohort", raw(f"{ONE}/setup.exe", b"MZ"), "is not a file of a cohort"),
    Case("no dictionary", gone(SCHEMA), "the data dictionary is missing"),
    Case("a dictionary that is no JSON", raw(SCHEMA, "{"), "is not valid JSON"),
    Case("an empty dictionary", raw(SCHEMA, ""), "is not valid JSON"),
    Case("a dictionary that is a list", raw(SCHEMA, "[]"), "is not a dictionary of this study"),
    Case("a dictionary that is a number", raw(SCHEMA, "7"), "is not a dictionary of this study"),
    Case(
        "a dictionary without tables",
        raw(SCHEMA, '{"resources": []}'),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary of words",
        raw(SCHEMA, '{"resources": ["a", "b"]}'),
        "is not a dictionary of this study",
    ),
    Case("a dictionary in UTF-16", encoded(SCHEMA, "utf-16"), "is not saved as UTF-8"),
    Case("a dictionary nested 100,000 deep", raw(SCHEMA, "[" * 100_000), "is nested too deeply"),
    Case(
        "a dictionary with a type no one reads",
        swap(SCHEMA, '"type": "boolean"', '"type": "duration"'),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary with a pattern that is none",
        swap(SCHEMA, "[A-Za-z][A-Za-z0-9_-]*", "[A-Za-z"),
        "is not a pattern",
    ),
    Case(
        "a dictionary with a smallest value in words",
        swap(SCHEMA, '"minimum": ', '"minimum": "none", "was": '),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary with an enum that is a word",
        swap(SCHEMA, '"enum": [', '"enum": "female", "was": ['),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary with a path out of the study",
        swap(SCHEMA, "cohorts/{cohort}/participants.csv", "../../{cohort}/participants.csv"),
        "points outside the study's data",
    ),
    Case(
        "a dictionary with an absolute path",
        swap(SCHEMA, '"path": "sources.csv"', '"path": "/etc/passwd"'),
        "points outside the study's data",
    ),
    Case(
        "a dictionary with a field in braces no one fills",
        swap(SCHEMA, "cohorts/{cohort}/participants.csv", "cohorts/{cohort}{x}/participants.csv"),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary with a key that is no column",
        swap(SCHEMA, '"primaryKey": "participant_id"', '"primaryKey": "person_id"'),
        "is not a dictionary of this study",
    ),
    Case(
        "a dictionary with a table twice",
        swap(SCHEMA, '"name": "managers",', '"name": "participants",'),
        "is not a dictionary of this study",
    ),
    Case("a dictionary that is a link", link(SCHEMA, "/etc/passwd"), "data/datapackage.json"),
    Case("no policy", gone(POLICY), "disclosure.yml"),
    Case("a policy that laughs", raw(POLICY, LAUGHS), "refers to another part of the file"),
    Case("a policy that is a list", raw(POLICY, "- a\n"), "is empty or not a list of sections"),
    Case(
        "a policy nested 100,000 deep",
        raw(POLICY, "thresholds: " + "[" * 100_000),
        "is nested too deeply",
    ),
    Case("a policy in Latin-1", raw(POLICY, b"thresholds: \xe9"), "is not saved as UTF-8"),
    Case("a threshold in words", swap(POLICY, "value: 5", "value: five"), "disclosure.yml"),
]

PAGES = [
    Case(
        "a notebook that is no JSON",
        raw("notebooks/x.ipynb", "{"),
        "notebooks/x.ipynb: is not a notebook that can be read",
        "list",
    ),
    Case(
        "an empty notebook",
        raw("notebooks/x.ipynb", ""),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook that is a list",
        raw("notebooks/x.ipynb", "[]"),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook that is a word",
        raw("notebooks/x.ipynb", '"x"'),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook in UTF-16",
        raw("notebooks/x.ipynb", '{"cells": []}'.encode("utf-16")),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook of another age",
        raw(
            "notebooks/x.ipynb",
            '{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
        ),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook without cells",
        raw("notebooks/x.ipynb", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'),
        "notebooks/x.ipynb",
        "list",
    ),
    Case(
        "a notebook with cells that are words",
        raw(
            "notebooks/x.ipynb",
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ["a"]}',
        ),
        "notebooks/x.ipynb",
        "list",
    ),
    Case(
        "a notebook nested 100,000 deep",
        raw("notebooks/x.ipynb", '{"cells": ' + "[" * 100_000),
        "notebooks/x.ipynb",
        "list",
    ),
    Case(
        "a notebook that is a folder",
        folder("notebooks/x.ipynb"),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook that is a link to nothing",
        link("notebooks/x.ipynb", "nowhere"),
        "notebooks/x.ipynb: is not a notebook",
        "list",
    ),
    Case(
        "a notebook that is not Python",
        swap("notebooks/cohort.ipynb", "from cohortbook", "fram cohortbook"),
        "is not Python",
        "run",
    ),
    Case(
        "a notebook with a zero byte in its code",
        swap("notebooks/cohort.ipynb", "from cohortbook", "\\u0000from cohortbook"),
        "is not Python",
        "run",
    ),
    Case(
        "a notebook with 1,000 brackets",
        swap("notebooks/cohort.ipynb", "from cohortbook", "(" * 1000 + "from cohortbook"),
        "is not Python",
        "run",
    ),
    Case(
        "a parameter no one passes",
        swap(
            "notebooks/cohort.ipynb",
            'cohort = \\"cohort_01\\"',
            'sett = 1\\ncohort = \\"cohort_01\\"',
        ),
        "declares the parameter 'sett', which nothing passes",
        "run",
    ),
    Case("a table of contents that is no YAML", raw("_toc.yml", "a: [1"), "_toc.yml", "build"),
    Case("an empty table of contents", raw("_toc.yml", ""), "_toc.yml", "build"),
    Case("a table of contents that laughs", raw("_toc.yml", LAUGHS), "_toc.yml", "build"),
    Case(
        "a table of contents without a root",
        raw("_toc.yml", "format: jb-book\nparts: []\n"),
        "_toc.yml",
        "build",
    ),
    Case(
        "a table of contents with a page that is not there",
        raw("_toc.yml", "format: jb-book\nroot: nowhere\n"),
        "_toc.yml",
        "build",
    ),
    Case("no table of contents", gone("_toc.yml"), "_toc.yml", "build"),
    Case("settings that are no YAML", raw("_config.yml", "a: [1"), "_config.yml", "build"),
    Case("settings that are a list", raw("_config.yml", "- a"), "_config.yml", "build"),
    Case(
        "settings nested 100,000 deep",
        raw("_config.yml", "a: " + "[" * 100_000),
        "_config.yml",
        "build",
    ),
    Case("settings in Latin-1", raw("_config.yml", b"title: \xe9"), "_config.yml", "build"),
    Case("no settings", gone("_config.yml"), "_config.yml", "build"),
]

BUILT = [
    Case(
        "results that are no JSON",
        raw("_build/results.json", "["),
        "_build/results.json",
        "trace all.participants.count",
    ),
    Case(
        "results that are no list",
        raw("_build/results.json", "{}"),
        "no number is published",
        "trace all.participants.count",
    ),
    Case(
        "results of words",
        raw("_build/results.json", '["a"]'),
        "_build/results.json",
        "trace all.participants.count",
    ),
    Case(
        "results in UTF-16",
        raw("_build/results.json", "[]".encode("utf-16")),
        "_build/results.json",
        "trace all.participants.count",
    ),
    Case(
        "results nested 100,000 deep",
        raw("_build/results.json", "[" * 100_000),
        "_build/results.json",
        "trace all.participants.count",
    ),
    Case("no results at all", nothing, "make the book first", "trace all.participants.count"),
    Case("a release that is no JSON", raw(RELEASE, "{"), RELEASE, "changes"),
    Case("a release that is a list", raw(RELEASE, "[]"), RELEASE, "changes"),
    Case(
        "a release without numbers",
        raw(RELEASE, '{"version": "0.1", "released_on": "2033-01-01"}'),
        RELEASE,
        "changes",
    ),
    Case(
        "a release with numbers that are a word",
        raw(
            RELEASE,
            '{"version": "0.1", "released_on": "2033-01-01", "cohorts": [], "numbers": "x",'
            ' "themes": {}, "files": {}}',
        ),
        RELEASE,
        "changes",
    ),
    Case("a release in UTF-16", raw(RELEASE, "{}".encode("utf-16")), RELEASE, "changes"),
    Case(
        "a release that says another version",
        raw(
            RELEASE,
            '{"version": "../9", "released_on": "2033-01-01", "cohorts": [], "numbers": {},'
            ' "themes": {}, "files": {}}',
        ),
        RELEASE,
        "changes",
    ),
    Case("a release nested 100,000 deep", raw(RELEASE, "[" * 100_000), RELEASE, "changes"),
]

ARGUMENTS = [
    Case("no command", nothing, "usage: cohortbook", "", 2),
    Case("a command no one knows", nothing, "invalid choice", "chekc", 2),
    Case("an option no one knows", nothing, "unrecognized arguments", "check --forse", 2),
    Case(
        "a study that is not there",
        nothing,
        "the data dictionary is missing",
        "check --study {study}/nowhere",
    ),
    Case(
        "a study that is a file",
        nothing,
        "data/datapackage.json",
        "check --study {study}/_config.yml",
    ),
    Case("a study with a name too long", nothing, "too long", "check --study " + "x" * 5000),
    Case(
        "a cohort that is not there", nothing, "there is no cohort 'cohort_09'", "check cohort_09"
    ),
    Case("a cohort that is a path", nothing, "there is no cohort '../../etc'", "check ../../etc"),
    Case("a page that is not there", nothing, "there is no cohort or page 'x'", "run x"),
    Case("no pages at a time", nothing, "is not a number of pages", "run --jobs 0", 2),
    Case("pages at a time in words", nothing, "is not a number of pages", "build --jobs two", 2),
    Case(
        "a number no one publishes",
        both(raw("_build/results.json", "[]"), raw("_build/claims.csv", "claim_id\n")),
        "no number is published as '../../etc/passwd'",
        "trace ../../etc/passwd",
    ),
    Case(
        "a number with a name of 100,000 letters",
        both(raw("_build/results.json", "[]"), raw("_build/claims.csv", "claim_id\n")),
        "no number is published",
        "trace " + "x" * 100_000,
    ),
    Case("a verdict no one gives", nothing, "invalid choice", "claims --verdict right", 2),
    Case(
        "a release that is not recorded",
        nothing,
        "no release '9.9' is recorded",
        "changes --since 9.9",
    ),
    Case(
        "a release that is a path",
        nothing,
        "no release '../../x' is recorded",
        "changes --since ../../x",
    ),
    Case("a version that is a path", nothing, "is no version", "changes --record ../../x"),
    Case("a version in words", nothing, "is no version", "changes --record one"),
    Case(
        "a version in Arabic digits",
        nothing,
        "is no version",
        "changes --record \N{ARABIC-INDIC DIGIT ONE}.\N{ARABIC-INDIC DIGIT ZERO}",
    ),
    Case(
        "a table no one has, to change",
        nothing,
        "'nowhere' is no table of this study",
        "mutate nowhere",
    ),
    Case("minus one cell to change", nothing, "is not a number of cells", "mutate --cells -1", 2),
    Case("cells in words", nothing, "is not a number of cells", "mutate --cells two", 2),
    Case(
        "a new cohort that is a path",
        nothing,
        "is not the name of a cohort",
        "new ../x --title x --period x",
    ),
    Case(
        "a new cohort that is an absolute path",
        nothing,
        "is not the name of a cohort",
        "new /tmp/x --title x --period x",
    ),
    Case(
        "a new cohort with a path after it",
        nothing,
        "is not the name of a cohort",
        "new cohort_04/../../x --title x --period x",
    ),
    Case(
        "a new cohort with a capital",
        nothing,
        "is not the name of a cohort",
        "new Cohort_04 --title x --period x",
    ),
    Case(
        "a new cohort in full-width digits",
        nothing,
        "is not the name of a cohort",
        "new cohort_\N{FULLWIDTH DIGIT ZERO}\N{FULLWIDTH DIGIT FOUR} --title x --period x",
    ),
    Case(
        "a new cohort that is there",
        nothing,
        "is there already",
        "new cohort_01 --title x --period x",
    ),
    Case(
        "a new cohort without a title", nothing, "required: --title", "new cohort_04 --period x", 2
    ),
    Case(
        "a new cohort with an empty title",
        nothing,
        "title: is empty",
        "new cohort_04 --title= --period x",
    ),
    Case(
        "a new cohort with a formula for a title",
        nothing,
        "a spreadsheet would run it as a formula",
        "new cohort_04 --title==1+1 --period x",
    ),
    Case(
        "a new cohort with a bell in its title",
        nothing,
        "holds a control character",
        "new cohort_04 --title a\x07b --period x",
    ),
    Case(
        "a new cohort with half a letter in its title",
        nothing,
        "title",
        "new cohort_04 --title a\udcffb --period x",
    ),
    Case(
        "a file to take in that is not there",
        nothing,
        "there is no file",
        "intake cohort_02 {study}/nowhere.xlsx",
    ),
    Case("a folder to take in", nothing, "holds no data.qda", "intake cohort_02 {study}/data"),
    Case(
        "a file of a kind no one reads",
        raw("in.pdf", b"PK"),
        "is of a kind that cannot be taken in",
        TAKE + "pdf",
    ),
    Case(
        "a file taken into a path",
        raw("in.csv", SHEET),
        "is not the name of a cohort",
        "intake ../x {study}/in.csv",
    ),
    Case(
        "a file taken into a cohort that is not there",
        raw("in.csv", SHEET + "Talk,B1,,,Digging,x\n"),
        "is not in the study yet",
        "intake cohort_09 {study}/in.csv",
    ),
    Case(
        "what Excel leaves beside an open workbook",
        raw("~$in.xlsx", b"x"),
        "is what Excel leaves next to a workbook",
        "intake cohort_02 {study}/~$in.xlsx",
    ),
    Case("a device to take in", nothing, "/dev/zero is not a file", "intake cohort_02 /dev/zero"),
    Case("a pipe to take in", pipe("in.csv"), "is not a file", TAKE + "csv"),
]

SHEETS = [
    Case("an empty sheet", raw("in.csv", ""), "has no heading for source and code", TAKE + "csv"),
    Case(
        "a sheet with headings alone", raw("in.csv", SHEET), "has headings and no row", TAKE + "csv"
    ),
    Case(
        "a sheet without headings",
        raw("in.csv", "Talk,B1,Digging\n"),
        "has no heading for source and code",
        TAKE + "csv",
    ),
    Case(
        "a sheet with zero bytes",
        raw("in.csv", SHEET + "Talk,\0,,,Digging,x\n"),
        "is not text",
        TAKE + "csv",
    ),
    Case(
        "a sheet in UTF-16 cut short",
        raw("in.csv", SHEET.encode("utf-16") + b"\x00"),
        "is cut short",
        TAKE + "csv",
    ),
    Case(
        "a sheet with a quote left open",
        raw("in.csv", SHEET + 'Talk,B1,,,"Digging,x\n'),
        "is a double quote left open?",
        TAKE + "csv",
    ),
    Case(
        "a row that names no source",
        raw("in.csv", SHEET + ",,,,Digging,x\n"),
        "row 2: names no source",
        TAKE + "csv",
    ),
    Case(
        "a sheet of another cohort",
        raw("in.csv", SHEET + "Talk,B1,,cohort_01,Digging,x\n"),
        "holds rows of cohort_01",
        TAKE + "csv",
    ),
    Case(
        "codes that cannot be kept apart",
        raw("in.csv", 'source,codes,number of codes\nTalk,"a, b",2\n'),
        "cannot be kept apart",
        TAKE + "csv",
    ),
    Case(
        "a sheet of 300 million bytes",
        both(raw("in.csv", SHEET), huge("in.csv", 300_000_000)),
        "is larger than",
        TAKE + "csv",
    ),
    Case(
        "a sheet of 300,000 rows",
        raw("in.csv", SHEET + "Talk,B1,,,Digging,x\n" * 300_000),
        "has more than 200,000 rows",
        TAKE + "csv",
    ),
    Case(
        "a sheet of random bytes", raw("in.csv", bytes(range(1, 256)) * 99), "in.csv", TAKE + "csv"
    ),
    Case(
        "a sheet that is a picture",
        raw("in.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
        "is not text",
        TAKE + "csv",
    ),
]

WORKBOOKS = [
    Case(
        "a workbook that is text",
        raw("in.xlsx", "participant_id\n"),
        "is not a zip archive",
        TAKE + "xlsx",
    ),
    Case("an empty workbook", raw("in.xlsx", ""), "is not a zip archive", TAKE + "xlsx"),
    Case(
        "a workbook of the old kind",
        raw("in.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "of the old kind .xls",
        TAKE + "xlsx",
    ),
    Case(
        "a zip that is no workbook",
        zipped("in.xlsx", {"a.txt": b"a"}),
        "is not an Excel workbook that can be read",
        TAKE + "xlsx",
    ),
    Case(
        "an empty zip",
        zipped("in.xlsx", {}),
        "is not an Excel workbook that can be read",
        TAKE + "xlsx",
    ),
    Case(
        "a zip cut in half",
        zipped("in.xlsx", {"a.txt": b"abc" * 999}, lambda content: content[: len(content) // 2]),
        "is not a zip archive",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with a part named in no encoding",
        zipped(
            "in.xlsx",
            {"xl/\u00e9.xml": b"<a/>"},
            lambda content: content.replace(b"\xc3\xa9", b"\xff\xfe", 1),
        ),
        "in the archive is damaged",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook that would unpack to a thousand times its size",
        zipped("in.xlsx", {"xl/sharedStrings.xml": b"0" * 30_000_000}),
        "would unpack to",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook of 10,001 parts",
        zipped("in.xlsx", {f"{number}.xml": b"" for number in range(10_001)}),
        "holds 10001 files",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with a part outside it",
        zipped("in.xlsx", {"../../x.xml": b"<a/>"}),
        "points outside the archive",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with an absolute part",
        zipped("in.xlsx", {"/etc/x.xml": b"<a/>"}),
        "points outside the archive",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with a part on a drive",
        zipped("in.xlsx", {"C:\\x.xml": b"<a/>"}),
        "points outside the archive",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with entities",
        workbook_part(
            "in.xlsx",
            "xl/workbook.xml",
            lambda content: (
                declared(content, BILLION) if content.startswith(b"<?xml") else BILLION + content
            ),
        ),
        "declares a document type",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook that reads a file",
        workbook_part(
            "in.xlsx",
            "xl/styles.xml",
            lambda content: (
                declared(content, DTD) if content.startswith(b"<?xml") else DTD + content
            ),
        ),
        "declares a document type",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with a part that is no XML",
        workbook_part("in.xlsx", "xl/workbook.xml", lambda content: content[:-20]),
        "is not XML that can be read",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with a sheet of other XML",
        workbook_part("in.xlsx", "xl/worksheets/sheet3.xml", lambda content: b"<a><b/></a>"),
        "in.xlsx",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook of another cohort",
        workbook("in.xlsx", lambda book: None),
        "is the workbook of cohort_04",
        TAKE + "xlsx",
    ),
    Case(
        "a workbook with its example rows",
        workbook("in.xlsx", lambda book: None),
        "is the example row of the template",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook without a sheet",
        workbook("in.xlsx", lambda book: book.remove(book["managers"])),
        "has no sheet named managers",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook with a formula",
        workbook("in.xlsx", lambda book: book["participants"].__setitem__("A3", "=1+1")),
        "holds a formula",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook with merged cells",
        workbook("in.xlsx", lambda book: book["participants"].merge_cells("A1:B2")),
        "are merged",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook with a script for a title",
        workbook(
            "in.xlsx", lambda book: book["cohort"].__setitem__("B3", "<script>alert(1)</script>")
        ),
        "sheet participants:2: is the example row",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook for a path",
        workbook("in.xlsx", lambda book: book["cohort"].__setitem__("B2", "../x")),
        "is the workbook of ../x",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook with a cell a million columns away",
        workbook_part(
            "in.xlsx",
            "xl/worksheets/sheet3.xml",
            lambda content: content.replace(b'r="A2"', b'r="ZZZZZZ2"'),
        ),
        "in.xlsx",
        "intake cohort_04 {study}/in.xlsx",
    ),
    Case(
        "a workbook with a string that is not there",
        workbook_part(
            "in.xlsx",
            "xl/worksheets/sheet3.xml",
            lambda content: content.replace(b"<v>1", b"<v>99999"),
        ),
        "in.xlsx",
        "intake cohort_04 {study}/in.xlsx",
    ),
]

PROJECTS = [
    Case("a project that is text", raw("in.qdpx", "x"), "is not a zip archive", TAKE + "qdpx"),
    Case(
        "a project without a project", zipped("in.qdpx", {"a.txt": b"a"}), "in.qdpx", TAKE + "qdpx"
    ),
    Case(
        "a project that is no XML",
        project("in.qdpx", lambda content: b"x"),
        "is not XML that can be read",
        TAKE + "qdpx",
    ),
    Case(
        "a project cut short",
        project("in.qdpx", lambda content: content[:900]),
        "is not XML that can be read",
        TAKE + "qdpx",
    ),
    Case(
        "a project that reads a file",
        project("in.qdpx", lambda content: declared(content, DTD)),
        "declares a document type",
        TAKE + "qdpx",
    ),
    Case(
        "a project that laughs",
        project("in.qdpx", lambda content: declared(content, BILLION)),
        "declares a document type",
        TAKE + "qdpx",
    ),
    Case(
        "a project of another standard",
        project("in.qdpx", lambda content: content.replace(b"urn:QDA-XML:project:1.0", b"urn:x")),
        "in.qdpx",
        TAKE + "qdpx",
    ),
    Case(
        "a project without codes",
        project(
            "in.qdpx",
            lambda content: b'<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0"/>',
        ),
        "in.qdpx",
        TAKE + "qdpx",
    ),
    Case(
        "a project in an encoding no one knows",
        project("in.qdpx", lambda content: b'<?xml version="1.0" encoding="x-badger"?><Project/>'),
        "is not XML that can be read",
        TAKE + "qdpx",
    ),
    Case(
        "a project with codes 5,000 deep",
        project(
            "in.qdpx",
            lambda content: (
                b'<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes>'
                + b'<Code guid="a" name="a">' * 5000
                + b"</Code>" * 5000
                + b"</Codes></CodeBook></Project>"
            ),
        ),
        "deep",
        TAKE + "qdpx",
    ),
    Case(
        "a project 200,000 elements deep",
        project(
            "in.qdpx",
            lambda content: (
                b'<Project xmlns="urn:QDA-XML:project:1.0">'
                + b"<a>" * 200_000
                + b"</a>" * 200_000
                + b"</Project>"
            ),
        ),
        "in.qdpx",
        TAKE + "qdpx",
    ),
    Case(
        "a project that would unpack to too much",
        zipped("in.qdpx", {"project.qde": b" " * 30_000_000}),
        "would unpack to",
        TAKE + "qdpx",
    ),
    Case(
        "a project with a member outside it",
        zipped("in.qdpx", {"../project.qde": b"<a/>"}),
        "points outside the archive",
        TAKE + "qdpx",
    ),
    Case(
        "a project with a password",
        zipped(
            "in.qdpx",
            {"project.qde": b"<a/>"},
            lambda content: content.replace(
                b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
            ),
        ),
        "is protected by a password",
        TAKE + "qdpx",
    ),
    Case(
        "a project with a damaged member",
        zipped(
            "in.qdpx",
            {"project.qde": b"<a>text</a>" * 99},
            lambda content: content[:45] + b"\xff\xff\xff" + content[48:],
        ),
        "is damaged",
        TAKE + "qdpx",
    ),
    Case(
        "a project with a prefix that is not declared",
        project(
            "in.qdpx", lambda content: content.replace(b"<CodeBook>", b"<x:CodeBook/><CodeBook>")
        ),
        "is not XML that can be read (unbound prefix",
        TAKE + "qdpx",
    ),
    Case(
        "a project with a member named in no encoding",
        zipped(
            "in.qdpx",
            {"project.qd\u00e9.qde": b"<a/>"},
            lambda content: content.replace(b"\xc3\xa9", b"\xff\xfe", 1),
        ),
        "in the archive is damaged",
        TAKE + "qdpx",
    ),
    Case(
        "a codebook that is text", raw("in.qdc", "x"), "is not XML that can be read", TAKE + "qdc"
    ),
    Case("an empty codebook", raw("in.qdc", ""), "is not XML that can be read", TAKE + "qdc"),
    Case(
        "a codebook that reads a file",
        codebook("in.qdc", lambda content: declared(content, DTD)),
        "declares a document type",
        TAKE + "qdc",
    ),
    Case(
        "a codebook that laughs",
        codebook("in.qdc", lambda content: declared(content, BILLION)),
        "declares a document type",
        TAKE + "qdc",
    ),
    Case(
        "a codebook cut short",
        codebook("in.qdc", lambda content: content[:300]),
        "is not XML that can be read",
        TAKE + "qdc",
    ),
    Case(
        "a codebook of another standard",
        codebook("in.qdc", lambda content: content.replace(b"urn:QDA-XML:codebook:1.0", b"urn:x")),
        "in.qdc",
        TAKE + "qdc",
    ),
    Case(
        "a codebook of 300 million bytes",
        huge("in.qdc", 1_300_000_000),
        "is larger than",
        TAKE + "qdc",
    ),
]

DATABASES = [
    Case(
        "a database that is text",
        raw("in.sqlite3", "x"),
        "is not a project of Taguette",
        TAKE + "sqlite3",
    ),
    Case(
        "an empty database", raw("in.sqlite3", ""), "is not a project of Taguette", TAKE + "sqlite3"
    ),
    Case(
        "a database cut short",
        both(
            taguette("in.sqlite3"),
            lambda root: (root / "in.sqlite3").write_bytes(
                (root / "in.sqlite3").read_bytes()[:5000]
            ),
        ),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "the first line of a database",
        raw("in.sqlite3", b"SQLite format 3\0" + b"\xff" * 4000),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database whose schema is in no encoding",
        both(
            taguette("in.sqlite3"),
            swap("in.sqlite3", "tableprojects", b"table\xffrojects"),
            swap("in.sqlite3", "CREATE TABLE projects", "cREATE tABEL projects"),
        ),
        "cannot be read as a project of Taguette",
        TAKE + "sqlite3",
    ),
    Case(
        "a database without tables",
        database("in.sqlite3", "CREATE TABLE a (b)"),
        "cannot be read as a project of Taguette",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with two projects",
        taguette("in.sqlite3", "INSERT INTO projects VALUES (2, 'Other', '', '2026')"),
        "holds 2 projects",
        TAKE + "sqlite3",
    ),
    Case(
        "a database without a project",
        taguette("in.sqlite3", "DELETE FROM projects"),
        "holds no projects",
        TAKE + "sqlite3",
    ),
    Case(
        "a database without highlights",
        taguette("in.sqlite3", "DELETE FROM highlights"),
        "holds no highlight with a tag",
        TAKE + "sqlite3",
    ),
    Case(
        "a database whose document has no name",
        taguette("in.sqlite3", "UPDATE documents SET name = x'ff00'"),
        "in.sqlite3 cannot be read as a project of Taguette",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with words for a position",
        taguette("in.sqlite3", "UPDATE highlights SET start_offset = 'x'"),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with bytes for words",
        taguette("in.sqlite3", "UPDATE highlights SET snippet = x'ff00ff'"),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with a number for a tag",
        taguette(
            "in.sqlite3",
            "DROP TABLE tags",
            "CREATE TABLE tags (id, project_id, path, description)",
            "INSERT INTO tags SELECT DISTINCT tag_id, 1, 7, 8 FROM highlight_tags",
        ),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with a highlight of no document",
        taguette("in.sqlite3", "DELETE FROM documents"),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database with a table that never ends",
        taguette(
            "in.sqlite3",
            "DROP TABLE documents",
            "CREATE VIEW documents AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM"
            " n) SELECT i AS id, 'x' AS name, 'y' AS contents FROM n",
        ),
        "in.sqlite3",
        TAKE + "sqlite3",
    ),
    Case(
        "a database of too many bytes",
        both(taguette("in.sqlite3"), huge("in.sqlite3", 1_300_000_000)),
        "is larger than",
        TAKE + "sqlite3",
    ),
    Case(
        "a QualCoder folder without its database",
        lambda root: (root / "in.qda").mkdir(),
        "holds no data.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder database that is text",
        raw("in.qda/data.qda", "x"),
        "is not a project of QualCoder",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder database that is a folder",
        lambda root: (root / "in.qda/data.qda").mkdir(parents=True),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder project without codings",
        qualcoder("in.qda", "DELETE FROM code_text"),
        "holds no coded passage",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder source without a name",
        qualcoder("in.qda", "UPDATE source SET name = NULL"),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder code without a name",
        qualcoder("in.qda", "UPDATE code_name SET name = NULL"),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder case without a name",
        qualcoder("in.qda", "UPDATE cases SET name = NULL"),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder text in bytes",
        qualcoder("in.qda", "UPDATE source SET fulltext = x'ff00'"),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder position in words",
        qualcoder("in.qda", "UPDATE code_text SET pos0 = 'x'"),
        "which is no number",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder case placed in words",
        qualcoder("in.qda", "UPDATE case_text SET pos1 = 'x'"),
        "in.qda",
        TAKE + "qda",
    ),
    Case(
        "a QualCoder project that is open",
        both(qualcoder("in.qda"), raw("in.qda/data.qda-wal", "x")),
        "is open in QualCoder",
        TAKE + "qda",
    ),
]

CITATIONS = [
    Case("a citation that is not there", gone(CITATION), "this study has no CITATION.cff", "cite"),
    Case(
        "a citation in UTF-16",
        encoded(CITATION, "utf-16"),
        "CITATION.cff: is not saved as UTF-8",
        "cite",
    ),
    Case(
        "an empty citation",
        raw(CITATION, ""),
        "CITATION.cff: is empty or not a list of names and values",
        "cite",
    ),
    Case("a citation that laughs", raw(CITATION, LAUGHS), "CITATION.cff", "cite"),
    Case(
        "a citation nested 10,000 deep",
        raw(CITATION, "title: " + "[" * 10_000),
        "CITATION.cff",
        "cite --as bibtex",
    ),
    Case(
        "a citation that runs code",
        raw(CITATION, "title: !!python/object/apply:os.system [ls]\n"),
        "CITATION.cff",
        "cite --as ris",
    ),
    Case(
        "a citation that is a link",
        link(CITATION, "/etc/passwd"),
        "CITATION.cff: is a symbolic link",
        "cite",
    ),
    Case(
        "a citation that is a folder",
        folder(CITATION),
        "CITATION.cff: is not a file that can be read",
        "cite",
    ),
    Case(
        "a citation without a title",
        swap(CITATION, 'title: "Badgers who read: a made-up study"', ""),
        "CITATION.cff: title: is missing",
        "cite",
    ),
    Case(
        "a citation with a list for a title",
        swap(CITATION, '"Badgers who read: a made-up study"', "[a, b]"),
        "CITATION.cff: title",
        "cite",
    ),
    Case(
        "a citation with a number for authors",
        swap(
            CITATION, "authors:\n  - family-names: Brock", "authors: 7\nx:\n  - family-names: Brock"
        ),
        "CITATION.cff: authors: is not a list of entries",
        "cite --as zenodo",
    ),
    Case(
        "a citation with an author without a name",
        swap(CITATION, "name: The Sett & Sons", "website: x"),
        "CITATION.cff: authors: has an author without a name",
        "cite --as codemeta",
    ),
    Case(
        "a citation with a list for a name",
        swap(CITATION, "name: The Sett & Sons", "name: [a]"),
        "CITATION.cff: authors",
        "cite",
    ),
    Case(
        "a citation with a day that no month has",
        swap(CITATION, '"2033-03-01"', '"2033-02-30"'),
        "CITATION.cff: date-released: 2033-02-30 is not a date",
        "cite",
    ),
    Case(
        "a citation with a list for a date",
        swap(CITATION, '"2033-03-01"', "[1]"),
        "CITATION.cff: date-released",
        "cite",
    ),
    Case(
        "a citation with words for references",
        swap(CITATION, "references:\n", "references: none\nx:\n"),
        "CITATION.cff: references: is not a list of entries",
        "cite",
    ),
    Case(
        "a citation with a reference without a title",
        swap(CITATION, "    title: The badgers’ report\n", ""),
        "CITATION.cff: references: has an entry without title",
        "cite",
    ),
    Case(
        "a citation with a list for a year",
        swap(CITATION, "year: 2032", "year: [1]"),
        "CITATION.cff",
        "cite",
    ),
    Case(
        "a citation with words for identifiers",
        swap(CITATION, "identifiers:\n", "identifiers: none\nx:\n"),
        "CITATION.cff: identifiers: is not a list of entries",
        "cite --as zenodo",
    ),
    Case(
        "a citation with a list for a licence",
        swap(CITATION, "license: CC-BY-4.0", "license: {a: b}"),
        "CITATION.cff: license",
        "cite --as codemeta",
    ),
    Case(
        "a citation with a mark that turns text around",
        swap(CITATION, "The Sett & Sons", "The \u202eSett"),
        "CITATION.cff: authors: its name holds a mark that cannot be seen",
        "cite",
    ),
    Case(
        "a citation with a script for an address",
        swap(CITATION, "https://badgers.example/book", "javascript:alert(1)"),
        "CITATION.cff: url",
        "cite",
    ),
    Case(
        "a bad citation, checked",
        swap(CITATION, '"2033-03-01"', '"soon"'),
        "CITATION.cff: date-released: soon is not a date",
        "check",
    ),
]

RELEASES = [
    Case(
        "a release of a study without a citation",
        gone(CITATION),
        "this study has no CITATION.cff",
        "release {study}/out",
    ),
    Case(
        "a release to a folder that is not empty",
        nothing,
        "is not an empty folder",
        "release {study}/data",
    ),
    Case("a release to a file", nothing, "is not an empty folder", "release {study}/_config.yml"),
    Case(
        "a release to a name too long",
        nothing,
        "is not the name of a folder",
        "release {study}/" + "x" * 300,
    ),
    Case(
        "a release to a folder below a file",
        nothing,
        "is not the name of a folder",
        "release {study}/_config.yml/out",
    ),
    Case("a release to a device", nothing, "is not an empty folder", "release /dev/null"),
    Case(
        "a release of a study that is wrong",
        swap(PEOPLE, "Badger liaison", "Badger\x07liaison"),
        "holds a control character",
        "release {study}/out",
    ),
    Case(
        "a release with a bad citation",
        swap(CITATION, '"2033-03-01"', '"soon"'),
        "CITATION.cff: date-released",
        "release {study}/out",
    ),
    Case(
        "a preview at a port that no machine has",
        nothing,
        "nothing can be served at port 99999",
        "serve --port 99999",
    ),
    Case(
        "a preview at a port below nought",
        nothing,
        "nothing can be served at port -1",
        "serve --port=-1",
    ),
    Case("a preview at a port in words", nothing, "invalid int value", "serve --port two", 2),
    Case("a citation as no one writes it", nothing, "invalid choice", "cite --as word", 2),
]

REPORTS = [
    Case(
        "a report that is not there",
        nothing,
        "there is no such file",
        "check --source {study}/nowhere.pdf",
    ),
    Case(
        "a report that is a folder", nothing, "there is no such file", "check --source {study}/data"
    ),
    Case(
        "a report in Latin-1",
        raw("report.txt", b"\xe9"),
        "is not text in UTF-8",
        "check --source {study}/report.txt",
    ),
    Case(
        "an empty report",
        raw("report.txt", ""),
        "no line of the report begins so",
        "check --source {study}/report.txt",
    ),
    Case(
        "another report",
        raw("report.txt", "Summary of hedgehogs\n"),
        "data/report/headings.csv",
        "check --source {study}/report.txt",
    ),
    Case(
        "a PDF that is text",
        raw("report.pdf", "x"),
        "is not a PDF that can be read",
        "check --source {study}/report.pdf",
    ),
    Case(
        "an empty PDF",
        raw("report.pdf", ""),
        "is not a PDF that can be read",
        "check --source {study}/report.pdf",
    ),
    Case(
        "a PDF cut short",
        raw("report.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\n"),
        "is not a PDF that can be read",
        "check --source {study}/report.pdf",
    ),
    Case(
        "a PDF that refers to itself",
        raw(
            "report.pdf",
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 1"
            b" >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Root 1"
            b" 0 R /Size 2 >>\nstartxref\n92\n%%EOF\n",
        ),
        "no run of 15 words in the file",
        "check --source {study}/report.pdf",
    ),
    Case(
        "a PDF without pages",
        raw(
            "report.pdf",
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type"
            b" /Pages /Kids [] /Count 0 >>\nendobj\nxref\n0 3\n0000000000 65535 f \n0000000009"
            b" 00000 n \n0000000058 00000 n \ntrailer\n<< /Root 1 0 R /Size 3"
            b" >>\nstartxref\n110\n%%EOF\n",
        ),
        "passages.csv",
        "check --source {study}/report.pdf",
    ),
    Case("a report that is endless", nothing, "there is no such file", "check --source /dev/zero"),
]

KINDS = {
    "tables": TABLES,
    "cells": CELLS,
    "settings": SETTINGS,
    "notebooks and pages": PAGES,
    "what a build or release wrote": BUILT,
    "arguments": ARGUMENTS,
    "sheets of coded passages": SHEETS,
    "workbooks": WORKBOOKS,
    "REFI-QDA projects and codebooks": PROJECTS,
    "databases of coding tools": DATABASES,
    "published reports": REPORTS,
    "citations": CITATIONS,
    "releases and previews": RELEASES,
}
CASES = [case for cases in KINDS.values() for case in cases]
