// The desk's HTTP API, as this page uses it. One function a request; every failure is a DeskError.

const ANSWER_MS = 8000;

// status 0: no answer at all. message is a sentence for the person in front of the page.
export class DeskError extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'DeskError';
    this.status = status;
  }
}

export const publicKey = async () => (await call('GET', 'api/push/key')).publicKey;

// subscription: a PushSubscription; device: what device.js describes. Resolves to the device's id.
export const subscribe = async (subscription, device) =>
  (await call('POST', 'api/push/subscribe', { ...subscription.toJSON(), device })).id;

export const resubscribe = (oldEndpoint, subscription) =>
  call('POST', 'api/push/resubscribe', { oldEndpoint, subscription: subscription.toJSON() });

export const unsubscribe = (endpoint) => call('POST', 'api/push/unsubscribe', { endpoint });

// Resolves to the campaign's id.
export const sendTest = async (endpoint) => (await call('POST', 'api/push/test', { endpoint })).campaign;

export const events = (endpoint) => new EventSource(`api/push/events?endpoint=${encodeURIComponent(endpoint)}`);

async function call(method, path, body) {
  const request = { method, cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) };
  if (body) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch {
    throw new DeskError(0, 'The desk does not answer. Is PushDesk (or its lab) still running?');
  }
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  throw new DeskError(answer.status, content.error?.message ?? `The desk answered ${answer.status}.`);
}
