"""What each function that computes numbers declares."""

from cohortbook.findings.declared import registered
from cohortbook.findings.register import Protect
from cohortbook.study.published import ONLY_AGREED


def test_registered_functions_about_a_cohort_all_declare_what_protects_its_people():
    assert [
        name
        for name, (_, declared) in registered().items()
        if declared.has_scope == (declared.protect is Protect.NOT_DECLARED)
    ] == []


def test_registered_functions_that_only_agreed_tables_publish_are_told_by_their_calls():
    for table, call in ONLY_AGREED.items():
        declared = registered()[call.removesuffix("()")][1]
        assert (declared.protect, declared.table) == (Protect.IF_AGREED, table)


def test_registered_functions_stand_in_the_order_of_the_modules(badgers):
    names = list(registered())
    assert names[:2] == ["demographics.participants", "demographics.social_worker"]
    assert len(names) == len(set(names)) > 40
    for function, declared in registered().values():
        assert function.declaration is declared
