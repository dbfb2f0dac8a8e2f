"""cohortbook: an evaluation study that recomputes itself, cohort by cohort."""

__version__ = "0.1.0"
__all__ = ["Study", "find_root", "load_study"]


def __getattr__(name: str):
    """Import the study, and pandas with it, only when it is asked for: `cohortbook --help` should
    not wait.
    """
    if name == "load_study":
        from cohortbook.publication.loading import load_study

        return load_study
    if name == "Study":
        from cohortbook.study.study import Study

        return Study
    if name == "find_root":
        from cohortbook.study.layout import find_root

        return find_root
    raise AttributeError(f"module 'cohortbook' has no attribute {name!r}")
