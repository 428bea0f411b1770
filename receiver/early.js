// Passes clicks on the page's controls on, and keeps those made before app.js is ready.
//
// A small blocking script on purpose: it runs before the buttons exist, so no click can be too early.
// A kept click is replayed as soon as app.js is there, normally well within the five seconds in which
// browsers still count it as the person's own (transient activation), as the permission question needs.
'use strict';

(() => {
  const CONTROLS = '#enable, #disable, #show-local, #send-test';
  const kept = new Set();
  let receive = (id) => kept.add(id);

  document.addEventListener('click', (event) => {
    const control = event.target instanceof Element ? event.target.closest(CONTROLS) : null;
    if (control) receive(control.id);
  });

  // handler(id) gets the kept clicks, in their order and each once, and then every later click.
  window.controlClicks = {
    giveTo(handler) {
      receive = handler;
      kept.forEach((id) => handler(id));
      kept.clear();
    },
  };
})();
