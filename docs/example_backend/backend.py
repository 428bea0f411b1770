"""A backend as it might be yours: it keeps its users' push subscriptions and tells them of their orders."""

import json
from dataclasses import dataclass, field
from typing import Any

from pywebpush import WebPushException, webpush

GONE = {404, 410}
LATER = {429, 500, 502, 503, 504}


@dataclass
class Backend:
    """`subscriptions`: by user, as the browser sent them. `unsent`: what is to be tried again."""

    private_key: str
    contact: str = "mailto:push@shop.example"
    subscriptions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unsent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def subscribe(self, user: str, subscription: dict[str, Any]) -> None:
        """What `POST /subscriptions` does."""
        self.subscriptions.setdefault(user, []).append(subscription)

    def order_shipped(self, user: str, order: int) -> None:
        """Tell a user, on all of their devices."""
        message = {
            "title": f"Order {order} is on its way",
            "body": "It arrives tomorrow.",
            "tag": f"order-{order}",
            "actions": [{"action": "track", "title": "Track it"}],
        }
        for subscription in list(self.subscriptions.get(user, ())):
            self._push(user, subscription, message, topic=f"order-{order}")

    def _push(self, user: str, subscription: dict[str, Any], message: dict[str, Any], topic: str) -> None:
        try:
            webpush(
                subscription,
                json.dumps(message),
                vapid_private_key=self.private_key,
                vapid_claims={"sub": self.contact},
                ttl=3600,
                timeout=10,
                headers={"Topic": topic, "Urgency": "high"},
            )
        except WebPushException as problem:
            status = problem.response.status_code if problem.response is not None else 0
            if status in GONE:
                self.subscriptions[user].remove(subscription)
            elif status in LATER:
                self.unsent.append((user, message))
            else:
                raise
