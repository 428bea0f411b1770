"""The options by platform as the collected facts say them (mdn/browser-compat-data 8.0.10), typed in by hand.

Not read from platforms.toml: the two are compared. `-` is “no effect” or “not supported”, `~` “taken, and
hardly shown”, `y` shown.
"""

PLATFORMS = (
    "chrome-windows",
    "edge-windows",
    "chrome-macos",
    "chrome-linux",
    "chrome-android",
    "firefox-windows",
    "firefox-linux",
    "firefox-android",
    "safari-macos",
    "safari-ios",
)
# In PLATFORMS' order: Chrome and Edge, Chrome on Android, Firefox, Safari on macOS and on iOS.
OPTIONS = {
    "title": "yyyy y yyy y y",
    "body": "yyyy y yyy y y",
    "icon": "yyyy y yyy - -",
    "image": "yy-~ y --- - -",  # macOS: Braze; Linux: Chromium, capability body-images
    "badge": "~~~~ y --- - -",
    "actions": "yyyy y yyy - -",
    "requireInteraction": "yyyy y y-- - -",
    "renotify": "yyyy y --- - -",
    "timestamp": "yyyy y --- - -",
    "vibrate": "~~~~ - --- - -",
    "silent": "yyyy y yyy y -",
    "tag": "yyyy y yyy - -",
    "dir": "yyyy y yyy y y",
    "lang": "yyyy y yyy y -",
    "data": "yyyy y yyy y y",
    "navigate": "---- - --- y y",
}
# A value with which each option asks for something, in a message that breaks no rule.
VALUES: dict[str, object] = {
    "title": "Parcel",
    "body": "On its way",
    "icon": "https://example.com/icon.png",
    "image": "https://example.com/image.png",
    "badge": "https://example.com/badge.png",
    "actions": [{"action": "track", "title": "Track"}],
    "requireInteraction": True,
    "renotify": True,
    "timestamp": 1_700_000_000_000,
    "vibrate": [100, 50],
    "silent": True,
    "tag": "parcel",
    "dir": "rtl",
    "lang": "de",
    "data": {"order": 4821},
    "navigate": "https://example.com/orders",
}
# (shortest, longest) of title and body, as push-services.md has them; Windows and Linux with what was found
# since (PushOwl for Windows 11; gnome-shell's and plasma-workspace's lines, counted in their fonts).
BANDS = {
    "chrome-windows": ((50, 70), (120, 141)),
    "firefox-windows": ((50, 54), (200, 200)),
    "chrome-macos": ((35, 43), (88, 88)),
    "safari-macos": ((35, 49), (103, 103)),
    "chrome-android": ((30, 35), (50, 65)),
    "firefox-android": ((30, 35), (50, 65)),
    "safari-ios": ((30, 30), (120, 150)),
    "edge-windows": ((50, 70), (120, 141)),
    "firefox-linux": ((50, 58), (56, 355)),
    "chrome-linux": ((50, 110), (40, 350)),
}
# Where a card shows another state than the one that its platform is judged by.
OWN_BANDS = {
    "android-chrome-expanded": ((30, 35), (200, 460)),
    "gnome-firefox": ((50, 58), (315, 355)),
    "kde-chrome": ((90, 110), (290, 350)),
}


def marked(option: str) -> dict[str, str]:
    """The mark of `option` by platform."""
    return dict(zip(PLATFORMS, OPTIONS[option].replace(" ", ""), strict=True))


def ignoring(option: str) -> set[str]:
    """The platforms on which the facts say that `option` has no effect."""
    return {place for place, mark in marked(option).items() if mark == "-"}
