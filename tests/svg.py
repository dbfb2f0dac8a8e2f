"""What tests read in a picture."""

from __future__ import annotations

from xml.etree import ElementTree


def texts(svg: str) -> list[str]:
    """Return the words of a picture, in order."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter("text")]


def dots_of(svg: str, colour: str) -> int:
    """Return the number of dots of a colour; matplotlib draws one by referring to its shape."""
    return sum(
        colour in element.get("style", "") for element in ElementTree.fromstring(svg).iter("use")
    )


def ids(svg: str) -> list[str]:
    """Return the identifiers in a picture, in order."""
    return [
        element.get("id") for element in ElementTree.fromstring(svg).iter() if element.get("id")
    ]
