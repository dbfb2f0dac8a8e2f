"""cohortbook: an evaluation study that recomputes itself, cohort by cohort."""

__version__ = "0.1.0"
__all__ = ["Study", "find_root", "load_study"]


def __getattr__(name: str):
    """Import the study, and pandas with it, only when somebody asks for it: `cohortbook --help` should not wait."""
    if name not in __all__:
        raise AttributeError(f"module 'cohortbook' has no attribute {name!r}")
    from cohortbook import study

    return getattr(study, name)
