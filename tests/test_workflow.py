"""The workflow: whatever it runs of others is named by the commit that was looked at, not by a name
that can be moved.
"""

import re

import yaml

PINNED = re.compile(r"^ *(- )?uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def unpinned(text):
    """The lines of a workflow that run an action by anything but a full commit hash with its
    version beside it.
    """
    return [line for line in text.splitlines() if "uses:" in line and not PINNED.match(line)]


def actions(step):
    return [step["uses"]] if "uses" in step else []


def test_every_action_is_pinned_by_its_commit(project):
    workflows = sorted((project / ".github" / "workflows").glob("*.y*ml"))
    assert workflows
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        used = [
            action
            for job in yaml.safe_load(text)["jobs"].values()
            for step in job["steps"]
            for action in actions(step)
        ]
        assert unpinned(text) == [] and len(used) == text.count("uses:"), path.name


def test_the_same_version_of_an_action_is_the_same_commit(project):
    """A version that stands beside two hashes is wrong beside one of them."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (project / ".github" / "workflows").glob("*.y*ml")
    )
    used = set(re.findall(r"uses: (\S+)@(\S+) # (\S+)", text))
    assert (
        len(used)
        == len({(action, version) for action, _, version in used})
        == len({commit for _, commit, _ in used})
    )


def test_an_action_named_by_a_tag_is_noticed():
    assert unpinned("steps:\n  - uses: actions/checkout@v4\n") == ["  - uses: actions/checkout@v4"]
    assert unpinned(f"  - uses: actions/checkout@{'a' * 39} # v4.2.2") and unpinned(
        f"  - uses: actions/checkout@{'a' * 40}"
    )


def test_who_reports_a_disclosure_problem_is_told_what_not_to_publish(project):
    text = (project / "SECURITY.md").read_text(encoding="utf-8")
    assert "Do not open a public issue" in text and "Report a vulnerability" in text
    for path in re.findall(r"`((?:tests|data)/[\w./]+|requirements\.lock)`", text):
        assert (project / path).exists(), path


def test_nothing_is_published_before_the_whole_history_was_checked(project):
    """A clone of the last commit alone would not hold a row that was taken out since."""
    text = (project / ".github/workflows/book.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    uploading = [
        name
        for name, job in jobs.items()
        if any("upload" in action for step in job["steps"] for action in actions(step))
    ]
    assert uploading == ["test"] and "test" in jobs["publish"]["needs"]
    steps = jobs["test"]["steps"]
    done = [
        step.get("run", step.get("uses", "")).split("@")[0].split(" PYTHON")[0] for step in steps
    ]
    assert steps[done.index("actions/checkout")]["with"]["fetch-depth"] == 0
    assert (
        done.index("make check")
        < done.index("make test")
        < done.index("actions/upload-pages-artifact")
    )


def test_nothing_is_published_that_two_people_have_not_signed(project):
    text = (project / ".github/workflows/book.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    done = [step.get("run", step.get("uses", "")).split("@")[0] for step in jobs["test"]["steps"]]
    asked = done.index(".venv/bin/cohortbook disclosure --signed")
    assert asked < done.index("actions/upload-pages-artifact")
    assert "if" not in jobs["test"]["steps"][asked]
