// What is run in a service worker, over DevTools. Each function is called with one object.
({
  // The notifications that look like the one presented, with what Qt does not hand on; the newest last.
  look: async ({ title, body, tag }) => {
    const all = await registration.getNotifications(tag ? { tag } : {});
    return all
      .filter((one) => one.title === title && one.body === body && one.tag === tag)
      .map((one) => ({
        image: one.image ?? '',
        data: one.data === null || one.data === undefined ? '' : JSON.stringify(one.data),
        actions: (one.actions ?? []).map(({ action, title }) => ({ action, title })),
      }));
  },

  // Waits for the next click on that notification, which is the browser's own, trusted event: the worker
  // gets it with everything that belongs to it. Three things are not the browser's. Its `action` is set here
  // (Qt can only click the notification itself); and because QtWebEngine cannot open a window for a worker
  // (openWindow() is always refused) and has only one page to focus, openWindow() and focus() tell the built-in
  // browser what to open, and it does. Resolves to {opened: URL}, {focused: URL} or {}.
  press: (about) => new Promise((resolve) => {
    self.pushdeskPresses ??= install();
    const press = { ...about, event: null, waits: [], resolve };
    self.pushdeskPresses.push(press);
    setTimeout(() => self.pushdeskPresses.drop(press), about.seconds * 1000);

    // Once in a worker's life. The worker's own listeners come first, whatever ours do: so the prototypes.
    function install() {
      const presses = [];
      presses.drop = (press) => {
        if (presses.includes(press)) presses.splice(presses.indexOf(press), 1);
        press.resolve({});
      };
      const fits = ({ title, body, tag }, { notification: one }) =>
        one.title === title && one.body === body && one.tag === tag;
      const pressOf = (event) => {
        if (event.type !== 'notificationclick') return undefined;
        const bound = presses.find((press) => press.event === event);
        const press = bound ?? presses.find((one) => one.event === null && fits(one, event));
        if (press) press.event = event;
        return press;
      };
      const action = Object.getOwnPropertyDescriptor(NotificationEvent.prototype, 'action');
      Object.defineProperty(NotificationEvent.prototype, 'action', {
        ...action,
        get() { return pressOf(this)?.action || action.get.call(this); },
      });
      const { waitUntil } = ExtendableEvent.prototype;
      ExtendableEvent.prototype.waitUntil = function (promise) {
        pressOf(this)?.waits.push(promise);
        return waitUntil.call(this, promise);
      };
      const { openWindow } = Clients.prototype;
      Clients.prototype.openWindow = async function (url) {
        const press = presses.at(-1);
        if (!press) return openWindow.call(this, url);
        press.resolve({ opened: new URL(url, location.href).href });
        return null;
      };
      const { focus } = WindowClient.prototype;
      WindowClient.prototype.focus = async function () {
        const press = presses.at(-1);
        if (!press) return focus.call(this);
        press.resolve({ focused: this.url });
        return this;
      };
      addEventListener('notificationclick', async (event) => {
        const press = pressOf(event);
        if (!press) return;
        await Promise.allSettled(press.waits);
        presses.drop(press);
      });
      return presses;
    }
  }),
})
