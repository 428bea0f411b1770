"""The Lab's search: words of payloads, of messages that come later too; and where nothing fits."""

from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeEngine, until
from tests.ui.lab.fake_lab import FakeLab, caught
from tests.ui.lab.opened import cells, start


async def test_words_of_a_payload_are_found_in_messages_that_come_later_too(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1), caught(2)]
    lab.catch.payloads[2] = "nothing of it"
    await start(screen, context, engine)
    screen.page.search_for("noon")
    await context.bridge.idle()
    assert len(cells(screen, "Time")) == 1
    lab.catch.kept.append(caught(3))
    engine.desk.feed.publish(Changes(1, caught=(caught(3),)))
    await until(lambda: len(cells(screen, "Time")) == 2)
    assert lab.catch.searched == ["noon", "noon"]


async def test_a_search_without_a_hit_says_so_and_is_cleared_there(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1), caught(2)]
    await start(screen, context, engine)
    nothing = screen.page.list.nothing
    assert not nothing.isVisible()
    screen.page.search_for("zebra")
    await until(nothing.isVisible)
    assert nothing.button is not None
    nothing.button.click()
    assert not nothing.isVisible()
    assert (len(cells(screen, "Time")), screen.page.search.text()) == (2, "")
