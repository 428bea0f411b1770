// The browser's half of a subscription: making it with the desk's key, and giving it up.

const ANSWER_MS = 20000; // a browser that cannot reach its push service may stay silent for good

export class NoAnswer extends Error {
  constructor(what) {
    super(`${what} did not answer in ${ANSWER_MS / 1000} seconds`);
    this.name = 'NoAnswer';
  }
}

// Subscribes with the key (base64url), keeping an existing subscription made with the same one.
// renewing() is called before one made with another key is given up; late(subscription) if the browser
// answers after we stopped waiting. Rejects with NoAnswer, or with the browser's own DOMException.
export async function subscribe(registration, key, { renewing, late }) {
  const existing = await registration.pushManager.getSubscription();
  if (existing && isMadeWith(existing, key)) return existing;
  if (existing) {
    renewing();
    await unsubscribe(existing);
  }
  try {
    return await ask(registration, key, late);
  } catch (error) {
    // The browser still holds a subscription with another key, though it did not show it above.
    if (error.name !== 'InvalidStateError') throw error;
    const hidden = await registration.pushManager.getSubscription();
    if (!hidden) throw error;
    await unsubscribe(hidden);
    return ask(registration, key, late);
  }
}

function ask(registration, key, late) {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  return answered(registration.pushManager.subscribe(options), 'the push service', late);
}

// late() if the browser gives it up after we stopped waiting.
export const unsubscribe = (subscription, late) => answered(subscription.unsubscribe(), 'the browser', late);

function answered(promise, what, late = () => undefined) {
  return new Promise((resolve, reject) => {
    let waiting = true;
    const timer = setTimeout(() => { waiting = false; reject(new NoAnswer(what)); }, ANSWER_MS);
    promise.then((value) => {
      clearTimeout(timer);
      if (waiting) resolve(value); else late(value);
    }, (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

const isMadeWith = (subscription, key) => {
  const own = subscription.options?.applicationServerKey;
  return Boolean(own) && textOf(own) === key.replace(/=+$/, '');
};

function bytesOf(key) {
  const binary = atob(key.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
