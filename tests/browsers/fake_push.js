// Puts a push service that answers at once in place of the browser's, for tests of the page alone: without
// internet Chromium's own subscribe() stays pending for good. The subscription outlives a reload, as a real one.
'use strict';

(() => {
  const SLOT = 'fake-push';
  const read = () => JSON.parse(localStorage.getItem(SLOT) ?? '{"made": 0}');
  const write = (state) => localStorage.setItem(SLOT, JSON.stringify(state));

  // Tests wait for this attribute of the page: asked, held or free.
  const mark = (word) => { document.documentElement.dataset.fakePush = word; };

  const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;

  const subscription = ({ key, made }) => ({
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/device-${made}`,
    options: { userVisibleOnly: true, applicationServerKey: bytesOf(key) },
    unsubscribe: async () => {
      if (window.pushHolds) throw new DOMException(window.pushHolds.message, window.pushHolds.name);
      if (window.pushClings) await new Promise((resolve) => { window.pushLetsGo = resolve; });
      write({ ...read(), key: null });
      mark('free');
      if (window.pushForgets) throw new DOMException('Push service unreachable.', 'NetworkError');
      return true;
    },
    toJSON() {
      return { endpoint: this.endpoint, expirationTime: null, keys: { p256dh: 'BPoint', auth: 'secret' } };
    },
  });

  // window.pushFails: {name, message} makes subscribe() reject once. window.pushHangs: true lets it stay pending
  // until window.pushAnswers() is called. window.pushHolds: {name, message} makes unsubscribe() reject,
  // window.pushClings: true lets it stay pending until window.pushLetsGo() is called,
  // window.pushForgets: true makes it reject although the subscription is gone, as Firefox does offline.
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (window.pushFails) {
      const { name, message } = window.pushFails;
      window.pushFails = null;
      throw new DOMException(message, name);
    }
    mark('asked');
    if (window.pushHangs) await new Promise((resolve) => { window.pushAnswers = resolve; });
    window.pushHangs = false;
    const state = { key: textOf(applicationServerKey), made: read().made + 1 };
    write(state);
    mark('held');
    return subscription(state);
  };
  PushManager.prototype.getSubscription = async () => {
    const state = read();
    return state.key ? subscription(state) : null;
  };
})();
