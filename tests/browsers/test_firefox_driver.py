"""The Firefox driver does in a real Firefox what the browser tests rely on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.browsers.firefox import Firefox, PageError, push_prefs

PAGE = """<!doctype html><title>driver</title>
<div style="height: 3000px"></div>
<button id="go">go</button> <output id="out">before</output>
<script>
  document.querySelector("#go").addEventListener("click", (event) => {
    const active = navigator.userActivation.isActive;
    setTimeout(() => { document.querySelector("#out").textContent = `${event.isTrusted} ${active}`; }, 100);
  });
</script>"""


@pytest.fixture
async def page_url() -> AsyncIterator[str]:
    """A tiny page on a real server."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def test_a_click_is_a_real_one_and_its_effect_is_waited_for(
    page_url: str, firefox_path: Path, tmp_path: Path
) -> None:
    async with Firefox(firefox_path, profile=tmp_path) as firefox:
        await firefox.open(page_url)
        assert await firefox.text("#out") == "before"
        effect = firefox.wait_for("document.querySelector('#out').textContent !== 'before'")
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(effect)
            tasks.create_task(firefox.click("#go"))
        assert waiting.result() is True
        assert await firefox.text("#out") == "true true"


async def test_values_errors_and_pictures_come_back(
    page_url: str, firefox_path: Path, tmp_path: Path
) -> None:
    async with Firefox(firefox_path, profile=tmp_path) as firefox:
        await firefox.open(page_url)
        assert await firefox.evaluate("Promise.resolve({list: [1, 'two', null], none: undefined})") == {
            "list": [1, "two", None]
        }
        assert await firefox.evaluate("undefined") is None
        with pytest.raises(PageError, match="nowhere is not defined"):
            await firefox.evaluate("nowhere.to.be.found")
        with pytest.raises(PageError, match="not within the time"):
            await firefox.wait_for("document.querySelector('#never')", seconds=0.2)
        with pytest.raises(PageError, match="no element matches"):
            await firefox.click("#never")
        assert (await firefox.screenshot()).startswith(b"\x89PNG\r\n\x1a\n")


async def test_a_kept_profile_remembers_and_takes_new_preferences(
    page_url: str, firefox_path: Path, tmp_path: Path
) -> None:
    prefs = push_prefs("ws://127.0.0.1:9/")
    async with Firefox(firefox_path, profile=tmp_path, prefs=prefs) as firefox:
        await firefox.open(page_url)
        await firefox.evaluate("localStorage.setItem('kept', 'yes')")
        assert await firefox.evaluate("Notification.permission") == "granted"
    async with Firefox(
        firefox_path, profile=tmp_path, prefs={"general.useragent.override": "changed"}
    ) as firefox:
        await firefox.open(page_url)
        assert await firefox.evaluate("[localStorage.getItem('kept'), navigator.userAgent]") == [
            "yes",
            "changed",
        ]


async def test_a_firefox_that_does_not_start_is_an_error_with_its_words(tmp_path: Path) -> None:
    script = tmp_path / "firefox"
    script.write_text("#!/bin/sh\necho this is no browser\n", encoding="utf-8")
    script.chmod(0o755)
    with pytest.raises(RuntimeError, match="this is no browser"):
        async with Firefox(script, profile=tmp_path / "profile"):
            pass
