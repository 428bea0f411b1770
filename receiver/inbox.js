// The desk's event stream for the open page: what was sent to this device, also what was missed.

import * as desk from './desk.js';
import * as view from './view.js';

const AGAIN_MS = 5000;
let stream = null;
let timer = 0;

// Follows the stream of one endpoint; back() is called when the desk returns after it was away.
export function follow(endpoint, back) {
  leave();
  let lost = false;
  stream = desk.events(endpoint);
  stream.addEventListener('inbox', (event) => view.inbox(JSON.parse(event.data)));
  stream.addEventListener('open', () => { if (lost) back(); lost = false; });
  stream.addEventListener('error', () => {
    lost = true;
    // The browser reconnects by itself, unless the desk answered with an error.
    if (stream?.readyState === EventSource.CLOSED) timer = setTimeout(back, AGAIN_MS);
  });
}

export function leave() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

setInterval(view.refreshTimes, 30000);
