// What the page and the service worker remember together, in IndexedDB.
//
// settings  key -> value: endpoint, name, device, allowedAt, turnedOff (the last wish was off)
// claims    receipts that were already recorded, so that a delivery which arrives twice is reported once
// outbox    requests for the desk that were not answered yet: {path, body, otherwise?, line?}
// log       the worker's last lines, {at, text}, for a page that is opened later
//
// A classic script: the worker takes it with importScripts, the page with a script element.
'use strict';

(() => {
  const NAME = 'pushdesk-receiver';
  const VERSION = 1;
  const KEPT = { claims: 1000, outbox: 500, log: 100 };
  const LEAVE = 'api/push/unsubscribe';
  const ANSWER_MS = 3000; // WebKit's IndexedDB is known to fall silent; a caller has to get on without it
  let opening = null;

  function create(database) {
    database.createObjectStore('settings');
    const claims = database.createObjectStore('claims', { keyPath: 'id', autoIncrement: true });
    claims.createIndex('name', 'name', { unique: true });
    database.createObjectStore('outbox', { keyPath: 'id', autoIncrement: true });
    database.createObjectStore('log', { keyPath: 'id', autoIncrement: true });
  }

  function connect() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => create(request.result);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        database.onclose = () => { opening = null; };
        database.onversionchange = () => { database.close(); opening = null; };
        resolve(database);
      };
    });
  }

  function open() {
    opening ??= connect().catch((error) => { opening = null; throw error; });
    return opening;
  }

  // Runs work(transaction, keep) in one transaction; resolves to the kept value once it is committed.
  function transact(names, mode, work) {
    return new Promise((resolve, reject) => {
      const silence = setTimeout(() => reject(new DOMException('No answer', 'TimeoutError')), ANSWER_MS);
      const settle = (how, value) => { clearTimeout(silence); how(value); };
      open().then((database) => {
        const transaction = database.transaction(names, mode);
        let value;
        transaction.oncomplete = () => settle(resolve, value);
        transaction.onabort = () => settle(reject, transaction.error ?? new DOMException('Aborted', 'AbortError'));
        work(transaction, (kept) => { value = kept; });
      }).catch((error) => settle(reject, error));
    });
  }

  // Adds a record and drops the ones that are too old to keep. Keys only grow, so age is arithmetic.
  function append(transaction, name, record) {
    const store = transaction.objectStore(name);
    const added = store.add(record);
    added.onsuccess = () => {
      const oldest = added.result - KEPT[name];
      if (oldest > 0) store.delete(IDBKeyRange.upperBound(oldest));
    };
  }

  const get = (key) => transact(['settings'], 'readonly', (transaction, keep) => {
    const request = transaction.objectStore('settings').get(key);
    request.onsuccess = () => keep(request.result);
  });

  const set = (key, value) => transact(['settings'], 'readwrite', (transaction) => {
    transaction.objectStore('settings').put(value, key);
  });

  const remove = (key) => transact(['settings'], 'readwrite', (transaction) => {
    transaction.objectStore('settings').delete(key);
  });

  const isClaimed = (name) => transact(['claims'], 'readonly', (transaction, keep) => {
    const request = transaction.objectStore('claims').index('name').getKey(name);
    request.onsuccess = () => keep(request.result !== undefined);
  });

  // Claims a name and puts the request into the outbox, both or neither: a worker killed in between
  // leaves no claim without its receipt. Resolves to false when somebody claimed the name before.
  const enqueueOnce = (name, request) => transact(['claims', 'outbox'], 'readwrite', (transaction, keep) => {
    const found = transaction.objectStore('claims').index('name').getKey(name);
    found.onsuccess = () => {
      if (found.result !== undefined) return keep(false);
      append(transaction, 'claims', { name });
      append(transaction, 'outbox', request);
      return keep(true);
    };
  });

  const enqueue = (request) => transact(['outbox'], 'readwrite', (transaction) => {
    append(transaction, 'outbox', request);
  });

  const nextInOutbox = () => transact(['outbox'], 'readonly', (transaction, keep) => {
    const request = transaction.objectStore('outbox').getAll(null, 1);
    request.onsuccess = () => keep(request.result[0]);
  });

  const takeFromOutbox = (id) => transact(['outbox'], 'readwrite', (transaction) => {
    transaction.objectStore('outbox').delete(id);
  });

  const isInOutbox = (id) => transact(['outbox'], 'readonly', (transaction, keep) => {
    const request = transaction.objectStore('outbox').getKey(id);
    request.onsuccess = () => keep(request.result !== undefined);
  });

  function dropLeave(transaction, endpoint, then = () => undefined) {
    const request = transaction.objectStore('outbox').openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return then();
      if (cursor.value.path === LEAVE && cursor.value.body.endpoint === endpoint) cursor.delete();
      return cursor.continue();
    };
  }

  // The endpoint goes from the settings into the outbox, once: it is known until the desk was told.
  const enqueueLeave = (endpoint) => transact(['settings', 'outbox'], 'readwrite', (transaction) => {
    transaction.objectStore('settings').delete('endpoint');
    const request = { path: LEAVE, body: { endpoint }, line: 'told the desk that this browser was turned off' };
    dropLeave(transaction, endpoint, () => append(transaction, 'outbox', request));
  });

  // The desk was told, or the endpoint is in use again.
  const withdrawLeave = (endpoint) => transact(['outbox'], 'readwrite', (transaction) => {
    dropLeave(transaction, endpoint);
  });

  const addLine = (line) => transact(['log'], 'readwrite', (transaction) => {
    append(transaction, 'log', line);
  });

  const lines = () => transact(['log'], 'readonly', (transaction, keep) => {
    const request = transaction.objectStore('log').getAll();
    request.onsuccess = () => keep(request.result);
  });

  self.receiverStore = {
    get, set, remove, isClaimed, enqueueOnce, enqueue, nextInOutbox, takeFromOutbox, isInOutbox,
    enqueueLeave, withdrawLeave, addLine, lines,
  };
})();
