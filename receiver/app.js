// The receiver page: connects the four buttons, the worker's messages and the permission to what they do.

import { askPermission, currentSubscription, showPermission, worker } from './browser.js';
import * as desk from './desk.js';
import { missing } from './device.js';
import { earlierLines } from './memory.js';
import { fillName } from './naming.js';
import { settle, turnOff, turnOn } from './switching.js';
import * as view from './view.js';
import * as words from './words.js';

// Fulfilled once it is known how things stand: that clears the page's explanation, and an answer to a click made
// earlier must come after it.
let settled = null;

// Display alone: the browser shows it because this page asks, and no push service takes part.
async function showLocal() {
  const permission = await askPermission();
  await settled;
  if (permission === 'denied') return view.enter('blocked', words.blocked());
  if (permission !== 'granted') return view.explain(words.dismissed());
  const title = 'Shown without push';
  try {
    await (await worker()).showNotification(title, {
      body: 'Display only: this page asked the browser to show it, and nothing was sent.',
      icon: 'icons/icon-192.png',
      badge: 'icons/badge-96.png',
      tag: 'pushdesk-local',
      data: { pushdesk: { local: true } },
    });
    return view.say(`shown “${title}”: display only, no push service took part`);
  } catch (error) {
    view.say(`not shown: ${error.message}`);
    return view.explain(words.notShown(error));
  }
}

async function sendTest() {
  await settled;
  try {
    const subscription = await currentSubscription();
    if (!subscription) return view.explain(words.needsSubscription());
    const campaign = await desk.sendTest(subscription.endpoint);
    if (view.currentState() === 'on') view.explain(null);
    return view.say(`the desk sends a test, campaign ${campaign}`);
  } catch (error) {
    view.say(`no test: ${error.message}`);
    return view.explain(words.testFailed(error));
  }
}

const BUTTONS = { enable: turnOn, disable: turnOff, 'show-local': showLocal, 'send-test': sendTest };

// What the worker tells open pages.
const HEARD = {
  line: ({ line }) => view.log(line),
  message: ({ title, body }) => view.toast(title, body),
  changed: settle,
};

async function listen() {
  navigator.serviceWorker.addEventListener('message', ({ data }) => HEARD[data?.type]?.(data));
  (await earlierLines()).forEach(view.log);
  const permission = await navigator.permissions?.query({ name: 'notifications' }).catch(() => null);
  if (permission) permission.onchange = settle;
}

async function open() {
  const lack = missing();
  if (lack) {
    const explain = () => view.enter('unsupported', words.unsupported(lack));
    explain();
    return window.controlClicks.giveTo(explain);
  }
  let finish;
  settled = new Promise((resolve) => { finish = resolve; });
  const early = [];
  window.controlClicks.giveTo((id) => { early.push(id); BUTTONS[id](); });
  const switched = early.includes('enable') || early.includes('disable');
  await Promise.all([fillName(), listen(), showPermission()]);
  await (switched ? worker().catch(() => undefined) : settle()); // turnOn and turnOff say what went wrong
  return finish();
}

open();
