"""The Lab's menus: faults by the push service that answers so, and what can be done with one device."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from pushdesk.model.lab import AgentKind
from pushdesk.model.views import ActiveFault, LabDevice
from pushdesk.services.lab.faults import Preset
from pushdesk.ui.lab.backend_text import copied
from pushdesk.ui.lab.browser_deeds import BrowserDeeds
from pushdesk.ui.lab.card_data import BUILTIN, CHROMIUM, RUNNING, VIRTUAL
from pushdesk.ui.lab.deeds import LabDeeds

SERVICES = {
    "lab": "Any push service",
    "fcm": "FCM (Chrome)",
    "mozilla": "Mozilla (Firefox)",
    "apple": "Apple (Safari)",
    "wns": "WNS (Edge)",
}

# Devices that share a push service of the lab.
KINDS = {
    AgentKind.VIRTUAL: "virtual devices",
    AgentKind.FIREFOX: "Firefox’s push service",
    AgentKind.CHROMIUM: "Chromium’s push service",
}


def tr(text: str) -> str:
    """The translation of a menu's words."""
    return QCoreApplication.translate("LabMenus", text)


def add(menu: QMenu, text: str, run: Callable[[], object], tip: str = "", *, why_not: str = "") -> None:
    """One entry; an ampersand in `text` is one. `why_not`: it cannot be chosen, for that reason."""
    action = menu.addAction(text.replace("&", "&&"))
    action.setToolTip(why_not or tip or text)
    action.setEnabled(not why_not)
    action.triggered.connect(lambda: run())


def whose(fault: ActiveFault) -> str:
    """Which devices meet a fault that they share."""
    return tr(KINDS[fault.kind] if fault.kind else "all devices")


def add_clear(menu: QMenu, fault: ActiveFault, who: str, deeds: LabDeeds) -> None:
    """The entry that ends one fault in force, for everybody who meets it."""
    text = tr("Clear: {} ({})").format(fault.title, who)
    add(menu, text, partial(deeds.clear_faults, fault_id=fault.id))


def add_presets(menu: QMenu, presets: tuple[Preset, ...], chosen: Callable[[Preset], object]) -> None:
    """A submenu for each push service, with its faults."""
    for service, title in SERVICES.items():
        inner = menu.addMenu(tr(title))
        inner.setToolTipsVisible(True)
        for preset in presets:
            if preset.service == service:
                add(inner, preset.title, partial(chosen, preset), preset.description)


def fill_device(menu: QMenu, device: LabDevice, deeds: LabDeeds, browsers: BrowserDeeds) -> None:
    """Everything that fits `device`."""
    menu.setToolTipsVisible(True)
    if device.kind == VIRTUAL:
        away = device.state != "away"
        text = tr("Go away (not connected)") if away else tr("Come back")
        add(menu, text, lambda: deeds.set_away(away, device.id))
    elif device.kind == BUILTIN or device.profile:
        _add_running(menu, device, browsers)
    if device.id and device.id != device.profile and not device.elsewhere:
        menu.addSeparator()
        _add_push_service(menu, device, deeds)


def _add_running(menu: QMenu, device: LabDevice, browsers: BrowserDeeds) -> None:
    running = device.state in RUNNING
    if running and (device.kind == BUILTIN or device.kept):
        add(menu, tr("Stop"), lambda: browsers.stop(device))
    elif running:
        tip = tr("It is a throw-away profile; what is sent to it is answered with 410 from then on")
        add(menu, tr("Stop and delete the profile"), lambda: browsers.stop(device), tip)
    else:
        add(menu, tr("Start"), lambda: browsers.start(device))
    add(menu, tr("Open a page…"), lambda: browsers.ask_url(device))
    if device.blocked:
        tip = tr("A browser that runs is started again, with notifications allowed")
        if device.kind == BUILTIN:
            tip = tr("For every page that was blocked")
        add(menu, tr("Allow again"), lambda: browsers.allow_again(device), tip)
    if device.kind == BUILTIN and not running:
        add(
            menu,
            tr("Start with the browser’s real push service"),
            lambda: browsers.start_builtin(real_push=True),
            tr("Needs the internet; what is sent to it then does not come by the lab"),
        )
    if device.kind != BUILTIN and device.state == "ended" and not device.kept:
        # It was to be thrown away: there is nothing in it to ask about.
        add(menu, tr("Remove"), lambda: browsers.remove(device), tr("Its throw-away profile is deleted now"))
    elif device.kind != BUILTIN:
        add(menu, tr("Forget…"), lambda: browsers.forget(device))


def _add_push_service(menu: QMenu, device: LabDevice, deeds: LabDeeds) -> None:
    faults = menu.addMenu(tr("Fault"))
    if any(fault.agent_id is not None for fault in device.met):
        add(faults, tr("Clear its own faults"), lambda: deeds.clear_faults(device.id))
    for fault in device.met:
        if fault.agent_id is None:
            add_clear(faults, fault, whose(fault), deeds)
    if device.met:
        faults.addSeparator()
    add_presets(faults, deeds.presets(), lambda preset: deeds.set_fault(device.id, preset))
    add(
        menu,
        tr("Rotate its subscription"),
        lambda: deeds.rotate(device.id),
        tr("It gets another endpoint"),
        why_not=_no_rotation(device),
    )
    if device.subscriptions:
        add(menu, tr("Expire its subscription"), lambda: deeds.expire(device.id), tr("It answers 410 then"))
    if device.subscriptions and not device.blocked:
        add(
            menu,
            tr("Withdraw permission"),
            lambda: deeds.withdraw(device.id),
            tr("As if its user blocked notifications"),
            why_not=_no_withdrawal(device),
        )
    if device.subscriptions:
        menu.addSeparator()
        tls = deeds.push_service_tls
        add(menu, tr("Show in Devices"), lambda: deeds.show_device(device))
        add(menu, tr("Copy its subscription"), lambda: _copy(copied(device)))
        if tls:
            tip = tr(
                "For senders that speak https only; trust the certificate authority: Use from my backend…"
            )
            add(menu, tr("Copy its subscription with https"), lambda: _copy(copied(device, tls)), tip)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _no_rotation(device: LabDevice) -> str:
    """As services/lab/device_actions.py has it."""
    if device.kind in {BUILTIN, CHROMIUM}:
        return tr("Chromium does not let its push service move a subscription: expire it instead")
    if device.kind != VIRTUAL and device.state == "ended":
        return tr("It does not run: start it first")
    return ""


def _no_withdrawal(device: LabDevice) -> str:
    if device.kind != VIRTUAL and not device.profile:
        return tr("The lab does not keep this browser’s permissions: take it away in the browser itself")
    return ""
