"""Shelf: what a person does with templates; asks where something is to be known, says what was done."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from pushdesk.model.errors import BadInput, Conflict, KnownError
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import EngineLike, TemplatesLike
from pushdesk.ui.templates.composer import Composer
from pushdesk.ui.templates.hand import Hand
from pushdesk.ui.templates.place_dialog import PlaceDialog
from pushdesk.ui.widgets.confirm import confirm
from pushdesk.ui.widgets.picker import Entry, Picker

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.message_template import MessageTemplate

NOTHING = "There is no template yet: save this message as one."


Work = Callable[[str, str, bool], Coroutine[Any, Any, None]]


class Shelf(QObject):
    """`changed` comes when another template is in hand, or the one in hand holds something else."""

    changed = Signal()

    def __init__(self, context: UiContext, composer: Composer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._composer = composer
        self._services: tuple[EngineLike, TemplatesLike] | None = None
        self.hand = Hand(context.bridge, composer, self)
        self.hand.changed.connect(self.changed)
        self.dialog: PlaceDialog | None = None
        self.picker: Picker | None = None
        self.question: QMessageBox | None = None

    def attach(self, engine: EngineLike, templates: TemplatesLike) -> None:
        """Keep them there from now on."""
        self._services = engine, templates
        self.hand.attach(engine, templates)

    @property
    def current(self) -> "MessageTemplate | None":
        """The template in hand."""
        return self.hand.row

    @property
    def outdated(self) -> bool:
        """Whether the message is another one than the template in hand holds."""
        draft, row = self._composer.draft, self.current
        return row is not None and (dict(draft.document), draft.shape, draft.template) != (
            row.message,
            row.shape,
            row.shape_template,
        )

    # -- one template

    def save(self) -> None:
        """Write the message into the template in hand; without one, ask for a name."""
        if self.current is None:
            self.save_as()
        else:
            self._spawn(self._save(self.current.name, self.current.folder, replace=True), "save a template")

    def save_as(self) -> None:
        """Ask for a name and keep the message under it."""
        title = self._composer.draft.document.get("title")
        at_first = ("" if self.current is None else self.current.name) or (
            title if isinstance(title, str) else ""
        )
        folder = "" if self.current is None else self.current.folder
        self._ask_place("Save as template", "Save", at_first, folder, self._save)

    def rename(self) -> None:
        """Ask for another name or folder for the template in hand."""
        row = self.in_hand()
        self._ask_place("Rename or move the template", "Rename", row.name, row.folder, self._move)

    def duplicate(self) -> None:
        """A copy of the template in hand, which is in hand then."""
        self._spawn(self._duplicate(self.in_hand()), "duplicate a template")

    def delete(self) -> None:
        """Ask, then delete the template in hand; the message stays as it is."""
        row = self.in_hand()
        self.question = confirm(
            self._composer.widget.window(),
            f"Delete the template “{row.place}”?",
            "The message in Compose stays as it is, and so do campaigns that were sent with it.",
            "Delete template",
            lambda: self._spawn(self._delete(row), "delete a template"),
        )

    def open(self) -> None:
        """Let a person choose one by a few letters of its name, folder or words."""
        self._spawn(self._open(), "list the templates")

    # -- the work

    async def _save(self, name: str, folder: str, replace: bool) -> None:
        engine, templates = self.attached()
        draft = self._composer.draft
        if draft.broken is not None:
            raise BadInput(f"The JSON cannot be read, so there is nothing to keep. {draft.broken.sentence}")
        row = await engine.call(
            templates.save, name, dict(draft.document), folder, draft.shape, draft.template, replace=replace
        )
        self.hand.take(row, draft.origin)
        self._context.notify(f"Saved as the template “{row.name}”.")

    async def _move(self, name: str, folder: str, _replace: bool) -> None:
        engine, templates = self.attached()
        self.hand.learn(await engine.call(templates.move, self.in_hand().id, name, folder))

    async def _duplicate(self, row: "MessageTemplate") -> None:
        engine, templates = self.attached()
        copy = await engine.call(templates.duplicate, row.id)
        self.hand.take(copy, row.id)
        self._context.notify(f"“{copy.name}” is a copy of “{row.name}”.")

    async def _delete(self, row: "MessageTemplate") -> None:
        engine, templates = self.attached()
        await engine.call(templates.delete, row.id)
        self.hand.lose(row.id)
        self._context.notify(f"The template “{row.name}” was deleted.")

    async def _open(self) -> None:
        engine, templates = self.attached()
        rows = await engine.call(templates.every)
        if not rows:
            self._context.refuse(NOTHING)
            return
        window = self._composer.widget.window()
        if self.picker is None:
            self.picker = Picker(self._context.theme, "Open a template", "Which template?", window)
            self.picker.chosen.connect(lambda found: self._spawn(self._use(str(found)), "open a template"))
        self.picker.ask([_entry(row) for row in rows])

    async def _use(self, identifier: str) -> None:
        engine, templates = self.attached()
        row = await engine.call(templates.get, identifier)
        draft = self._composer.draft.with_document(row.message).without_json()
        self.hand.learn(row)
        self._context.navigate("compose")
        self._composer.edit(
            replace(draft, typed={}, shape=row.shape, template=row.shape_template, origin=row.id),
            "title",
            f"Open the template “{row.name}”",
        )

    # -- the dialogs

    def _ask_place(self, title: str, do_text: str, name: str, folder: str, work: Work) -> None:
        self._spawn(self._place(title, do_text, name, folder, work), "ask for a template's place")

    async def _place(self, title: str, do_text: str, name: str, folder: str, work: Work) -> None:
        engine, templates = self.attached()
        rows = await engine.call(templates.every)
        folders = sorted({row.folder for row in rows if row.folder}, key=str.casefold)
        dialog = PlaceDialog(title, do_text, folders, self._composer.widget.window())
        dialog.show_place(name, folder)
        dialog.given.connect(lambda *given: self._spawn(self._try(dialog, work, *given), "keep a template"))
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    async def _try(
        self,
        dialog: PlaceDialog,
        work: Work,
        name: str,
        folder: str,
        replace_it: bool,
    ) -> None:
        try:
            await work(name, folder, replace_it)
        except KnownError as problem:
            can_replace = isinstance(problem, Conflict) and work == self._save
            dialog.refuse(problem.sentence, can_replace=can_replace)
        else:
            dialog.accept()

    def _closed(self) -> None:
        self.dialog = None

    # -- small things

    def in_hand(self) -> "MessageTemplate":
        """The template in hand; the commands that need one are off without."""
        row = self.current
        assert row is not None
        return row

    def attached(self) -> tuple[EngineLike, TemplatesLike]:
        """Where they are kept."""
        assert self._services is not None  # no command runs before attach()
        return self._services

    def _spawn(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self._context.bridge.do(work, name)


def _entry(row: "MessageTemplate") -> Entry:
    title = row.message.get("title")
    return Entry(row.place, title if isinstance(title, str) else "", row.id)
