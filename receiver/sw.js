// The service worker: shows every push, answers clicks, keeps the subscription, sends receipts.
//
// Order matters. Showing comes first and waits for no server: Safari withdraws a subscription after three
// pushes without a visible notification, Chrome shows a message of its own, and Firefox counts a quota.
// Everything an event starts is inside its waitUntil, or the browser may stop the worker halfway.
'use strict';

importScripts('store.js', 'sw-payload.js', 'sw-receipts.js');

const LOOKUP_MS = 500; // how long showing may wait for IndexedDB to say whether this is a second copy
const SENDING_MS = 6000; // how long an event waits for its receipts; Safari gives a worker some ten seconds

const beingShown = new Set(); // delivery ids, for two copies that arrive at the same moment
const replacing = new Set(); // tags whose notification is just being replaced by another
const now = () => new Date().toISOString();

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  if (event.data?.type === 'flush') event.waitUntil(within(SENDING_MS, flush()));
});

self.addEventListener('push', (event) => {
  const at = now();
  event.waitUntil(receive(readPush(event), at));
});

self.addEventListener('notificationclick', (event) => {
  const at = now();
  event.notification.close();
  event.waitUntil(answerClick(event.notification, event.action, at));
});

self.addEventListener('notificationclose', (event) => {
  event.waitUntil(answerClose(event.notification, now()));
});

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

// ---- push

async function receive(message, at) {
  const { delivery, size, text } = message;
  if (!delivery) message.options.data.pushdesk.seen = crypto.randomUUID(); // names it when it is clicked
  const { seen } = message.options.data.pushdesk;
  const repeated = delivery ? await isRepeated(delivery) : false;
  const showing = show(message, repeated); // before anything else is awaited
  const arrival = Promise.all([
    note(`push received, ${describeSize(size)}`, at),
    // Now, while the order of the events is still the order in which the messages came.
    (delivery
      ? recordOnce(delivery, 'received', at)
      : reportSeen(seen, 'received', at, { title: message.title, payload: text })
    ).then(() => { flush(); }),
  ]);
  const error = await showing;
  const done = now();
  await arrival;
  if (delivery) {
    // Claimed after showing: if the worker dies before, the second copy still reports.
    await (error ? recordOnce(delivery, 'failed', done, { error }) : recordOnce(delivery, 'shown', done));
    beingShown.delete(delivery.id);
  } else {
    await (error ? reportSeen(seen, 'failed', done, { error }) : reportSeen(seen, 'shown', done, {}));
  }
  await Promise.all([
    note(describeShowing(message.title, error, repeated), done),
    repeated ? null : toast(message),
    within(SENDING_MS, flush()),
  ]);
}

async function isRepeated(delivery) {
  if (beingShown.has(delivery.id)) return true;
  beingShown.add(delivery.id);
  return within(LOOKUP_MS, wasShown(delivery), false);
}

// Resolves to null, or to the error's words when the browser refused the message as it is; then its
// title and body are shown without the rest.
async function show({ title, options }, repeated) {
  replacing.add(options.tag);
  try {
    await self.registration.showNotification(title, repeated ? quietly(options) : options);
    return null;
  } catch (error) {
    await showPlainly(title, options);
    return `${error.name}: ${error.message}`.slice(0, 500);
  } finally {
    replacing.delete(options.tag);
  }
}

async function showPlainly(title, { body = '', tag = '', data }) {
  try {
    await self.registration.showNotification(title, { body: String(body), tag: String(tag), data });
  } catch {
    // Nothing can be shown here at all, most likely permission was withdrawn; the caller reports why.
  }
}

function quietly(options) {
  const quiet = { ...options, renotify: false, silent: true };
  delete quiet.vibrate; // silent with vibrate is a TypeError
  return quiet;
}

function describeSize(size) {
  if (size === null) return 'declarative';
  return size === 0 ? 'no payload' : `${size} bytes`;
}

function describeShowing(title, error, repeated) {
  if (error) return `“${title}” could not be shown as sent, so without its options: ${error}`;
  return repeated ? `shown again, quietly: “${title}” (the same delivery)` : `shown “${title}”`;
}

// ---- click and close

async function answerClick(notification, action, at) {
  const { delivery, seen, navigate, actionUrls, local } = notification.data?.pushdesk ?? {};
  const opening = openPage(actionUrls?.[action] ?? navigate); // first: needs the click's own permission
  if (delivery) await queue(receiptRequest(delivery, 'clicked', at, action ? { action } : {}));
  else if (seen) await reportSeen(seen, 'clicked', at, action ? { action } : {});
  const opened = await opening;
  const what = action ? `“${action}”` : `“${notification.title}”${local ? ' (local)' : ''}`;
  await Promise.all([note(`clicked ${what}, ${opened}`, at), within(SENDING_MS, flush())]);
}

async function answerClose(notification, at) {
  const { delivery, seen } = notification.data?.pushdesk ?? {};
  const replaced = await isReplaced(notification.tag);
  if (delivery && !replaced) await queue(receiptRequest(delivery, 'closed', at));
  else if (seen && !replaced) await reportSeen(seen, 'closed', at, {});
  const what = replaced ? 'replaced' : 'closed';
  await Promise.all([note(`${what} “${notification.title}”`, at), within(SENDING_MS, flush())]);
}

// Firefox fires notificationclose also when another notification takes the place of the old one; nobody
// has closed it then.
async function isReplaced(tag) {
  if (!tag) return false;
  return replacing.has(tag) || (await self.registration.getNotifications({ tag })).length > 0;
}

// Focuses a tab that has the address open, else opens one. Resolves to what happened, in words.
async function openPage(address) {
  const target = webAddress(address);
  const shown = target.origin === self.location.origin ? target.pathname + target.search + target.hash : target.href;
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tab = tabs.find((client) => client.url.split('#')[0] === target.href.split('#')[0]);
  try {
    if (tab) {
      await tab.focus();
      return `focused ${shown}`;
    }
    await self.clients.openWindow(target.href);
    return `opened ${shown}`;
  } catch (error) {
    return `could not open ${shown}: ${error.message}`;
  }
}

// The address as a URL; the receiver's own page where there is none that a browser can open.
function webAddress(address) {
  try {
    const url = new URL(address ?? '', self.registration.scope);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  } catch {
    // No URL at all: the receiver's page it is.
  }
  return new URL(self.registration.scope);
}

// ---- a changed subscription

async function renew(event) {
  const oldEndpoint = event.oldSubscription?.endpoint ?? (await remembered('endpoint'));
  // Turned off by hand: nothing to renew, also where the browser did not let go of it then.
  if (!oldEndpoint || (await remembered('turnedOff'))) return;
  try {
    const subscription = event.newSubscription ?? (await subscribeAgain(event.oldSubscription));
    await receiverStore.set('endpoint', subscription.endpoint);
    const device = await remembered('device');
    await queue({
      path: 'api/push/resubscribe',
      body: { oldEndpoint, subscription: subscription.toJSON() },
      otherwise: { path: 'api/push/subscribe', body: { ...subscription.toJSON(), device } },
    });
    await Promise.all([note('this browser has a new address'), within(SENDING_MS, flush())]);
  } catch (error) {
    await note(`the browser dropped its subscription and could not make another: ${error.message}`);
  }
  await tell({ type: 'changed' });
}

// With the desk's key as it is now; with the one before where the desk does not answer.
async function subscribeAgain(oldSubscription) {
  const { pushManager } = self.registration;
  const key = (await deskKey()) ?? oldSubscription?.options?.applicationServerKey;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

// Base64url as it is: subscribe() takes a text as well as bytes. Null where the desk does not answer.
async function deskKey() {
  try {
    const answer = await fetch(new URL('api/push/key', self.registration.scope), {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return (await answer.json()).publicKey ?? null;
  } catch {
    return null;
  }
}

const remembered = (key) => receiverStore.get(key).catch(() => undefined);

// ---- telling open pages

async function tell(message, wanted = () => true) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  pages.filter(wanted).forEach((page) => page.postMessage(message));
}

// Besides the notification, never instead of it.
function toast({ title, options }) {
  return tell({ type: 'message', title, body: options.body ?? '' }, (page) => page.visibilityState === 'visible');
}

async function note(text, at = now()) {
  const line = { at, text };
  await Promise.all([tell({ type: 'line', line }), receiverStore.addLine(line).catch(() => undefined)]);
}
