"""What every test of pictures starts from."""

import pytest

from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.gallery import Gallery
from tests.ui.fakes import FakeDesk, FakeEngine


@pytest.fixture
def gallery(context: UiContext, engine: FakeEngine, desk: FakeDesk) -> Gallery:
    """The pictures of the message in hand, with a desk to fetch them."""
    made = Gallery(context.bridge)
    made.attach(engine, desk)
    return made
