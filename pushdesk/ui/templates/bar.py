"""TemplateBar: the two chips in Compose's header, with their menus and commands."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from pushdesk.model.payload import PayloadShape
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.templates.composer import Composer
from pushdesk.ui.templates.files import TemplateFiles
from pushdesk.ui.templates.menu_chip import MenuChip
from pushdesk.ui.templates.shape_dialog import CustomShape
from pushdesk.ui.templates.shapes import WORDS, explained, tip
from pushdesk.ui.templates.shelf import Shelf
from pushdesk.ui.theme.tokens import Role

_FIELD = "shape"


class TemplateBar(QObject):
    """`follow` after every change of the draft; `widgets` stand in the header."""

    def __init__(self, context: UiContext, composer: Composer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._composer = composer
        self._receiver = "http://localhost"
        self.shelf = Shelf(context, composer, self)
        self.files = TemplateFiles(context, self.shelf, composer.widget)
        self._menu = QMenu(composer.widget)
        self._shapes = QMenu(composer.widget)
        self._of_one: list[QAction] = []
        self._add_commands()
        self.shape_actions = self._add_shapes()
        self.template = MenuChip(context.theme, "Template", self._menu)
        self.shape = MenuChip(context.theme, "Shape", self._shapes)
        self.custom: CustomShape | None = None
        self.shelf.changed.connect(self.follow)
        self.follow()

    @property
    def widgets(self) -> Sequence[QWidget]:
        """The chips, left to right."""
        return (self.template, self.shape)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Templates are kept there from now on."""
        self._receiver = desk.addresses.receiver or self._receiver
        self.shelf.attach(engine, desk.templates)

    def follow(self) -> None:
        """The draft is another one, or the template in hand is."""
        self.shelf.hand.follow()
        row, outdated = self.shelf.current, self.shelf.outdated
        if row is None:
            self.template.choose("none", "Messages kept for later")
        else:
            words = f"{row.name} · changed" if outdated else row.name
            where = f"{row.place}: the message differs from it." if outdated else row.place
            self.template.choose(words, where)
        for action in self._of_one:
            action.setEnabled(row is not None)
        self._save.setEnabled(row is None or outdated)
        shape = self._composer.draft.shape
        silent = shape in {PayloadShape.TEXT, PayloadShape.RAW}
        self.shape.choose(WORDS[shape].name, tip(shape), Role.WARN if silent else Role.NEUTRAL)
        self.shape_actions[shape].setChecked(True)

    # -- shapes

    def choose_shape(self, shape: PayloadShape) -> None:
        """Write the payload in `shape` from now on; a custom one is written first."""
        if shape is PayloadShape.CUSTOM:
            self.follow()  # until it is used, the other one stays checked
            self._write_custom()
        else:
            draft = replace(self._composer.draft, shape=shape)
            self._composer.edit(draft, _FIELD, f"Shape: {WORDS[shape].name}")

    def _write_custom(self) -> None:
        window = self._composer.widget.window()
        self.custom = CustomShape(self._context.bridge, self._composer.draft, self._receiver, window)
        self.custom.chosen.connect(self._use_custom)
        self.custom.finished.connect(self._custom_closed)
        self.custom.open()

    def _use_custom(self, template: str) -> None:
        draft = replace(self._composer.draft, shape=PayloadShape.CUSTOM, template=template)
        self._composer.edit(draft, _FIELD, "Custom payload")

    def _custom_closed(self) -> None:
        if self.custom is not None:
            self.custom.deleteLater()
            self.custom = None

    def _add_shapes(self) -> dict[PayloadShape, QAction]:
        group = QActionGroup(self)
        found = {}
        for shape, words in WORDS.items():
            text = f"{words.name}…" if shape is PayloadShape.CUSTOM else words.name
            run = partial(self.choose_shape, shape)
            command = self._context.actions.add(f"compose.shape.{shape}", f"Payload shape: {text}", run)
            entry = self._shapes.addAction(f"{text}\t{explained(shape)}")
            entry.setCheckable(True)
            entry.triggered.connect(command.trigger)
            group.addAction(entry)
            found[shape] = entry
        return found

    # -- templates

    def _add_commands(self) -> None:
        shelf, files = self.shelf, self.files
        self._save = self._add("save", "Save template", "Save the message as its template", shelf.save)
        self._add("save_as", "Save as template…", "", shelf.save_as)
        self._add("open", "Open template…", "", shelf.open, keys="Ctrl+O")
        self._menu.addSeparator()
        of_one = [
            self._add("duplicate", "Duplicate", "Duplicate the template", shelf.duplicate),
            self._add("rename", "Rename or move…", "Rename or move the template…", shelf.rename),
            self._add("delete", "Delete…", "Delete the template…", shelf.delete),
        ]
        self._menu.addSeparator()
        self._add("import", "Import a file…", "Import a template from a file…", files.import_file)
        self._add("import_folder", "Import a folder…", "Import a folder of templates…", files.import_folder)
        of_one.append(
            self._add("export", "Export this one…", "Export the template to a folder…", files.export_this)
        )
        self._add("export_all", "Export all to a folder…", "Export all templates…", files.export_all)
        self._add("export_json", "Export all as JSON…", "Export all templates as JSON…", files.export_json)
        self._of_one = of_one

    def _add(self, name: str, text: str, words: str, run: object, keys: str = "") -> QAction:
        assert callable(run)
        action = self._context.actions.add(f"templates.{name}", text, run, keys=keys, tip=words)
        self._menu.addAction(action)
        return action
