// The page's use of store.js for hints: what cannot be remembered is not worth failing for.

const store = window.receiverStore;

export const recall = (key) => store.get(key).catch(() => undefined);
export const remember = (key, value) => store.set(key, value).catch(() => undefined);
export const forget = (key) => store.remove(key).catch(() => undefined);
export const withdrawLeave = (endpoint) => store.withdrawLeave(endpoint).catch(() => undefined);
// Resolves to whether it is kept for the desk.
export const enqueueLeave = (endpoint) => store.enqueueLeave(endpoint).then(() => true, () => false);
export const earlierLines = () => store.lines().catch(() => []);
