"""Pages of the book: a template, run for a cohort or once.

Strict about parameters, the same bytes every time.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.running.imports import imported_by, library_files, names_of
from cohortbook.study.layout import LOCK, TEMPLATES, cohort_handles

if TYPE_CHECKING:
    from cohortbook.running.kernel_server import KernelServer
    from cohortbook.study.study import Study

QUIET_KERNEL = [
    "--log-level=CRITICAL"
]  # a kernel that is told to stop logs the interrupt as an error
WHO_CAN_BE_KNOWN = "see [who can be known from this book](disclosure)"
MARKDOWN = (
    "cohort",
    "note",
    "left_out",
    "not_in_totals",
    "open_task",
    "shown_here",
)  # what a page is filled with that is Markdown; every other value is text
NOT_PUBLISHED = "Not published of this cohort, so that no person can be identified: "
HEADING = re.compile(r"(##+) +(.+)")
PLACEHOLDER = re.compile(r"\{\{ *(\w+) *\}\}")
FORMAT = 4  # of notebooks
MAKERS = ("cohortbook.running.pages", "cohortbook.running.engines")  # what makes any page


class RunError(Exception):
    """A page could not be made; the message names the notebook and, once it runs, the cohort and
    the cell.
    """


@dataclass(frozen=True)
class Page:
    """One page of the book: a template and, if the template has a `cohort` parameter, the cohort it
    is run for.
    """

    name: str
    template: Path
    cohort: str | None

    @property
    def parameters(self) -> dict[str, str]:
        return {} if self.cohort is None else {"cohort": self.cohort}

    @property
    def is_filled(self) -> bool:
        """Whether the text of its template holds places to be filled."""
        return bool(PLACEHOLDER.search(self.template.read_text(encoding="utf-8")))

    @property
    def place(self) -> str:
        """How the page is called in messages: its template and its cohort."""
        return _name(self.template) + (f", {self.cohort}" if self.cohort else "")


def pages_of(study: Study | Path) -> list[Page]:
    """Return every page of a study, which may be given by its folder, cohorts first, each in the
    order of their templates' names.

    A template named cohort.ipynb makes the page `cohort_01`; any other with a `cohort` parameter,
    say themes.ipynb, makes `cohort_01_themes`; one without makes a page of its own name. Raises
    RunError if a template declares a parameter that nothing passes or nothing uses.
    """
    root = study if isinstance(study, Path) else study.root
    per_cohort, single = [], []
    for template in sorted((root / TEMPLATES).glob("*.ipynb")):
        if "cohort" in check_parameters(template, {"cohort"}):
            suffix = "" if template.stem == "cohort" else f"_{template.stem}"
            per_cohort += [
                Page(f"{handle}{suffix}", template, handle) for handle in cohort_handles(root)
            ]
        else:
            single.append(Page(template.stem, template, None))
    return sorted(per_cohort, key=lambda page: page.name) + single


def check_parameters(template: Path, passed: Iterable[str]) -> set[str]:
    """Return the parameters a template declares.

    Papermill only warns of a parameter it does not know and says nothing of one no cell uses. Both
    are errors here.
    """
    cells = _code_cells(template)
    trees = [(cell, _tree(cell, template)) for cell in cells]
    declared = {
        name
        for cell, tree in trees
        if "parameters" in cell["metadata"].get("tags", [])
        for name in _assigned(tree)
    }
    for parameter in sorted(declared - set(passed)):
        raise RunError(
            f"{_name(template)}: declares the parameter {parameter!r}, which nothing passes; only"
            " 'cohort' is passed"
        )
    used = {
        node.id
        for cell, tree in trees
        if "parameters" not in cell["metadata"].get("tags", [])
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    }
    for parameter in sorted(declared - used):
        raise RunError(
            f"{_name(template)}: declares the parameter {parameter!r} and no cell uses it, so every"
            " cohort would get the same page"
        )
    return declared


def _code_cells(template: Path) -> list[dict]:
    """The code cells of a template, each with its source in one piece; nbformat, which takes longer
    to load, reads it before it runs.
    """
    try:
        notebook = json.loads(template.read_text(encoding="utf-8"))
        if notebook["nbformat"] != FORMAT:
            raise ValueError(
                f"its format is {notebook['nbformat']}, and only {FORMAT} is read; save it with"
                " JupyterLab"
            )
        cells = notebook["cells"]
        return [
            {**cell, "source": "".join(cell["source"])}
            for cell in cells
            if cell["cell_type"] == "code"
        ]
    except Exception as error:  # whatever a file that is no notebook makes Python stumble over
        raise _unreadable(template, error) from None


def _unreadable(template: Path, error: Exception) -> RunError:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return RunError(f"{_name(template)}: is not a notebook that can be read ({said})")


def _tree(cell: dict, template: Path) -> ast.Module:
    try:
        return ast.parse(cell["source"])
    except SyntaxError as error:
        raise RunError(
            f"{_name(template)}, cell {cell['id']}, line {error.lineno}: is not Python"
            f" ({error.msg})"
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:  # a zero byte, brackets without end
        raise RunError(f"{_name(template)}, cell {cell['id']}: is not Python ({error})") from None


def _assigned(tree: ast.Module) -> set[str]:
    """The names that a cell of parameters gives a value."""
    targets = [
        target
        for node in tree.body
        for target in (
            node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        )
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def sources_of(template: Path) -> list[str]:
    """Return the code of a template, cell by cell."""
    return [cell["source"] for cell in _code_cells(template)]


def made_from(root: Path, page: Page) -> list[str]:
    """Return the names of what a page is made from whatever it reads: template, locked environment,
    and the library code it uses.
    """
    names = set(MAKERS).union(*map(imported_by, sources_of(page.template)))
    return [
        page.template.relative_to(root).as_posix(),
        LOCK.as_posix(),
        *names_of(library_files(names)),
    ]


def choose(pages: list[Page], names: list[str]) -> list[Page]:
    """Return the pages that carry one of the names: a page's own or its cohort's. Raises RunError
    for an unknown name.
    """
    known = {page.name for page in pages} | {page.cohort for page in pages if page.cohort}
    for name in names:
        if name not in known:
            raise RunError(
                f"there is no cohort or page {name!r}; there are: {', '.join(sorted(known))}"
            )
    return [page for page in pages if page.name in names or page.cohort in names]


def execute_page(
    page: Page,
    root: Path,
    cohort: dict,
    withheld: dict[str, str],
    output: Path,
    kernel_server: KernelServer | None = None,
) -> list[str]:
    """Run one template for one page and write the executed notebook, without times and random ids;
    return what the page read.

    `cohort` is what the page's text is filled with (`filled`); the cells `withheld` are left out,
    each for its reason.
    The kernel comes from `kernel_server`; without one, it is started for this page.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from cohortbook.running import engines

    try:
        notebook = nbformat.read(page.template, as_version=FORMAT)
    except Exception as error:
        raise _unreadable(page.template, error) from None
    _fill(notebook, page, cohort)
    _leave_out(notebook, withheld)
    where = {"cwd": str(root), "root": str(root)}
    try:
        executed = papermill.execute_notebook(
            notebook, None, page.parameters, progress_bar=False, **where, **_engine(kernel_server)
        )
    except PapermillExecutionError as error:
        raise _failure(page, notebook, error.source, f"{error.ename}: {error.evalue}") from None
    except engines.KernelStopped as error:
        raise _failure(page, notebook, error.cell.source, str(error)) from None
    reads = executed.metadata.pop("reads")
    nbformat.write(normalised(executed), output)
    return reads


def _engine(kernel_server: KernelServer | None) -> dict:
    """Return what Papermill needs to know of the engine, which is registered with it.

    A checkout that was installed before it had the engines does not know their entry points.
    """
    from papermill.engines import papermill_engines

    from cohortbook.running import engines

    for name, engine in ((engines.WARM, engines.WarmEngine), (engines.PLAIN, engines.PlainEngine)):
        papermill_engines.register(name, engine)
    if kernel_server:
        return {"engine_name": engines.WARM, "kernel_server": kernel_server}
    return {"engine_name": engines.PLAIN, "extra_arguments": QUIET_KERNEL}


def _failure(page: Page, notebook, source: str, what: str) -> RunError:
    """Name the failing cell by its id and its place in the template, which has no cell of injected
    parameters.
    """
    cell = next(
        (
            f"cell {position} ({cell.id})"
            for position, cell in enumerate(notebook.cells, start=1)
            if cell.source == source
        ),
        "its parameters",
    )
    return RunError(f"{page.place}, {cell}: {what}")


def _fill(notebook, page: Page, cohort: dict) -> None:
    """Fill {{ cohort }}, {{ title }} and {{ note }}, or what is said of all cohorts, in the text of
    a page; headings must be in text cells, or the book loses them.
    """
    from cohortbook.study.wording import markdown_text

    known = cohort if page.cohort is None else {**cohort, "cohort": page.cohort}

    def value(match: re.Match) -> str:
        if match[1] not in known:
            raise RunError(
                f"{_name(page.template)}: its text asks for {match[0]}, which a cohort does not"
                " have"
            )
        return str(known[match[1]]) if match[1] in MARKDOWN else markdown_text(str(known[match[1]]))

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = PLACEHOLDER.sub(value, cell.source)


def _leave_out(notebook, withheld: dict[str, str]) -> None:
    """Take the withheld cells out of a page, and each section that shows nothing else; name at the
    end what is left out, and why.
    """
    from nbformat.v4 import new_markdown_cell

    gone: set[str] = set()
    named: dict[str, list[str]] = {}
    for place, cell in enumerate(notebook.cells):
        section = _section(notebook.cells, place)
        shown = [inside.id for inside in section if inside.cell_type == "code"] or [cell.id]
        if cell.id not in gone and set(shown) <= withheld.keys():
            named.setdefault(withheld[shown[0]], []).append(_name_of(cell))
            gone |= {cell.id, *(inside.id for inside in section)}
    if not named:
        return
    parts = [f"{'; '.join(names)} ({why})" for why, names in named.items()]
    text = f"{NOT_PUBLISHED}{'; '.join(parts)}; {WHO_CAN_BE_KNOWN}."
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone] + [
        new_markdown_cell(text, id="not-published")
    ]
    notebook.metadata["withheld"] = list(withheld)  # their addresses lead to the text


def _section(cells: list, place: int) -> list:
    """The cells of the section that a cell is the heading of, up to the next heading as high; none
    if it shows nothing or is no heading.
    """
    heading = _heading(cells[place])
    if not heading:
        return []
    after = cells[place + 1 :]
    ends = (
        number
        for number, cell in enumerate(after)
        if (other := _heading(cell)) and len(other[1]) <= len(heading[1])
    )
    section = [cells[place], *after[: next(ends, len(after))]]
    return section if any(cell.cell_type == "code" for cell in section) else []


def _heading(cell) -> re.Match | None:
    """The heading below the title of a page that a text cell begins with."""
    return HEADING.match(cell.source) if cell.cell_type == "markdown" else None


def _name_of(cell) -> str:
    """What readers know a heading or an exhibit by: its words, its caption or, without one, the
    name of its cell.
    """
    heading = _heading(cell)
    if heading:
        return heading[2]
    texts = (
        node.value for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Constant)
    )
    return next(
        (text for text in texts if str(text)[:1].isupper() and isinstance(text, str)),
        cell.id.replace("-", " ").capitalize(),
    )


def withheld_from(study: Study, page: Page) -> dict[str, str]:
    """Return the cells not to be shown of a protected cohort, each with why not."""
    if page.cohort is None or page.cohort not in study.named:
        return {}
    agreed, template = study.published[page.cohort].agreed, page.template.stem
    return {
        cell["id"]: study.policy.why_withheld(template, cell["id"])
        for cell in _code_cells(page.template)
        if study.policy.is_withheld(template, cell["id"], agreed)
    }


def normalised(notebook):
    """Return the notebook without what differs from run to run: times, durations, the random id of
    the injected cell, and how what a cell prints happened to be cut into pieces.
    """
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
            cell.metadata["tags"] = ["injected-parameters", "remove-cell"]
    return notebook


def _joined(outputs: list) -> list:
    """Outputs with what was printed piece by piece in one piece."""
    joined: list = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before["text"] += output.text
        else:
            joined.append(output)
    return joined


def _name(template: Path) -> str:
    return f"{TEMPLATES.as_posix()}/{template.name}"
