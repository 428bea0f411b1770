"""The form's words: hints in empty boxes, tips on hover, what can be chosen."""

from pushdesk.model.message import Urgency
from pushdesk.ui.compose.boxes import NO_TIMESTAMP
from pushdesk.ui.compose.timestamp import NOW
from pushdesk.ui.compose.ttl import OFFERED, ttl_text

HINTS = {
    "icon": "drop, or paste URL",
    "image": "drop, or paste URL",
    "badge": "drop a file, or paste a URL",
    "navigate": "https://…",
    "lang": "en, de-CH, ar …",
    "data": '{"order": 4821}',
}
ASIDES = {
    "tag": "collapses",
    "topic": "replaces",
    "data": "JSON",
    "vibrate": "ms on, off, on",
    "lang": "BCP 47",
}
TIPS = {
    "badge": "A small picture of one colour for Android's status bar.",
    "tag": "A message with the same tag takes the place of the one shown before.",
    "topic": "A message with the same topic replaces one that was not delivered yet.",
    "renotify": "Alert again although the tag is the same.",
    "requireInteraction": "Stays until somebody closes it.",
    "silent": "No sound, no vibration.",
    "vibrate": "Milliseconds: vibrate, rest, vibrate …",
    "timestamp": "When it happened: now, a date with a time, or milliseconds since 1970.",
    "dir": "Which way the text runs.",
    "lang": "The language of title and body, as in HTML.",
    "data": "Anything as JSON, for the service worker.",
    "ttl": "How long a push service keeps the message for a device that is away.",
    "urgency": "Whether to wake a device that saves its battery.",
}
CHOICES: dict[str, list[str]] = {
    "dir": ["not set", "auto", "ltr", "rtl"],
    "urgency": list(Urgency),
    "ttl": [ttl_text(seconds) for seconds in OFFERED],
    "timestamp": [NO_TIMESTAMP, NOW],
}
