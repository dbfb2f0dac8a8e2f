"""The page that checks files in a reader's browser: on a real server, with a file altered on
purpose.
"""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

HTML = Path(__file__).parents[1] / "_build" / "html"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def site(built, tmp_path):
    """A copy of the built book, and the address where it is served."""
    folder = shutil.copytree(HTML, tmp_path / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/verify.html"
        server.shutdown()


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def alter(path):
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))


def answer(tab):
    place = tab.locator("#verify [role=status]")
    place.get_by_text("as published", exact=False).first.wait_for(timeout=120_000)
    return place.inner_text()


@pytest.mark.browser
def test_the_files_of_the_site_are_as_published_until_one_is_altered_or_lost(site, tab):
    folder, address = site
    count = len((folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    tab.goto(address)
    tab.get_by_role("button", name="Check every file of this site").click()
    assert f"All {count} files are as published." in answer(tab)
    alter(folder / "results.json")
    (folder / "claims.csv").unlink()
    tab.goto(address)
    tab.get_by_role("button", name="Check every file of this site").click()
    said = answer(tab)
    assert (
        f"Not as published: 2 of {count}." in said
        and "results.json: altered" in said
        and "claims.csv: missing" in said
    )


@pytest.mark.browser
def test_a_folder_from_a_disk_is_checked_against_its_own_list(site, tab):
    folder, _ = site
    tab.goto((HTML / "verify.html").as_uri())
    tab.locator("input[webkitdirectory]").set_input_files(folder)
    assert "files are as published." in answer(tab) and "All " in answer(tab)
    alter(folder / "index.html")
    (folder / "added.txt").write_text("added", encoding="utf-8")
    tab.reload()
    tab.locator("input[webkitdirectory]").set_input_files(folder)
    said = answer(tab)
    assert (
        "Not as published: 2 of " in said
        and "index.html: altered" in said
        and "added.txt: not in the list" in said
    )


@pytest.mark.browser
def test_a_single_file_is_found_by_its_name_in_the_list_of_the_site(site, tab):
    folder, address = site
    tab.goto(address)
    tab.locator("#verify input:not([webkitdirectory])").set_input_files(folder / "data/tables.xlsx")
    assert "The file is as published." in answer(tab)


@pytest.mark.browser
def test_without_scripts_the_page_says_what_to_type(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((HTML / "verify.html").as_uri())
    assert (
        tab.get_by_text("scripts are off").is_visible()
        and tab.get_by_text("sha256sum --check --quiet SHA256SUMS").is_visible()
    )
    context.close()
