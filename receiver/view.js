// What the page shows. The only file that touches its elements; it decides nothing.

import * as words from './words.js';

const TOAST_MS = 10000;
const LINES_KEPT = 200;
const STEPS = { worker: 1, permission: 2, key: 3, name: 4 };
const element = (id) => document.getElementById(id);

export const nameField = element('device-name');

// state: unsupported | blocked | off | subscribing | on | failed
export function enter(state, note = null) {
  element('state').textContent = state;
  document.documentElement.dataset.state = state;
  element('enable').setAttribute('aria-busy', String(state === 'subscribing'));
  turningOff(false);
  element('enable').textContent = state === 'on' ? 'Subscribe again' : 'Turn on this device';
  const [title, sentence] = words.heading(state);
  element('heading').textContent = title;
  element('about').textContent = sentence;
  explain(note);
}

// Turning off is no state of its own: how things stand does not change before it is done.
export function turningOff(busy) {
  element('disable').setAttribute('aria-busy', String(busy));
  element('disable').textContent = busy ? 'Turning off…' : 'Turn off';
}

export const currentState = () => element('state').textContent;

// note: {title, lines} or null. In a line, `code` is set apart.
export function explain(note) {
  const box = element('note');
  box.hidden = note === null;
  box.replaceChildren();
  if (!note) return;
  const title = document.createElement('strong');
  title.textContent = note.title;
  box.append(title, ...note.lines.map(paragraph));
}

function paragraph(line) {
  const result = document.createElement('p');
  line.split('`').forEach((part, index) => {
    if (index % 2 === 0) return result.append(part);
    const code = document.createElement('code');
    code.textContent = part;
    return result.append(code);
  });
  return result;
}

// name: worker | permission | key | name; small: what is known about it.
export function step(name, done, small) {
  const item = element(`step-${name}`);
  item.classList.toggle('done', done);
  item.querySelector('.number').textContent = done ? '✓' : String(STEPS[name]);
  item.querySelector('.spoken').textContent = done ? 'Done: ' : 'Not yet: ';
  item.querySelector('small').textContent = small;
}

export const say = (text) => log({ at: new Date().toISOString(), text });

const logged = new Set(); // the worker's lines come by message and from the store

// line: {at: ISO 8601, text}
export function log(line) {
  const key = `${line.at} ${line.text}`;
  if (logged.has(key)) return;
  logged.add(key);
  const list = element('log');
  element('log-empty').hidden = true;
  list.hidden = false;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 30;
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = line.at;
  time.title = new Date(line.at).toLocaleString();
  time.textContent = clock(new Date(line.at));
  const text = document.createElement('span');
  text.textContent = line.text;
  item.append(time, ' ', text);
  list.append(item);
  while (list.children.length > LINES_KEPT) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function clock(date) {
  const digits = (value, width = 2) => String(value).padStart(width, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => digits(part)).join(':');
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? '' : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} `;
  return `${day}${time}.${digits(date.getMilliseconds(), 3)}`;
}

let toastTimer = 0;

// The empty element stays in the page, so that screen readers hear what is put into it.
export function toast(title, body) {
  const card = document.createElement('div');
  const strong = document.createElement('strong');
  strong.textContent = title;
  const text = document.createElement('span');
  text.textContent = body;
  const dismiss = document.createElement('button');
  dismiss.type = 'button';
  dismiss.textContent = '×';
  dismiss.setAttribute('aria-label', 'Dismiss');
  dismiss.addEventListener('click', hideToast);
  card.append(strong, text, dismiss);
  element('toast').replaceChildren(card);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, TOAST_MS);
}

const hideToast = () => element('toast').replaceChildren();

// messages: [{delivery, title, body, at, state}], newest first.
export function inbox(messages) {
  element('inbox-empty').hidden = messages.length > 0;
  element('inbox').hidden = messages.length === 0;
  element('inbox').replaceChildren(...messages.map(inboxItem));
}

function inboxItem({ title, body, at, state }) {
  const item = document.createElement('li');
  const heading = document.createElement('b');
  heading.textContent = title;
  const small = document.createElement('small');
  const time = document.createElement('time');
  time.dateTime = at;
  time.title = new Date(at).toLocaleString();
  time.textContent = ago(at);
  small.append(body ? `${body} · ` : '', time, `, ${words.deliveryState(state)}`);
  item.append(heading, small);
  return item;
}

export function refreshTimes() {
  for (const time of element('inbox').querySelectorAll('time')) time.textContent = ago(time.dateTime);
}

function ago(at) {
  const minutes = Math.floor((Date.now() - Date.parse(at)) / 60000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}
