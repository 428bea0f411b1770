"""Notifications: allowed for every page of this test device that asks, or blocked for all of them."""

from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePermission, QWebEngineProfile

_KIND = QWebEnginePermission.PermissionType.Notifications


class NotificationPermission:
    """Allowed for `receiver` (its page's URL) from the start, without a question, unless `blocked`."""

    def __init__(self, profile: QWebEngineProfile, receiver: str, *, blocked: bool) -> None:
        self._profile = profile
        self._receiver = QUrl(receiver)
        self.blocked = blocked
        self.set(blocked=blocked)

    def set(self, *, blocked: bool) -> None:
        """Block, or allow again, for the receiver and every page that asked so far."""
        self.blocked = blocked
        known = self._profile.listPermissionsForPermissionType(_KIND)
        for permission in (*known, self._profile.queryPermission(self._receiver, _KIND)):
            self.answer(permission)

    def answer(self, permission: QWebEnginePermission) -> None:
        """What a page is told that asks now."""
        if self.blocked:
            permission.deny()
        else:
            permission.grant()
