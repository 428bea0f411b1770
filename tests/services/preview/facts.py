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
# Where a card shows another state than the one that its platform is judged by; all of it is L.
OWN_BANDS = {
    "android-chrome-expanded": ((30, 35), (200, 460)),
    "gnome-firefox": ((50, 58), (315, 355)),
    "kde-chrome": ((90, 110), (290, 350)),
}
OWN_SOURCES = {
    "android-chrome-expanded": "Emarsys",
    "gnome-firefox": "gnome-shell, messageList.js",
    "kde-chrome": "plasma-workspace",
}


# How far each fact can be trusted, in PLATFORMS' order; options that are not here are H everywhere.
CONFIDENCE = {
    "image": "MMMM M HHH H H",  # shown or not: Braze
    "badge": "MMMM M HHH H H",  # where it shows: MDN
    "actions": "HHHH M HHM H H",  # M: a row of browser-compat-data that mirrors another one
    "requireInteraction": "HHHH M HHH H H",
    "silent": "HHHH M HHH H H",
}
# Of a platform, in the order title_band, body_band, max_actions, payload_limit, longest_ttl, push_service:
# how far each can be trusted (- for none); a part of the first two's, the third's and the fourth's source.
LIMITS = {
    "chrome-windows": ("MMHHHH", "PushOwl", "Notification.maxActions", "RFC 8291, section 4"),
    "edge-windows": ("LLMH-H", "batch.com names Edge", "Notification.maxActions", "RFC 8291, section 4"),
    "firefox-windows": ("MMHHHH", "batch.com", "Notification.maxActions", "RFC 8291, section 4"),
    "chrome-macos": ("LLHHHH", "webpushnotifications.xyz", "Notification.maxActions", "RFC 8291, section 4"),
    "safari-macos": ("LLHHMH", "webpushnotifications.xyz", "browser-compat-data", "RFC 8291, section 4"),
    "chrome-android": ("LLHHHH", "Braze", "Notification.maxActions", "RFC 8291, section 4"),
    "firefox-android": ("LLLHHH", "Braze", "Notification.maxActions", "autopush, docs/http.md"),
    "safari-ios": ("LLHHMH", "OneSignal", "browser-compat-data", "RFC 8291, section 4"),
    "firefox-linux": ("LLHHHH", "gnome-shell", "Notification.maxActions", "RFC 8291, section 4"),
    "chrome-linux": ("LLHHHH", "plasma-workspace", "Notification.maxActions", "RFC 8291, section 4"),
}
# Of a push service: the words that say how long it keeps a message, and whence it is known who uses it.
SERVICES = {
    "fcm": ("FCM: 28 days", "measured"),
    "mozilla": ("autopush-rs", "measured"),
    "apple": ("a secondary note: 30 days", "Apple, Sending web push"),
    "wns": ("", "pywebpush"),
}
_SAFARI = ("safari-macos", "safari-ios")
_FIREFOX = ("firefox-windows", "firefox-linux", "firefox-android")
_COMPUTERS = ("chrome-windows", "edge-windows", "chrome-macos", "chrome-linux")
_OTHERS = (*_COMPUTERS, "chrome-android", *_FIREFOX)
# (options, platforms, how the note begins, its source): what is said beyond shown or not.
NOTES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("title body dir data", ("safari-macos",), "Push needs Safari 16 on macOS 13", "mdn/browser-compat-data"),
    ("title body dir data", ("safari-ios",), "Only for a page on the home screen", "mdn/browser-compat-data"),
    ("icon", _OTHERS, "192 px or more", "web-push-book"),
    ("icon", _SAFARI, "It can be set and has no effect", "mdn/browser-compat-data"),
    ("image", ("chrome-windows", "edge-windows", "chrome-android"), "2:1 and 1,350 px", "web-push-book"),
    ("image", ("chrome-macos",), "The browser takes it and macOS does not", "Braze"),
    ("image", ("chrome-linux",), "Only where the desktop's notification server", "platform_bridge_linux"),
    ("badge", _COMPUTERS, "Taken (from 53), but a desktop has no place", "MDN, Notification.badge"),
    ("badge", ("chrome-android",), "As a white mask: 96 px", "MDN, Notification.badge"),
    ("tag", ("safari-macos",), "It has no effect", "mdn/browser-compat-data"),
    ("tag", ("safari-ios",), "Messages with the same tag stack", "a device test"),
    ("requireInteraction", ("firefox-windows",), "From Firefox 117", "mdn/browser-compat-data"),
    ("requireInteraction", _FIREFOX[1:], "Firefox keeps it on Windows only", "117, Windows only"),
    ("silent", _FIREFOX, "From Firefox 132", "mdn/browser-compat-data"),
    ("silent", ("safari-macos",), "From Safari 16.6", "mdn/browser-compat-data"),
    ("vibrate", _COMPUTERS, "Taken by name; a computer", "mdn/browser-compat-data"),
    ("vibrate", ("chrome-android",), "No effect since Android 8", "mdn/browser-compat-data"),
    ("actions", _FIREFOX, "From Firefox 152", "mdn/browser-compat-data"),
    ("navigate", _OTHERS, "The browser does not know it", "mdn/browser-compat-data"),
    ("navigate", _SAFARI, "From Safari 18.4", "WebKit, Declarative Web Push"),
)
# Card → (platform, painter, variant, width, lines of title and body, a part of its source, confidence).
CARDS: dict[str, tuple[str, str, str, int, int, int, str, str]] = {
    "windows-chrome": ("chrome-windows", "windows", "chrome", 364, 2, 4, "364 × 180", "M"),
    "windows-edge": ("edge-windows", "windows", "edge", 364, 2, 4, "as for Chrome", "M"),
    "windows-firefox": ("firefox-windows", "windows", "firefox", 364, 1, 4, "batch.com", "L"),
    "macos-chrome": ("chrome-macos", "macos", "chrome", 344, 1, 2, "estimated", "L"),
    "macos-safari": ("safari-macos", "macos", "safari", 344, 1, 2, "estimated", "L"),
    "android-chrome-collapsed": ("chrome-android", "android", "collapsed", 380, 1, 1, "2025_text.xml", "L"),
    "android-chrome-expanded": ("chrome-android", "android", "expanded", 380, 1, 7, "part_line1.xml", "L"),
    "android-firefox": ("firefox-android", "android", "collapsed", 380, 1, 1, "2025_text.xml", "L"),
    "ios-home-screen": ("safari-ios", "ios", "banner", 374, 1, 4, "estimated", "L"),
    "gnome-firefox": ("firefox-linux", "gnome", "firefox", 513, 1, 6, "34em", "M"),
    "kde-chrome": ("chrome-linux", "kde", "chrome", 340, 3, 8, "18 grid units", "M"),
}
# Every length of a card, in px at 100 %, in METRICS' order: radius, padding, gap, icon, its radius, the icon
# of the app, the sizes of title, body and small print, line height, image, button, its radius. Some are their
# source's (Windows' picture and logo, GNOME's and Plasma's type and icons); the others are estimates, and a
# number that nobody can look up needs a second place to stand in all the more.
METRICS: dict[str, str] = {
    "windows-chrome": "8 16 12 48 0 16 14 14 12 1.43 180 32 4",
    "windows-edge": "8 16 12 48 0 16 14 14 12 1.43 180 32 4",
    "macos-chrome": "16 12 10 36 6 36 13 13 11 1.23 0 24 6",
    "macos-safari": "16 12 10 0 0 36 13 13 11 1.23 0 0 0",
    "android-chrome-collapsed": "28 16 16 48 4 24 14 14 12 1.36 0 0 0",
    "android-chrome-expanded": "28 16 16 48 4 24 14 14 12 1.36 174 48 24",
    "ios-home-screen": "24 14 10 0 0 38 15 15 13 1.33 0 0 0",
    "windows-firefox": "8 16 12 48 0 16 14 14 12 1.43 0 32 4",
    "gnome-firefox": "16 7 12 48 0 16 14.7 14.7 12 1.3 0 34 8",
    "kde-chrome": "5 8 8 48 0 16 14.7 13.3 13.3 1.35 160 32 5",
    "android-firefox": "28 16 16 48 4 24 14 14 12 1.36 0 0 0",
}
# What stands over a card, and what a platform is called.
CARD_TITLES = {
    "windows-chrome": "Windows 11 · Chrome",
    "windows-edge": "Windows 11 · Edge",
    "macos-chrome": "macOS · Chrome",
    "macos-safari": "macOS · Safari",
    "android-chrome-collapsed": "Android · Chrome, collapsed",
    "android-chrome-expanded": "Android · Chrome, expanded",
    "ios-home-screen": "iPhone · home-screen app",
    "windows-firefox": "Windows 11 · Firefox",
    "gnome-firefox": "GNOME · Firefox, expanded",
    "kde-chrome": "KDE Plasma · Chrome",
    "android-firefox": "Android · Firefox",
}
PLATFORM_TITLES = {
    "chrome-windows": "Windows 11 · Chrome",
    "edge-windows": "Windows 11 · Edge",
    "firefox-windows": "Windows 11 · Firefox",
    "chrome-macos": "macOS · Chrome",
    "safari-macos": "macOS · Safari",
    "chrome-android": "Android · Chrome",
    "firefox-android": "Android · Firefox",
    "safari-ios": "iPhone and iPad · home-screen app",
    "firefox-linux": "GNOME · Firefox",
    "chrome-linux": "KDE Plasma · Chrome",
}


def marked(option: str) -> dict[str, str]:
    """The mark of `option` by platform."""
    return dict(zip(PLATFORMS, OPTIONS[option].replace(" ", ""), strict=True))


def ignoring(option: str) -> set[str]:
    """The platforms on which the facts say that `option` has no effect."""
    return {place for place, mark in marked(option).items() if mark == "-"}
