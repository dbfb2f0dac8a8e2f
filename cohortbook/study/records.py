"""Read and write the records that this program keeps for itself: JSON, and digests.

Imports next to nothing.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def read_record(path: Path) -> dict:
    """Return what is recorded in a JSON file; nothing if there is none or it cannot be read, so
    that all is made again.
    """
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def write_json(path: Path, content) -> None:
    """Write what a JSON file holds, the same bytes each time."""
    path.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
