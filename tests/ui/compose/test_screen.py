"""Compose: every keystroke is seen everywhere, and what is sent is what is seen."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.draft import Draft
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.subscription import SubscriptionState
from pushdesk.model.views import Changes
from pushdesk.ui.compose.audience import EVERYONE, MANY, MINE
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.history import REPLACED
from pushdesk.ui.compose.keeping import QUICKER
from pushdesk.ui.compose.presets import PRESETS
from pushdesk.ui.compose.readout import HONEST
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.compose.stored import to_stored
from pushdesk.ui.compose.views import View
from pushdesk.ui.context import UiContext
from tests.ui.fakes import KEY, FakeEngine, Told, heard, until
from tests.ui.names import nameless
from tests.ui.rows import FIREFOX, campaign, device

PLAIN = DraftValue({"title": "Hello", "body": "Plain."})
QA = Choice(Selector.TAG, "qa")


def box(screen: ComposeScreen, name: str) -> QLineEdit:
    """The line that has this accessible name."""
    return next(line for line in screen.views.form.findChildren(QLineEdit) if line.accessibleName() == name)


def plain(engine: FakeEngine) -> None:
    """Devices that no check warns of: of the lab, subscribed with the current key, on no known platform."""
    for row in engine.desk.devices.rows:
        row.device, row.vapid_public_key = {}, KEY
    engine.desk.settings = engine.desk.settings.model_copy(update={"contact": "mailto:qa@pushdesk.dev"})


async def attach(screen: ComposeScreen, context: UiContext, engine: FakeEngine) -> None:
    """Give the screen its desk and wait until it has loaded."""
    await context.bridge.follow(engine, engine.desk)
    context.bridge.changed.connect(screen.apply)
    screen.attach(engine, engine.desk)
    await context.bridge.idle()


class TestDraft:
    """The form and its views."""

    async def test_the_first_start_has_an_example(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        assert screen.draft == EXAMPLE
        assert (screen.header.title, screen.header.tail) == ("Your parcel is on its way", " — draft")
        assert screen.audience.choices == (MINE,)

    async def test_what_was_typed_last_time_is_there_again(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        value = DraftValue({"title": "Order approved", "delivery": {"ttl": 86400}})
        engine.desk.drafts.draft = Draft(id="d1", form=to_stored(value), audience=["tag:qa"])
        await attach(screen, context, engine)
        assert screen.draft == value
        assert screen.audience.choices == (QA,)

    async def test_a_keystroke_is_seen_in_preview_meter_and_title(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        before = screen.meter.text
        QTest.keyClicks(box(screen, "Title"), "Great! ")
        assert screen.preview.content.title == "Great! Your parcel is on its way"
        assert screen.header.title.startswith("Great! Your parcel")
        assert screen.meter.text != before
        QTest.keyClicks(screen.views.form.body, "Hello. ")
        assert screen.preview.content.body.startswith("Hello. Order #4821")

    async def test_what_is_typed_is_saved_when_the_typing_pauses(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        assert screen.header.status.startswith("Not saved yet")
        await until(lambda: engine.desk.drafts.draft)
        assert engine.desk.drafts.draft is not None
        assert engine.desk.drafts.draft.form["document"]["title"] == "XYour parcel is on its way"
        assert screen.header.status.startswith("Saved just now")

    async def test_renotify_without_a_tag_is_named_and_its_card_leads_to_the_box(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        box(screen, "Tag").selectAll()
        QTest.keyClick(box(screen, "Tag"), Qt.Key.Key_Delete)
        assert [one.rule for one in screen.reading.errors] == ["renotify-needs-tag"]
        screen.checks.go_to.emit("renotify")
        assert screen.views.form.switches["renotify"].hasFocus()

    async def test_a_wrong_box_is_marked_until_it_is_right(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        icon = box(screen, "Icon")
        QTest.keyClicks(icon, "ftp:")
        assert icon.property("problem") is True
        assert "http" in icon.toolTip()
        icon.selectAll()
        QTest.keyClick(icon, Qt.Key.Key_Backspace)
        assert icon.property("problem") is False

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("TTL", "-1", "0 to 2,147,483,647 seconds"),
            ("TTL", "9999999999", "0 to 2,147,483,647 seconds"),
            ("Vibrate", "200,100,abc", "“abc”, which is no number of milliseconds"),
            ("Timestamp", "yesterday", "2026-01-31 13:00"),
        ],
    )
    async def test_a_value_that_is_none_says_at_its_box_what_belongs_there(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, name: str, text: str, said: str
    ) -> None:
        await attach(screen, context, engine)
        line = box(screen, name)
        line.selectAll()
        QTest.keyClicks(line, text)
        (one,) = screen.reading.errors
        assert line.text() == text
        assert said in one.message
        combo = line.parentWidget()
        assert said in (line.toolTip() or (combo.toolTip() if combo else ""))

    async def test_action_rows_are_added_and_taken_away(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.mouseClick(screen.views.form.action_rows.add_button, Qt.MouseButton.LeftButton)
        QTest.keyClicks(box(screen, "Action 3, id"), "call")
        assert [one.rule for one in screen.reading.errors] == ["incomplete-action"]
        QTest.keyClicks(box(screen, "Action 3, title"), "Call us")
        assert screen.checks.sentences == []
        assert screen.preview.tiles[0].face.chips[0].text == "1 action cut"
        screen.views.form.action_rows.remove(0)
        assert screen.preview.content.actions == ("Remind me later", "Call us")

    async def test_a_new_message_is_empty(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        context.actions.get("compose.new").trigger()
        await context.bridge.idle()
        assert screen.draft == DraftValue()
        assert (screen.header.title, screen.header.tail) == ("Untitled", " — draft")

    async def test_what_was_typed_before_a_new_message_is_saved_and_comes_back(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        context.actions.get("compose.new").trigger()
        await context.bridge.idle()
        saved = engine.desk.drafts.draft
        assert saved is not None
        assert saved.form["document"]["title"] == "XYour parcel is on its way"
        QTest.keyClicks(box(screen, "Title"), "Other")
        await screen.detach()
        assert engine.desk.drafts.draft is not None
        assert engine.desk.drafts.draft.id != saved.id
        context.actions.get("compose.back").trigger()
        await context.bridge.idle()
        assert screen.draft.option("title") == "XYour parcel is on its way"

    async def test_a_campaign_is_duplicated_with_its_audience(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        message = {"title": "Again", "vibrate": [1], "delivery": {"ttl": 60, "urgency": "high"}}
        engine.desk.sender.campaigns = [campaign("c1", message=message, audience=("tag:qa",))]
        await attach(screen, context, engine)
        screen.open_item("c1")
        await context.bridge.idle()
        assert screen.draft.document == message
        assert screen.audience.choices == (QA,)

    async def test_another_engine_does_not_undo_what_was_typed(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        screen.attach(engine, engine.desk)
        await context.bridge.idle()
        assert screen.draft.document["title"].startswith("X")

    async def test_an_empty_form_that_waits_for_the_draft_is_not_judged(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        assert not screen.checks.isVisibleTo(screen.widget)
        assert screen.summary.words == []
        await attach(screen, context, engine)
        assert screen.checks.isVisibleTo(screen.widget)
        assert screen.summary.words != []

    async def test_what_is_typed_before_the_desk_is_there_stays_and_the_draft_before_can_be_brought_back(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        before = DraftValue({"title": "Order approved"})
        engine.desk.drafts.draft = Draft(id="d1", form=to_stored(before), audience=["tag:qa"])
        tag = box(screen, "Tag")
        tag.setFocus()
        QTest.keyClicks(tag, "Hello")
        assert "1 error" in screen.summary.words
        await attach(screen, context, engine)
        await screen.keeper.autosave.flush()
        assert screen.draft == DraftValue({"tag": "Hello"})
        assert tag.hasFocus()
        assert engine.desk.drafts.draft is not None
        assert engine.desk.drafts.draft.id != "d1"
        assert told.notified == [QUICKER]
        context.actions.get("compose.back").trigger()
        await context.bridge.idle()
        assert (screen.draft, screen.audience.choices) == (before, (QA,))


class TestViews:
    """One value, three views, one undo."""

    async def test_what_is_typed_in_the_form_stands_in_the_json_and_back(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        editor = screen.views.json.editor
        assert '"title": "XYour parcel' in editor.text()
        screen.views.tabs.choose(View.JSON)
        editor.setPlainText('{"title": "From the JSON", "own": 1}')
        assert box(screen, "Title").text() == "From the JSON"
        assert "unknown-option" in {one.rule for one in screen.reading.checks}
        QTest.keyClicks(box(screen, "Topic"), "t")
        assert '"own": 1' in editor.text()

    async def test_undo_runs_across_the_views_and_survives_a_change_of_tab(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        screen.views.tabs.choose(View.JSON)
        screen.views.json.editor.setPlainText('{"title": "J"}')
        screen.views.tabs.choose(View.HEADERS)
        undo, redo = (context.actions.get(f"compose.{name}") for name in ("undo", "redo"))
        undo.trigger()
        assert screen.draft.document["title"] == "XYour parcel is on its way"
        undo.trigger()
        assert screen.draft == EXAMPLE
        assert not undo.isEnabled()
        for _ in range(2):
            redo.trigger()
        assert screen.draft.document == {"title": "J"}
        assert screen.views.view is View.HEADERS

    async def test_the_keys_for_undo_and_redo_are_the_drafts_in_every_box(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, qtbot: QtBot
    ) -> None:
        await attach(screen, context, engine)
        screen.widget.addActions([screen.steps.undo, screen.steps.redo])
        screen.widget.activateWindow()
        await until(screen.widget.isActiveWindow)
        form = screen.views.form
        form.more.open()
        for widget in (box(screen, "Title"), form.body, box(screen, "TTL"), box(screen, "Action 1, id")):
            before = screen.draft
            widget.setFocus()
            QTest.keyClicks(widget, "7")
            after = screen.draft
            assert after != before
            QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            assert screen.draft == before
            QTest.keyClick(
                widget,
                Qt.Key.Key_Z,
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            )
            assert screen.draft == after

    async def test_undo_is_enabled_only_while_compose_is_seen(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "X")
        undo = context.actions.get("compose.undo")
        screen.widget.hide()
        assert not undo.isEnabled()
        screen.widget.show()
        assert undo.isEnabled()

    async def test_broken_json_is_kept_the_form_says_so_and_nothing_is_sent(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.views.tabs.choose(View.JSON)
        screen.views.json.editor.setPlainText('{"title": "Half')
        screen.views.tabs.choose(View.FORM)
        assert box(screen, "Title").text() == "Your parcel is on its way"
        assert "Line 1, column 11" in screen.views.notice_text.text()
        assert screen.views.notice.isVisible()
        assert not screen.sending.send_action.isEnabled()
        await screen.detach()
        assert engine.desk.drafts.draft is not None
        assert engine.desk.drafts.draft.form["json"] == '{"title": "Half'
        screen.views.tabs.choose(View.JSON)
        assert screen.views.json.editor.text() == '{"title": "Half'
        screen.views.json.drop.click()
        assert screen.draft == EXAMPLE
        assert screen.sending.send_action.isEnabled()

    async def test_a_key_in_the_form_replaces_a_broken_json_keeps_the_caret_and_is_one_step_to_undo(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        await attach(screen, context, engine)
        screen.views.json.editor.setPlainText('{"title": "Half')
        broken = screen.draft
        title = box(screen, "Title")
        title.setFocus()
        title.setCursorPosition(5)
        QTest.keyClicks(title, "ab")
        assert (title.text(), title.cursorPosition()) == ("Your abparcel is on its way", 7)
        assert told.notified == [REPLACED]
        assert not screen.views.notice.isVisible()
        assert '"title": "Your abparcel' in screen.views.json.editor.text()
        context.actions.get("compose.undo").trigger()
        assert screen.draft == broken
        assert screen.views.json.editor.text() == '{"title": "Half'
        assert title.text() == "Your parcel is on its way"

    async def test_a_name_given_twice_in_the_json_is_a_card_that_leads_there(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.views.json.editor.setPlainText('{"title": "T",\n"title": "U"}')
        one = next(one for one in screen.reading.checks if one.rule == "repeated-name")
        screen.go_to(one.field)
        assert screen.views.view is View.JSON
        assert screen.views.json.editor.textCursor().blockNumber() == 1
        screen.checks.cards[screen.checks.shown.index(one)].fix_button.click()
        assert screen.views.json.editor.text() == '{\n  "title": "U"\n}'

    async def test_a_fix_is_one_step_to_undo(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.edit(DraftValue({"title": "T", "renotify": True}), "renotify")
        (one,) = screen.reading.errors
        card = screen.checks.cards[0]
        assert card.accessibleName() == f"Error: {one.message}"
        card.fix_button.click()
        assert not screen.reading.errors
        context.actions.get("compose.undo").trigger()
        assert [again.rule for again in screen.reading.errors] == [one.rule]

    async def test_a_preset_fills_the_message_and_can_be_undone(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        for preset in PRESETS:
            context.actions.get(f"compose.try.{preset.name}").trigger()
            assert screen.draft.document == preset.fill(EXAMPLE.document)
            context.actions.get("compose.undo").trigger()
            assert screen.draft == EXAMPLE

    async def test_a_press_on_a_check_leads_to_its_place(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        await attach(screen, context, engine)
        for field, view in (("vibrate", View.FORM), ("own", View.JSON), ("size", View.FORM)):
            screen.checks.go_to.emit(field)
            assert screen.views.view is view
        assert screen.views.form.more.is_open
        screen.checks.go_to.emit("contact")
        assert told.places[-1] == ("settings", None)
        screen.checks.go_to.emit("audience")
        assert screen.audience.add_button.hasFocus()

    async def test_the_headers_are_those_of_the_message_with_the_current_key(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        text = screen.views.headers.text.toPlainText()
        assert f"Content-Length: {(screen.reading.size or 0) + 103}" in text
        assert f"k={KEY}" in text

    async def test_a_variable_that_a_chosen_device_lacks_is_an_error(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        plain(engine)
        await attach(screen, context, engine)
        QTest.keyClicks(box(screen, "Title"), "{{ nickname }} ")
        await context.bridge.idle()
        assert [one.rule for one in screen.reading.errors] == ["missing-variable"]

    async def test_every_control_has_a_name(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.views.form.more.open()
        for view in View:
            screen.views.tabs.choose(view)
            assert nameless(screen.views) == []
        assert nameless(screen.checks) == []


class TestAudience:
    """Who is meant."""

    async def test_the_button_says_how_many(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        assert screen.sending.send_action.text() == "Send to 1 device…"
        screen.audience.picker.chosen.emit(EVERYONE)
        assert screen.sending.send_action.text() == "Send to 2 devices…"
        assert screen.audience.numbers.text().startswith("2 of 2 devices")

    async def test_a_device_that_is_captured_now_counts_now(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(QA)
        engine.desk.feed.publish(Changes(9, subscriptions=(device("n1", "New", tags=("qa",)),)))
        await context.bridge.idle()
        await until(lambda: screen.sending.send_action.text() == "Send to 3 devices…")

    async def test_a_receipt_changes_nobody_who_is_meant(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, qtbot: QtBot
    ) -> None:
        await attach(screen, context, engine)
        with qtbot.assertNotEmitted(screen.recipients.changed):
            screen.apply(Changes(9, subscriptions=tuple(await engine.desk.devices.every())))

    async def test_another_key_is_noticed_when_the_screen_is_seen_again(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        engine.desk.devices.rows = [
            device("v1", "Virtual 1", mine=True, vapid_public_key=engine.desk.keys.keys[0].public_key)
        ]
        await attach(screen, context, engine)
        assert screen.audience.numbers.text() == "1 of 1 device"
        await engine.desk.keys.create()
        screen.widget.hide()
        screen.widget.show()
        await context.bridge.idle()
        assert screen.audience.numbers.text() == "1 of 1 device · 1 uses an older VAPID key"

    async def test_a_chip_is_taken_away_by_pressing_it(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(QA)
        assert [chip.text() for chip in screen.audience.chips] == ["my devices", "tag: qa"]
        QTest.mouseClick(screen.audience.chips[0], Qt.MouseButton.LeftButton)
        assert screen.audience.choices == (QA,)

    async def test_one_device_is_addressed_from_elsewhere(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        screen.open_item("device:v2")
        assert screen.audience.choices == (Choice(Selector.ID, "v2"),)
        assert [chip.text() for chip in screen.audience.chips] == ["Virtual 2"]


class TestSending:
    """What leaves, and what is asked before."""

    async def test_the_test_goes_to_my_devices_and_its_row_turns_shown(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(EVERYONE)
        context.actions.get("compose.send_test").trigger()
        await until(lambda: screen.last_test.chips)
        ((message, choices),) = engine.desk.sender.sent
        assert (message.document(), choices) == (screen.draft.document, [MINE])
        assert screen.last_test.chips["Virtual 1"].text == "Accepted"
        (row,) = engine.desk.sender.rows["c1"]
        engine.desk.feed.publish(Changes(9, deliveries=(heard(row, ReceiptEvent.SHOWN),)))
        await until(lambda: screen.last_test.chips["Virtual 1"].text == "Shown")
        screen.last_test.link.click()
        assert told.places == [("campaigns", "c1")]
        assert told.notified == ["Sending to 1 device."]

    async def test_without_a_device_of_mine_the_test_is_a_sentence(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        engine.desk.devices.rows = [device("p1", "Pixel 9")]
        await attach(screen, context, engine)
        context.actions.get("compose.send_test").trigger()
        assert told.refused == ["No device is marked as yours: choose one in Devices and mark it as mine."]
        assert engine.desk.sender.sent == []

    async def test_an_error_blocks_both_buttons_with_its_sentence(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        await attach(screen, context, engine)
        screen.views.form.body.setPlainText("x" * 4000)
        assert screen.meter.bar.property("role") == "bad"
        for name in ("compose.send_test", "compose.send"):
            action = context.actions.get(name)
            assert not action.isEnabled()
            assert "push services take 3,993" in action.toolTip()
        assert "Cannot be sent. The message makes" in screen.header.status
        context.actions.get("compose.undo").trigger()
        assert all(context.actions.get(name).isEnabled() for name in ("compose.send_test", "compose.send"))
        assert HONEST in screen.header.status

    async def test_what_only_the_audience_forbids_does_not_block_the_test(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        engine.desk.devices.rows.append(device("p1", "Pixel 9", push_service="fcm", tags=("phones",)))
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(EVERYONE)
        await context.bridge.idle()
        assert [one.rule for one in screen.reading.errors] == ["no-contact"]
        assert not screen.sending.send_action.isEnabled()
        assert screen.sending.test_action.isEnabled()

    async def test_warnings_that_touch_a_chosen_device_ask_once_for_a_message_and_audience(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        plain(engine)
        engine.desk.devices.rows[0].device = {"userAgent": FIREFOX}
        await attach(screen, context, engine)
        send = context.actions.get("compose.send")
        send.trigger()
        question = screen.sending.question
        assert question is not None
        assert "renotify" in question.informativeText()
        assert "Safari on macOS: It has no effect" not in question.informativeText()
        next(button for button in question.buttons() if button.text() == "Send anyway").click()
        await until(lambda: len(engine.desk.sender.sent) == 1)
        await context.bridge.idle()
        send.trigger()
        await until(lambda: len(engine.desk.sender.sent) == 2)
        await context.bridge.idle()
        QTest.keyClicks(box(screen, "Title"), "X")
        send.trigger()
        assert screen.sending.question is not None

    async def test_warnings_that_touch_nobody_chosen_just_stand_there(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        plain(engine)
        await attach(screen, context, engine)
        assert any(one.severity == "warning" for one in screen.reading.checks)
        context.actions.get("compose.send").trigger()
        await until(lambda: engine.desk.sender.sent)
        assert screen.sending.question is None

    async def test_an_empty_audience_is_a_sentence(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
    ) -> None:
        await attach(screen, context, engine)
        QTest.mouseClick(screen.audience.chips[0], Qt.MouseButton.LeftButton)
        context.actions.get("compose.send").trigger()
        assert told.refused == ["No active device is in this audience: add a tag, a device or all of them."]

    @pytest.mark.parametrize(("real", "asked"), [(MANY, False), (MANY + 1, True)])
    async def test_more_than_25_real_devices_are_asked_about_with_the_number(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine, real: int, asked: bool
    ) -> None:
        lab = [device(f"v{number}", f"Virtual {number}", push_service="lab") for number in range(100)]
        phones = [device(f"p{number}", f"Phone {number}", push_service="fcm") for number in range(real)]
        gone = [device("g1", "Gone", SubscriptionState.GONE, push_service="fcm")]
        engine.desk.devices.rows = lab + phones + gone
        plain(engine)
        screen.keeper.restored = True  # a message that no check warns of
        screen.begin(PLAIN, [MINE])
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(EVERYONE)
        context.actions.get("compose.send").trigger()
        await context.bridge.idle()
        question = screen.sending.question
        assert (question is not None) is asked
        assert (engine.desk.sender.sent == []) is asked
        if question is not None:
            assert question.text() == "Send to 26 real devices?"
            assert "26 real devices and 100 of the lab" in question.informativeText()
            next(button for button in question.buttons() if "126" in button.text()).click()
            await until(lambda: engine.desk.sender.sent)

    async def test_refusing_the_question_sends_nothing(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        engine.desk.devices.rows = [
            device(f"p{number}", f"Phone {number}", push_service="fcm") for number in range(30)
        ]
        plain(engine)
        await attach(screen, context, engine)
        screen.audience.picker.chosen.emit(EVERYONE)
        context.actions.get("compose.send").trigger()
        assert screen.sending.question is not None
        QTest.keyClick(screen.sending.question, Qt.Key.Key_Escape)
        await context.bridge.idle()
        assert engine.desk.sender.sent == []
        assert screen.sending.question is None

    async def test_pressing_twice_is_one_campaign(
        self,
        screen: ComposeScreen,
        context: UiContext,
        engine: FakeEngine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        plain(engine)
        await attach(screen, context, engine)
        gate, send = asyncio.Event(), engine.desk.sender.send

        async def slow(*given: object) -> str:
            await gate.wait()
            return await send(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(engine.desk.sender, "send", slow)
        for _ in range(2):
            context.actions.get("compose.send").trigger()
        gate.set()
        await context.bridge.idle()
        assert len(engine.desk.sender.sent) == 1
        assert screen.sending.send_action.isEnabled()

    async def test_a_refusal_of_the_sender_is_its_sentence(
        self,
        screen: ComposeScreen,
        context: UiContext,
        engine: FakeEngine,
        told: Told,
    ) -> None:
        plain(engine)
        await attach(screen, context, engine)
        engine.desk.devices.rows = []  # gone since the screen heard of them
        context.actions.get("compose.send").trigger()
        await until(lambda: told.refused)
        assert told.refused == ["No active device is in this audience."]
        assert screen.sending.send_action.isEnabled()


class TestSize:
    """The window as high as somebody likes."""

    async def test_a_third_column_that_just_fits_or_just_does_not_stands_still(
        self, screen: ComposeScreen, context: UiContext, engine: FakeEngine
    ) -> None:
        await attach(screen, context, engine)
        for height in (*range(900, 500, -3), *range(500, 900, 3)):
            screen.widget.resize(1240, height)
            await asyncio.sleep(0)
