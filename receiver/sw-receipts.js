// What the worker tells the desk: receipts, a changed address and what the page could not tell, through an
// outbox that survives both the worker's end and a desk that is down. Needs store.js, and note() of sw.js.
'use strict';

const PAUSES_MS = [0, 300, 1500]; // before the first, second and third try
const ANSWER_MS = 3000; // how long one request may take

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Resolves like the promise, or to otherwise when that takes longer than ms.
const within = (ms, promise, otherwise) => Promise.race([promise, pause(ms).then(() => otherwise)]);

// Where IndexedDB does not work, this worker's memory has to do.
const memory = { claims: new Set(), outbox: [] };

// delivery: {id, token}; event: received | shown | clicked | closed | failed; at: ISO 8601.
function receiptRequest(delivery, event, at, more = {}) {
  const body = { delivery: delivery.id, token: delivery.token, event, at, ...more };
  return { path: 'api/push/receipts', body };
}

// Of a message that is not the desk's own: to the desk, too, whose lab may have caught it. seen: this worker's
// name for the message; more: title, payload, action, error. A desk that did not hand out the endpoint says 404.
async function reportSeen(seen, event, at, more) {
  const endpoint = await receiverStore.get('endpoint').catch(() => undefined);
  if (endpoint) await queue({ path: 'api/push/seen', body: { endpoint, id: seen, event, at, ...more } });
}

async function recordOnce(delivery, event, at, more) {
  const name = `${event}:${delivery.id}`;
  const request = receiptRequest(delivery, event, at, more);
  try {
    await receiverStore.enqueueOnce(name, request);
  } catch {
    if (!memory.claims.has(name)) memory.outbox.push(request);
    memory.claims.add(name);
  }
}

// request: {path, body, otherwise?: a request to make when the desk answers 404}
async function queue(request) {
  try {
    await receiverStore.enqueue(request);
  } catch {
    memory.outbox.push(request);
  }
}

async function wasShown(delivery) {
  try {
    return await receiverStore.isClaimed(`shown:${delivery.id}`);
  } catch {
    return memory.claims.has(`shown:${delivery.id}`);
  }
}

let flushing = null;
let wanted = false;

// Sends what waits, oldest first; one at a time, however many events ask for it. Never rejects.
function flush() {
  wanted = true;
  flushing ??= (async () => {
    while (wanted) {
      wanted = false;
      await drain();
    }
    flushing = null;
  })();
  return flushing;
}

async function drain() {
  while (memory.outbox.length > 0) {
    if (!(await deliver(memory.outbox[0]))) return;
    memory.outbox.shift();
  }
  try {
    for (let next = await receiverStore.nextInOutbox(); next; next = await receiverStore.nextInOutbox()) {
      if (!(await deliver(next))) return;
      await receiverStore.takeFromOutbox(next.id);
    }
  } catch {
    // IndexedDB does not work here; the memory's outbox was sent above.
  }
}

// True when the desk has taken or refused it; false when it has to wait for a better time.
async function deliver(request) {
  for (const wait of PAUSES_MS) {
    if (wait) {
      await pause(wait);
      if (await isWithdrawn(request)) return true;
    }
    const status = await post(request);
    if (status === 404 && request.otherwise) return deliver(request.otherwise);
    const later = status === 0 || status === 408 || status === 429 || status >= 500;
    if (later) continue;
    if (request.line && (status < 400 || status === 404)) await note(request.line); // 404: nothing to turn off
    return true;
  }
  return false;
}

// While we paused, the page may have told the desk itself, or have been turned on again.
async function isWithdrawn({ id }) {
  if (id === undefined) return false;
  return !(await receiverStore.isInOutbox(id).catch(() => true));
}

// The answer's status; 0 for no answer.
async function post({ path, body }) {
  try {
    const answer = await fetch(new URL(path, self.registration.scope), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answer.status;
  } catch {
    return 0;
  }
}
