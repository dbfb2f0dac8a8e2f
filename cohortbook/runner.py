"""Runs the notebooks: one Papermill execution a page, strict about parameters, the same bytes every time."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from cohortbook.families import undeclared
from cohortbook.imports import modules_of
from cohortbook.kernels import CAN_FORK, KernelError, Nursery
from cohortbook.replacement import recover_folder, replace_folder
from cohortbook.results import FILE, gather, gather_claims, with_claims, with_former
from cohortbook.study import Study
from cohortbook.words import markdown_text

TEMPLATES = Path("notebooks")
EXECUTED = Path("book/executed")
MANIFEST = "manifest.json"
CLAIMS = "claims.json"
QUIET_KERNEL = ["--log-level=CRITICAL"]  # a kernel that is told to stop logs the interrupt as an error
NOT_PUBLISHED = "from cohortbook import present\n\npresent.not_published()"  # what runs in the place of a cell that is not to be shown
PLACEHOLDER = re.compile(r"\{\{ *(\w+) *\}\}")


class RunError(Exception):
    """A page could not be made; the message names the notebook and, once it runs, the cohort and the cell."""


@dataclass(frozen=True)
class Page:
    """One page of the book: a template and, if the template has a `cohort` parameter, the cohort it is run for."""

    name: str
    template: Path
    cohort: str | None

    @property
    def parameters(self) -> dict[str, str]:
        return {} if self.cohort is None else {"cohort": self.cohort}


def pages_of(study: Study) -> list[Page]:
    """Return every page of the study, cohorts first, each in the order of their templates' names.

    A template named cohort.ipynb makes the page `cohort_01`; any other with a `cohort` parameter, say
    themes.ipynb, makes `cohort_01_themes`; one without makes a page of its own name.
    Raises RunError if a template declares a parameter that nothing passes or nothing uses.
    """
    per_cohort, single = [], []
    for template in sorted((study.root / TEMPLATES).glob("*.ipynb")):
        if "cohort" in check_parameters(template, {"cohort"}):
            suffix = "" if template.stem == "cohort" else f"_{template.stem}"
            per_cohort += [Page(f"{handle}{suffix}", template, handle) for handle in study.cohorts]
        else:
            single.append(Page(template.stem, template, None))
    return sorted(per_cohort, key=lambda page: page.name) + single


def check_parameters(template: Path, passed: Iterable[str]) -> set[str]:
    """Return the parameters a template declares.

    Papermill only warns of a parameter it does not know and says nothing of one no cell uses. Both are errors here.
    """
    import nbformat
    import papermill

    try:
        cells = nbformat.read(template, as_version=4).cells
    except Exception as error:  # a file that is JSON and no notebook makes nbformat raise whatever it stumbles over
        raise RunError(f"{_name(template)}: is not a notebook that can be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})") from None
    for cell in cells:
        if cell.cell_type == "code":
            _check_syntax(cell, template)
    declared = set(papermill.inspect_notebook(str(template)))
    for parameter in sorted(declared - set(passed)):
        raise RunError(f"{_name(template)}: declares the parameter {parameter!r}, which nothing passes; only 'cohort' is passed")
    for parameter in sorted(declared):
        if not _is_used(parameter, cells):
            raise RunError(f"{_name(template)}: declares the parameter {parameter!r} and no cell uses it, so every cohort would get the same page")
    return declared


def _check_syntax(cell, template: Path) -> None:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        raise RunError(f"{_name(template)}, cell {cell.id}, line {error.lineno}: is not Python ({error.msg})") from None
    except (ValueError, RecursionError, MemoryError) as error:  # a zero byte, brackets without end
        raise RunError(f"{_name(template)}, cell {cell.id}: is not Python ({error})") from None


def _is_used(parameter: str, cells: list) -> bool:
    for cell in cells:
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
            if parameter in names:
                return True
    return False


def choose(pages: list[Page], names: list[str]) -> list[Page]:
    """Return the pages that carry one of the names: a page's own or its cohort's. Raises RunError for an unknown name."""
    known = {page.name for page in pages} | {page.cohort for page in pages if page.cohort}
    for name in names:
        if name not in known:
            raise RunError(f"there is no cohort or page {name!r}; there are: {', '.join(sorted(known))}")
    return [page for page in pages if page.name in names or page.cohort in names]


def run_pages(study: Study, names: list[str] | None = None, say: Callable[[str], None] = print, jobs: int | None = None,
              plain: bool = False) -> list[Page]:
    """Execute the named pages, or every page whose inputs changed; return those executed.

    `jobs` pages run at a time, as many as there are processors if it is not given; `plain` gives each a kernel of its own
    instead of one forked from a prepared process.
    Pages are made beside the old ones and take their place only when all of them succeeded.
    Raises RunError, which names notebook, cohort and cell, if one fails; nothing is replaced then.
    """
    pages = pages_of(study)
    target = study.root / EXECUTED
    recover_folder(target)
    old = _read_manifest(target)
    digests = {page.name: _digest(study.root, page) for page in pages}
    stale = choose(pages, names) if names else [page for page in pages if not _is_current(target, page, old, digests)]
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        made = Path(folder)
        _execute_all(study, stale, made, say, jobs or os.cpu_count(), plain)
        for page in pages:
            if page not in stale and (target / f"{page.name}.ipynb").exists():
                shutil.copy2(target / f"{page.name}.ipynb", made)
        _write_records(made, [page for page in pages if (made / f"{page.name}.ipynb").exists()], digests, study)
        _replace(target, made)
    return stale


def _execute_all(study: Study, pages: list[Page], folder: Path, say: Callable[[str], None], jobs: int, plain: bool) -> None:
    """A kernel is a process of its own, so threads are enough to wait for them."""
    os.environ["PYTHONHASHSEED"] = "0"  # kernels inherit it; the order of sets must not differ between runs
    with ThreadPoolExecutor(max_workers=jobs) as pool, _kernels(study, pages, plain) as nursery:
        running = {page: pool.submit(execute_page, study, page, folder / f"{page.name}.ipynb", nursery) for page in pages}
        try:
            for done, (page, future) in enumerate(running.items(), start=1):
                future.result()
                say(f"[{done}/{len(pages)}] {page.name}")
        except RunError:
            pool.shutdown(cancel_futures=True)
            raise
        except KernelError as error:
            raise RunError(str(error)) from None


def _kernels(study: Study, pages: list[Page], plain: bool):
    """The process that pages get their kernels from, in a with statement; nothing if each gets one of its own."""
    if plain or not pages or not CAN_FORK:
        return nullcontext()
    return Nursery(study.root, modules_of(source for template in {page.template for page in pages} for source in _code(template)))


def _code(template: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(template.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def execute_page(study: Study, page: Page, output: Path, nursery: Nursery | None = None) -> None:
    """Run one template for one page and write the executed notebook, without times and random ids.

    Its kernel comes from `nursery`; without one, it is started for this page.
    """
    import nbformat
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from cohortbook import engines

    for name, engine in ((engines.WARM, engines.WarmEngine), (engines.PLAIN, engines.PlainEngine)):
        papermill_engines.register(name, engine)  # a checkout that was installed before it had them does not know their entry points
    check_parameters(page.template, page.parameters)
    notebook = nbformat.read(page.template, as_version=4)
    _fill(notebook, study, page)
    engine = {"engine_name": engines.WARM, "nursery": nursery} if nursery else {"engine_name": engines.PLAIN, "extra_arguments": QUIET_KERNEL}
    try:
        executed = papermill.execute_notebook(notebook, None, page.parameters, progress_bar=False, cwd=str(study.root), **engine)
    except PapermillExecutionError as error:
        raise _failure(page, notebook, error.source, f"{error.ename}: {error.evalue}") from None
    except engines.KernelStopped as error:
        raise _failure(page, notebook, error.cell.source, str(error)) from None
    nbformat.write(normalised(executed), output)


def _failure(page: Page, notebook, source: str, what: str) -> RunError:
    """Name the failing cell by its id and its place in the template, which has no cell of injected parameters."""
    cell = next((f"cell {position} ({cell.id})" for position, cell in enumerate(notebook.cells, start=1) if cell.source == source), "its parameters")
    return RunError(f"{_name(page.template)}{f', {page.cohort}' if page.cohort else ''}, {cell}: {what}")


def _fill(notebook, study: Study, page: Page) -> None:
    """Fill {{ cohort }} and {{ title }} in the text of a page; headings must stand in text cells, or the book loses them.

    What is not published of a strict cohort is not even run.
    """
    known = {} if page.cohort is None else {"cohort": page.cohort, **study.cohorts[page.cohort]}

    def value(match: re.Match) -> str:
        if match[1] not in known:
            raise RunError(f"{_name(page.template)}: its text asks for {match[0]}, which a cohort does not have")
        return str(known[match[1]]) if match[1] == "cohort" else markdown_text(str(known[match[1]]))

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = PLACEHOLDER.sub(value, cell.source)
        elif _is_withheld(study, page, cell.id):
            cell.source = NOT_PUBLISHED


def _is_withheld(study: Study, page: Page, cell_id: str) -> bool:
    """Whether what a cell shows is decided not to be shown of a strict cohort; on a page of all cohorts, while there is one."""
    is_strict = bool(study.strict) if page.cohort is None else page.cohort in study.strict
    decision = study.policy.exhibit(page.template.stem, cell_id) if is_strict else None
    return decision is not None and decision["strict"] == "withheld"


def normalised(notebook):
    """Return the notebook without what differs from run to run: times, durations, the random id of the injected cell, and how what
    a cell prints happened to be cut into pieces.
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
    joined = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before["text"] += output.text
        else:
            joined.append(output)
    return joined


def _digest(root: Path, page: Page) -> str:
    """Digest of everything a page is made from: its template, its cohort, the data, the library and the locked environment."""
    library = sorted(Path(__file__).parent.glob("*.py"))
    data = sorted(path for path in (root / "data").rglob("*") if path.is_file())
    lock = [path for path in [root / "requirements.lock"] if path.exists()]
    digest = hashlib.sha256(repr(page.parameters).encode())
    for path in [page.template, *data, *library, *lock]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_current(target: Path, page: Page, manifest: dict, digests: dict[str, str]) -> bool:
    output, known = target / f"{page.name}.ipynb", manifest.get(page.name)
    return bool(known) and output.exists() and known["inputs"] == digests[page.name] and known["sha256"] == _sha256(output)


def _read_manifest(target: Path) -> dict:
    path = target / MANIFEST
    return json.loads(path.read_text(encoding="utf-8"))["pages"] if path.exists() else {}


def _write_records(folder: Path, pages: list[Page], digests: dict[str, str], study: Study) -> None:
    """Write results.json, every published number, claims.json, every audited claim, and manifest.json, what each page was made from."""
    notebooks = {page.name: json.loads((folder / f"{page.name}.ipynb").read_text(encoding="utf-8")) for page in pages}
    try:
        results = gather(notebooks)
    except ValueError as error:
        raise RunError(f"two pages disagree: {error}") from None
    undeclared_tests = undeclared((result["id"] for result in results), study.tables["tests"])
    if undeclared_tests:
        raise RunError("\n".join(undeclared_tests))
    try:
        results = with_former(results, study.former_ids)
    except ValueError as error:
        raise RunError(str(error)) from None
    claims = gather_claims(notebooks)
    write_json(folder / FILE, with_claims(results, claims))
    write_json(folder / CLAIMS, claims)
    made = {page.name: {"template": page.template.relative_to(study.root).as_posix(), "parameters": page.parameters,
                        "inputs": digests[page.name], "sha256": _sha256(folder / f"{page.name}.ipynb")} for page in pages}
    write_json(folder / MANIFEST, {"pages": made})


def _replace(target: Path, made: Path) -> None:
    """Put the new pages in place of the old, from beside them, so that both are on one disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(made, fresh)
    replace_folder(target, fresh)


def write_json(path: Path, content) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _name(template: Path) -> str:
    return f"{TEMPLATES.as_posix()}/{template.name}"
