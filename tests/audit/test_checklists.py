"""Items of reporting guidelines in the made-up study."""

from cohortbook.audit.checklists import items_met
from cohortbook.exhibits.claim_tables import checklist_counts, checklist_table


def test_items_met_counts_each_status_of_each_checklist(badgers):
    found = items_met(badgers)
    assert found.by_id["report.checklist.coreq.not_reported.count"].value == 1
    assert checklist_counts(found, "Items").plain.splitlines()[2:] == [
        "COREQ | 1 | 0 | 1",
        "SRQR | 0 | 1 | 0",
    ]


def test_checklist_table_names_status_and_places(badgers):
    plain = checklist_table(badgers.tables["checklists"], "Items").plain
    assert (
        "1. Title | Title and abstract | Partly | It says badgers and not why | S0.summary.P01,"
        " S1.intro.P01" in plain
    )
