// On and off: subscribing this browser, telling the desk, giving it up, and finding out how things stand.

import { askPermission, currentSubscription, showPermission, worker } from './browser.js';
import * as desk from './desk.js';
import * as inbox from './inbox.js';
import { forget, recall, remember } from './memory.js';
import { introduce } from './naming.js';
import { subscribe, unsubscribe } from './subscribing.js';
import * as view from './view.js';
import * as words from './words.js';

let attempt = 0; // the newest wish; what comes back for an older one is ignored

export async function turnOn() {
  if (view.currentState() === 'subscribing') return view.say('still busy with the click before');
  const mine = ++attempt;
  view.enter('subscribing', Notification.permission === 'granted' ? null : words.asking());
  const permission = await askPermission();
  if (mine !== attempt) return undefined;
  if (permission === 'denied') return view.enter('blocked', words.blocked());
  if (permission !== 'granted') return view.enter('off', words.dismissed());
  view.enter('subscribing');
  return bringUp(mine);
}

// Subscribes with the desk's key, or finds that this was done before, and tells the desk.
async function bringUp(mine) {
  let note = null;
  const renewing = () => {
    note = words.newKey();
    view.say('the desk has another key: subscribing again');
  };
  try {
    const registration = await worker();
    const key = await desk.publicKey();
    const subscription = await subscribe(registration, key, { renewing, late: (late) => takeLate(mine, late) });
    if (mine === attempt) await tellDesk(subscription, key);
    if (mine === attempt) view.enter('on', note);
  } catch (error) {
    if (mine !== attempt) return;
    view.say(`failed: ${error.message}`);
    if (Notification.permission === 'denied') view.enter('blocked', words.blocked());
    else view.enter('failed', words.failure(error));
  }
}

// The browser answered after we had stopped waiting for it.
async function takeLate(mine, subscription) {
  if (mine === attempt) {
    view.say('the push service has answered after all');
    await bringUp(mine);
  } else if (view.currentState() === 'off') {
    await subscription.unsubscribe();
  }
}

async function tellDesk(subscription, key) {
  const { endpoint } = subscription;
  const known = await recall('endpoint');
  if (known && known !== endpoint) await moveHistory(known, subscription);
  await introduce(subscription);
  await remember('endpoint', endpoint);
  const { host } = new URL(endpoint);
  if (known !== endpoint) view.say(`subscribed at ${host}`);
  view.step('key', true, `${key.slice(0, 4)}…${key.replace(/=+$/, '').slice(-3)} · ${host}`);
  inbox.follow(endpoint, settle);
}

// The same device at a new address: its history stays with it, where the desk still has it.
async function moveHistory(oldEndpoint, subscription) {
  try {
    await desk.resubscribe(oldEndpoint, subscription);
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}

export async function turnOff() {
  const mine = ++attempt;
  const subscription = await currentSubscription().catch(() => null);
  const endpoint = subscription?.endpoint ?? (await recall('endpoint'));
  let held = null;
  let untold = false;
  if (subscription) held = await giveUp(subscription);
  if (endpoint) untold = !(await takeLeave(endpoint));
  else view.say('it was off already');
  if (mine !== attempt) return undefined;
  if (held) return view.enter('failed', words.stillHeld(held));
  return rest(untold ? words.untold() : null);
}

// Resolves to null, or to the error when the browser does not let go.
async function giveUp(subscription) {
  try {
    await unsubscribe(subscription);
    view.say('unsubscribed in this browser');
    return null;
  } catch (error) {
    view.say(`the browser did not unsubscribe: ${error.message}`);
    return error;
  }
}

// Tells the desk, once. Resolves to false when it could not be told: the push service's 410 will.
async function takeLeave(endpoint) {
  inbox.leave();
  await forget('endpoint');
  try {
    await desk.unsubscribe(endpoint);
  } catch (error) {
    if (error.status !== 404) {
      view.say(`the desk could not be told: ${error.message}`);
      return false;
    }
  }
  view.say('told the desk');
  return true;
}

function rest(note = null) {
  view.step('key', false, 'made when you turn it on');
  view.step('name', false, 'you can change it at any time');
  if (Notification.permission === 'denied') view.enter('blocked', note ?? words.blocked());
  else view.enter('off', note);
}

// Finds out how things stand, without a question: when the page opens, when the desk comes back, when
// the permission or the subscription changed. Posts an existing subscription again, so that the desk
// learns about changes (a worker may never be told: Safari has no pushsubscriptionchange to rely on).
export async function settle() {
  if (view.currentState() === 'subscribing') return undefined;
  const mine = ++attempt;
  await showPermission();
  let subscription;
  try {
    subscription = await currentSubscription();
  } catch (error) {
    return mine === attempt && view.enter('failed', words.failure(error));
  }
  if (mine !== attempt) return undefined;
  if (Notification.permission === 'granted' && subscription) {
    if (view.currentState() !== 'on') view.enter('subscribing');
    return bringUp(mine);
  }
  // Blocked in the browser's settings, which takes the subscription along.
  const lost = Notification.permission === 'denied' ? await recall('endpoint') : null;
  if (lost) await takeLeave(lost);
  return mine === attempt && rest();
}
