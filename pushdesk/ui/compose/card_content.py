"""What Chrome on Windows 11 shows of a form, as a value. Pure functions."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pushdesk.ui.compose.draft import Form
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role

# Chrome on Windows shows two buttons (Notification.maxActions) and no badge.
MOST_ACTIONS = 2


@dataclass(frozen=True)
class CardContent:
    """What a card shows: plain texts, and the URLs of the pictures."""

    title: str
    body: str
    origin: str
    icon: str
    image: str
    actions: tuple[str, ...]

    def words(self) -> str:
        """The same for a screen reader."""
        buttons = f" Buttons: {', '.join(self.actions)}." if self.actions else ""
        return f"{self.title or 'No title'}. {self.body}{buttons}"


def content_of(form: Form, receiver: str) -> CardContent:
    """What Chrome would show of `form`, whether it can be sent already or not."""
    titles = tuple(row.title for row in form.actions if row.title)
    return CardContent(
        title=form.text("title"),
        body=form.text("body"),
        origin=urlsplit(receiver).netloc,
        icon=form.text("icon"),
        image=form.text("image"),
        actions=titles[:MOST_ACTIONS],
    )


def shown_chip(form: Form) -> Chip:
    """Whether Chrome on Windows shows all that is in the form."""
    missing = ["badge"] if form.text("badge") else []
    more = len([row for row in form.actions if row.title]) - MOST_ACTIONS
    if more > 0:
        missing.append(f"{more} {'action' if more == 1 else 'actions'}")
    return (
        Chip(f"{' and '.join(missing)} not shown", Role.WARN)
        if missing
        else Chip("all fields shown", Role.OK)
    )
