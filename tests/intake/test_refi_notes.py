"""Notes and descriptions of a REFI-QDA project."""

from xml.etree import ElementTree

from cohortbook.intake.model import Memo
from cohortbook.intake.refi_notes import memos

NAMED = {"c1": "Wind", "s1": "Talk", "e1": "Elm"}


def _memos(inner):
    root = ElementTree.fromstring(f"<Project>{inner}</Project>")
    return memos(root, "", NAMED, lambda note: note.findtext("PlainTextContent"))


def _note(guid, text="Odd.", name="Note"):
    content = f"<PlainTextContent>{text}</PlainTextContent>"
    return f'<Notes><Note guid="{guid}" name="{name}">{content}</Note></Notes>'


def test_a_note_is_about_everything_that_refers_to_it():
    inner = (
        '<Code guid="{C1}"><NoteRef targetGUID="N1"/></Code><Case guid="E1"><NoteRef'
        ' targetGUID="n1"/></Case><Source guid="S1"><PlainTextSelection guid="p1"><Coding><NoteRef'
        ' targetGUID="n1"/></Coding></PlainTextSelection></Source>'
    )
    assert _memos(inner + _note("{N1}")) == [Memo("Wind; Elm; a passage of Talk", "Odd.")]


def test_a_note_that_nothing_refers_to_has_its_own_name_and_one_without_words_is_none():
    assert _memos(_note("n1", name="Monday")) == [Memo("Monday", "Odd.")]
    assert _memos(_note("n1", text=" ")) == []


def test_descriptions_of_sources_passages_and_cases_are_memos_and_what_a_code_means_is_none():
    inner = (
        '<Code guid="c1"><Description>Cold air.</Description></Code><Case guid="e1"><Description>'
        'Shy.</Description></Case><Source guid="s1"><Description>Long.</Description>'
        "<PlainTextSelection><Description>Loud.</Description></PlainTextSelection></Source>"
    )
    assert _memos(inner) == [
        Memo("Elm", "Shy."),
        Memo("Talk", "Long."),
        Memo("a passage of Talk", "Loud."),
    ]


def test_elements_nested_without_end_are_read():
    deep = "<Set>" * 5000 + "</Set>" * 5000
    assert _memos(deep + _note("n1")) == [Memo("Note", "Odd.")]
