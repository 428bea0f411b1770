// Turns any push event into one notification to show. Nothing here may fail: a push always shows something.
//
// Shapes: PushDesk's own (Notifications API names at the top level, with "pushdesk"), Declarative Web Push
// ({"web_push": 8030, "notification": {…}}), Angular's and Firebase's ({"notification": {…}}), plain text,
// which is any other JSON, too, and nothing at all.
'use strict';

const OPTION_NAMES = [
  'body', 'icon', 'image', 'badge', 'tag', 'renotify', 'requireInteraction', 'silent', 'vibrate',
  'timestamp', 'dir', 'lang', 'actions',
];

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === 'string' && value.trim() !== '';

// event -> {title, options, delivery: {id, token} | null, size: bytes | null, text: payload | null}
function readPush(event) {
  // Safari hands a declarative message over as event.notification; event.data is null then.
  if (event.notification) {
    const message = fromObject(event.notification, null);
    // Without navigate iOS refuses to show the replacement of a declarative message (TypeError).
    message.options.navigate = event.notification.navigate;
    return { ...message, size: null, text: null };
  }
  if (!event.data) {
    return { ...ownWords('Push without a payload', 'It arrived and carried no text.'), size: 0, text: '' };
  }
  const size = event.data.arrayBuffer().byteLength;
  const text = event.data.text();
  return { ...fromText(text), size, text };
}

function fromText(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return fromWords(text);
  }
  // “42”, “true” or “{"a": 1}” is JSON as well, and still a line that somebody wrote to be read.
  if (!isObject(value)) return fromWords(text);
  if (isObject(value.notification)) return fromObject(value.notification, value.pushdesk);
  if (isText(value.title) || isObject(value.pushdesk)) return fromObject(value, value.pushdesk);
  return fromWords(text);
}

// Plain text: the first line is the title, the rest the body.
function fromWords(text) {
  const [title, ...rest] = text.trim().split(/\r?\n/);
  if (!title) return ownWords('Push without words', 'It arrived and its text was blank.');
  return ownWords(title, rest.join('\n').trim());
}

function ownWords(title, body) {
  const options = { body, icon: 'icons/icon-192.png', badge: 'icons/badge-96.png', data: { pushdesk: {} } };
  return { title, options, delivery: null };
}

function fromObject(message, identity) {
  const options = {};
  for (const name of OPTION_NAMES) {
    const value = message[name];
    if (value !== undefined && value !== null && value !== '') options[name] = value;
  }
  if (Array.isArray(options.actions)) options.actions = options.actions.map(shownAction);
  const delivery = readDelivery(identity ?? message.pushdesk ?? message.data?.pushdesk);
  // A tag of our own makes a second copy replace the first. Not where renotify is set: renotify without
  // a tag is an error in the message, and the tester should see what a browser makes of it.
  if (delivery && !options.tag && !options.renotify) options.tag = `pushdesk-${delivery.id}`;
  options.data = keptData(message, delivery);
  return { title: isText(message.title) ? message.title : 'Message without a title', options, delivery };
}

function shownAction(action) {
  if (!isObject(action)) return action;
  const { action: id, title, icon } = action;
  return icon ? { action: id, title, icon } : { action: id, title };
}

// The receipt's identity, or null: a shape without a place for it cannot be confirmed.
function readDelivery(identity) {
  if (!isObject(identity) || !isText(identity.delivery) || !isText(identity.token)) return null;
  // identity.receiver is not read: receipts go to this worker's own origin, for a payload must not be
  // able to make a worker talk to somebody else's server.
  return { id: identity.delivery, token: identity.token };
}

// The message's own data, and under "pushdesk" what a click has to know. The URL to open travels here
// and not in the options: with options.navigate Safari opens it by itself and fires no notificationclick.
function keptData(message, delivery) {
  const own = isObject(message.data) ? message.data : { value: message.data ?? null };
  const onActionClick = isObject(own.onActionClick) ? own.onActionClick : {}; // Angular's place for URLs
  const actionUrls = {};
  for (const [id, step] of Object.entries(onActionClick)) {
    if (id !== 'default' && isText(step?.url)) actionUrls[id] = step.url;
  }
  for (const action of Array.isArray(message.actions) ? message.actions : []) {
    if (isText(action?.navigate)) actionUrls[action.action] = action.navigate;
  }
  const navigate = message.navigate || onActionClick.default?.url || null;
  return { ...own, pushdesk: { delivery, navigate, actionUrls } };
}
