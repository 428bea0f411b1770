// On and off: subscribing this browser, telling the desk, giving it up, and finding out how things stand.

import { askPermission, currentSubscription, flush, showPermission, worker } from './browser.js';
import * as desk from './desk.js';
import * as inbox from './inbox.js';
import { enqueueLeave, forget, recall, remember, withdrawLeave } from './memory.js';
import { introduce } from './naming.js';
import { subscribe, unsubscribe } from './subscribing.js';
import * as view from './view.js';
import * as words from './words.js';

const QUIET_MS = 400; // turning off is normally done before it is worth an explanation

let attempt = 0; // the newest wish; what comes back for an older one is ignored
let leaving = null; // while the browser and the desk are being told; two wishes for off share it

export async function turnOn() {
  if (view.currentState() === 'subscribing') return view.say('still busy with the click before');
  const mine = ++attempt;
  view.enter('subscribing', Notification.permission === 'granted' ? null : words.asking());
  const permission = await askPermission();
  if (mine !== attempt) return undefined;
  if (permission === 'denied') return view.enter('blocked', words.blocked());
  if (permission !== 'granted') return view.enter('off', words.dismissed());
  view.enter('subscribing', leaving && words.offFirst());
  await leaving; // or it would find the subscription that the browser is about to give up
  if (mine !== attempt) return undefined;
  view.explain(null);
  await forget('turnedOff');
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
    if (mine === attempt) await tellDesk(mine, subscription, key);
    flush(registration);
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

async function tellDesk(mine, subscription, key) {
  const { endpoint } = subscription;
  const known = await recall('endpoint');
  if (known && known !== endpoint) await moveHistory(known, subscription);
  if (mine !== attempt) return;
  await withdrawLeave(endpoint); // from a “Turn off” that the browser did not follow
  await introduce(subscription);
  if (mine !== attempt) return;
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
  view.turningOff(true);
  const explaining = setTimeout(() => { if (mine === attempt) view.explain(words.turningOff()); }, QUIET_MS);
  leaving ??= leave().finally(() => { leaving = null; });
  const outcome = await leaving;
  clearTimeout(explaining);
  if (mine !== attempt) return;
  outcome.released = () => { if (mine === attempt) conclude({ ...outcome, held: null, serviceTold: true }); };
  conclude(outcome);
}

function conclude(outcome) {
  const note = words.turnedOff(outcome);
  if (outcome.held) view.enter('failed', note);
  else rest(note);
}

// Asks the browser and the desk at the same time. Resolves to {held, serviceTold, deskError, kept} as in
// words.turnedOff; released() of it is called if the browser lets go after we stopped waiting.
async function leave() {
  view.say('turning off');
  await remember('turnedOff', true);
  let held = null;
  const subscription = await currentSubscription().catch((error) => { held = error; return null; });
  const endpoint = subscription?.endpoint ?? (await recall('endpoint'));
  if (!endpoint) {
    view.say('it was off already');
    return { held: null, serviceTold: true, deskError: null, kept: true };
  }
  const outcome = { held, serviceTold: true, released: () => undefined };
  const given = subscription && giveUp(subscription, () => outcome.released());
  return Object.assign(outcome, ...(await Promise.all([given, takeLeave(endpoint)])));
}

// Resolves to {held: null or the error of a browser that does not let go, serviceTold: by the browser}.
async function giveUp(subscription, released) {
  try {
    await unsubscribe(subscription, () => {
      view.say('unsubscribed in this browser after all');
      released();
    });
    view.say('unsubscribed in this browser');
    return { held: null, serviceTold: true };
  } catch (error) {
    const gone = await isGone(subscription);
    const what = gone ? 'unsubscribed in this browser, not at its push service' : 'the browser did not unsubscribe';
    view.say(`${what}: ${error.message}`);
    return { held: gone ? null : error, serviceTold: false };
  }
}

// Firefox forgets a subscription also when it cannot reach its push service, and then rejects all the same.
async function isGone({ endpoint }) {
  const subscription = await currentSubscription().catch(() => ({ endpoint }));
  return subscription?.endpoint !== endpoint;
}

// Tells the desk that this endpoint is not to be used. A desk that could not be told is told by the worker's next
// flush, if the endpoint could be kept: {deskError: null | DeskError, kept}.
async function takeLeave(endpoint) {
  inbox.leave();
  const kept = await enqueueLeave(endpoint);
  if (!kept) await forget('endpoint');
  try {
    await desk.unsubscribe(endpoint);
  } catch (deskError) {
    if (deskError.status !== 404) {
      view.say(`the desk could not be told: ${deskError.message}`);
      return { deskError, kept };
    }
  }
  await withdrawLeave(endpoint);
  view.say('told the desk');
  return { deskError: null, kept };
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
  if (leaving || view.currentState() === 'subscribing') return undefined;
  const mine = ++attempt;
  await showPermission();
  let subscription;
  try {
    subscription = await currentSubscription();
  } catch (error) {
    return mine === attempt && view.enter('failed', words.failure(error));
  }
  if (mine !== attempt) return undefined;
  if (subscription && (await recall('turnedOff'))) return mine === attempt && turnOff();
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
