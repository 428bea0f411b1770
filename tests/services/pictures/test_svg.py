"""Whether an SVG is whole in itself."""

from pathlib import Path

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.services.pictures.svg import check_whole
from tests.services.pictures.drawing import SVG

_NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
_ICON = Path(__file__).parents[3] / "receiver" / "icons" / "icon.svg"


def drawing(content: str, before: str = "") -> bytes:
    return f"{before}<svg {_NAMES}>{content}</svg>".encode()


@pytest.mark.parametrize(
    "raw",
    [
        SVG,
        _ICON.read_bytes(),
        drawing('<use href="#a"/><use x:href=" #b"/><image href=""/>'),
        drawing('<image x:href="data:image/png;base64,AAAA"/>'),
        drawing('<a href="https://example.com/"><g/></a>'),
    ],
)
def test_a_drawing_that_is_whole_is_taken(raw: bytes) -> None:
    check_whole(raw)


@pytest.mark.parametrize(
    "raw",
    [
        drawing('<image href="file:///etc/hostname"/>'),
        drawing('<image x:href="//server/share/a.png"/>'),
        drawing('<g><use href="other.svg#a"/></g>'),
        drawing("", '<?xml-stylesheet href="a.css"?>'),
        drawing('<image x:href="https://example.com/a.png"/>').decode().encode("utf-16"),
    ],
)
def test_a_drawing_that_refers_to_other_files_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput, match=r"^The SVG refers to other files, .*\.$"):
        check_whole(raw)


def test_what_is_no_xml_is_damaged() -> None:
    with pytest.raises(BadInput, match="damaged"):
        check_whole(drawing("")[:-1])


def test_entities_are_refused_wherever_they_are_declared() -> None:
    with pytest.raises(BadInput, match="declares entities"):
        check_whole(drawing("", '<!DOCTYPE svg [<!ENTITY a "file:///etc/hostname">]>'))
