"""Read files of a study with care: no links, a limit of size, and a sentence for each failure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

TABLE_BYTES = 200_000_000  # more than a million rows
SETTINGS_BYTES = 10_000_000
DEEPEST = 50  # lists within lists; the dictionary needs 8
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # no XML file, and so no spreadsheet, may hold these
TURNS = re.compile(
    "[\u202a-\u202e\u2066-\u2069]"
)  # make text read otherwise than it is written (Unicode Technical Report 36)
TURNED = (  # what to say of such a text
    "holds a mark that cannot be seen and turns the direction of reading; type the text again"
)


class Unreadable(ValueError):
    """A file cannot be used; the message is a sentence about it, and `line` the place, if there is
    one.
    """

    def __init__(self, message: str, line: int | None = None):
        self.line = line
        super().__init__(message)


def read_contents(path: Path, most: int = TABLE_BYTES) -> bytes:
    """Return what a file holds. Raises FileNotFoundError if it is not there, Unreadable if it is no
    plain file or has more than `most` bytes.
    """
    try:
        if path.is_symlink():
            raise Unreadable("is a symbolic link; put the file itself in its place")
        if path.exists() and not path.is_file():
            raise Unreadable("is not a file that can be read (it is a folder or a device)")
        if path.stat().st_size > most:
            raise Unreadable(f"is larger than {most:,} bytes, which no such file of a study is")
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(f"is not a file that can be read ({error.strerror})") from None


def read_settings(path: Path) -> str:
    """Return the text of a settings file. Raises as `read_contents` does, and Unreadable if it is
    not UTF-8.
    """
    try:
        return read_contents(path, SETTINGS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("is not saved as UTF-8; save it as UTF-8 in a plain text editor") from None


def read_json(path: Path):
    """Return what a JSON file holds. Raises as `read_settings` does, and Unreadable if it is not
    JSON or nested beyond reason.
    """
    try:
        return json.loads(read_settings(path))
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not valid JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable("is not valid JSON: a number in it has too many digits") from None


def parse_yaml(text: str, hint: str) -> tuple[object, yaml.Node | None]:
    """Return what YAML text holds, and its nodes with their places. Raises Unreadable, with the
    hint, if it cannot be read.

    Refused as well: references to other parts of the file, which can make a few lines represent
    thousands of millions of words, lists nested beyond reason, and characters that cannot be seen.
    """
    try:
        loader = _Careful(text)
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), node
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(
            f"cannot be read as YAML; {hint}", None if mark is None else mark.line + 1
        ) from None
    except Unreadable:
        raise
    except ValueError:  # a date that is on no calendar, a number of too many digits
        raise Unreadable(
            f"cannot be read as YAML, perhaps for a date that is on no calendar; {hint}"
        ) from None


class _Careful(yaml.SafeLoader):
    """Refuses what may be a trick as soon as it comes to it."""

    depth = 0  # of lists within lists

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        line, is_list = event.start_mark.line + 1, isinstance(event, yaml.CollectionStartEvent)
        self.depth += is_list
        if self.depth > DEEPEST:
            raise Unreadable("is nested too deeply", line)
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(
                "refers to another part of the file (with *); write the value itself", line
            )
        if isinstance(event, yaml.ScalarEvent) and UNSEEN.search(event.value):
            raise Unreadable(
                "holds a control character that cannot be seen; type the text again", line
            )
        node = super().compose_node(parent, index)
        self.depth -= is_list
        return node
