// Everything the page explains, in words. An explanation is {title, lines}; `code` in a line is set apart.

import { browserName, systemName } from './device.js';

const GOOGLE = '`mtalk.google.com` (ports 5228 to 5230) and `fcm.googleapis.com`';
const SERVICES = {
  Firefox: 'Mozilla’s push service, `push.services.mozilla.com`',
  Edge: 'Microsoft’s push service, `*.notify.windows.com`',
  Safari: 'Apple’s push service, `*.push.apple.com`',
};
const pushService = () => SERVICES[browserName()] ?? `Google’s push service: ${GOOGLE}`;

const UNSUPPORTED = {
  insecure: () => ({
    title: 'Browsers allow push only on a secure address',
    lines: [
      `This page was opened as \`${location.origin}\`, which is neither https nor this computer itself.`,
      `Open it as \`http://localhost:${location.port || 80}/\` on the computer that runs PushDesk. An Android phone ` +
        'on a USB cable can do the same with `adb reverse`.',
    ],
  }),
  'home-screen': () => ({
    title: 'On an iPhone or iPad, push needs the home screen',
    lines: [
      'Safari allows push only for pages that were added to the home screen (iOS 16.4 and later).',
      'Tap Share, then “Add to Home Screen”, and open PushDesk receiver from there.',
    ],
  }),
  private: () => ({
    title: 'This looks like a private window',
    lines: ['Firefox has no push in private windows. Open this page in a normal one.'],
  }),
  old: () => ({
    title: 'This browser has no web push',
    lines: [
      'It lacks service workers, the Push API or notifications; a private window, an in-app browser or a ' +
        'locked-down profile can be the reason.',
      'Use a current Firefox, Chrome, Edge or Safari in a normal window.',
    ],
  }),
};
export const unsupported = (reason) => UNSUPPORTED[reason]();

const ALLOW_AGAIN = {
  Firefox: 'Click the crossed-out speech bubble (or the padlock) left of the address, and remove the block.',
  Safari: 'Open Safari → Settings → Websites → Notifications, and allow this page.',
};

export const blocked = () => ({
  title: 'Notifications are blocked for this page',
  lines: [
    systemName() === 'iOS'
      ? 'Open Settings → Notifications → Receiver, and allow them.'
      : ALLOW_AGAIN[browserName()] ??
        'Click the symbol left of the address, then Notifications (or Site settings → Notifications) → Allow.',
    'This page notices the change by itself. In a private or incognito window there is nothing to allow: use a ' +
      'normal one.',
  ],
});

export const asking = () => ({
  title: 'Your browser asks whether to allow notifications',
  lines: ['Answer “Allow”. If you see no question, look for a small bell in or beside the address bar.'],
});

export const dismissed = () => ({
  title: 'The question was closed without an answer',
  lines: ['Nothing has changed. Click the button again, and answer “Allow” this time.'],
});

const noAnswer = () => ({
  title: 'The browser’s push service does not answer',
  lines: [
    'The browser asked its push service for an address and heard nothing for 20 seconds. That is what a missing ' +
      'internet connection, a proxy or a firewall looks like; the browser itself goes on waiting without a word.',
    `This browser needs to reach ${pushService()}.`,
    'If an answer still comes while this page is open, it is taken. Otherwise try again.',
  ],
});

const pushServiceError = () => (browserName() === 'Brave' ? {
  title: 'Brave keeps Google’s push service switched off',
  lines: [
    'Open `brave://settings/privacy`, switch on “Use Google services for push messaging”, restart Brave and try again.',
  ],
} : {
  title: 'The browser’s push service refused',
  lines: [
    `A firewall, a proxy or a missing internet connection can be the reason. This browser needs ${pushService()}.`,
    'In Brave, switch on “Use Google services for push messaging” in `brave://settings/privacy`. An Android phone ' +
      'without Play services cannot receive push in a Chromium browser.',
  ],
});

const SUBSCRIBE_ERRORS = {
  NoAnswer: noAnswer,
  AbortError: pushServiceError,
  NetworkError: pushServiceError,
  NotAllowedError: () => ({
    title: 'The browser does not allow push here',
    lines: ['Notifications may be blocked, or this is a private window. Allow them, or use a normal window.'],
  }),
  SecurityError: () => ({
    title: 'The browser does not allow a service worker here',
    lines: ['A private window, blocked cookies or site data, or a certificate that is not trusted can be the reason.'],
  }),
  InvalidStateError: () => ({
    title: 'The browser holds a subscription that was made with another key',
    lines: ['Click “Turn off”, then turn it on again. If that does not help, clear this site’s data.'],
  }),
  InvalidAccessError: () => ({
    title: 'The browser does not take this desk’s key',
    lines: ['Check the key in PushDesk’s settings: it has to be a public P-256 key.'],
  }),
  DeskError: (error) => ({
    title: error.status ? 'The desk did not take this device' : 'The desk does not answer',
    lines: [error.message],
  }),
};

export function failure(error) {
  const explain = SUBSCRIBE_ERRORS[error.name];
  const words = explain ? explain(error) : { title: 'The browser could not subscribe', lines: [] };
  if (error.name === 'DeskError' || error.name === 'NoAnswer') return words;
  return { title: words.title, lines: [...words.lines, `The browser’s own words: \`${error.name}: ${error.message}\``] };
}

export const newKey = () => ({
  title: 'The desk’s key had changed',
  lines: ['This browser subscribed again with the new one. Nothing else has to be done.'],
});

export const turningOff = () => ({
  title: 'Turning off…',
  lines: [
    'The browser is asked to give up its subscription, and the desk is told. Where one of them does not answer, this ' +
      'takes up to 20 seconds.',
  ],
});

export const offFirst = () => ({
  title: 'Turning off first, then on again',
  lines: ['The click on “Turn off” before this one is not through yet; that takes up to 20 seconds.'],
});

// What came of turning off, unless both the browser and the desk did as they were asked (then null).
// held: the error of a browser that did not let go; serviceTold: whether a browser that did let go could tell its
// push service; deskError: of a desk that could not be told; kept: whether the page remembers to try again.
export function turnedOff({ held, serviceTold, deskError, kept }) {
  if (held) return deskError ? nothingDone(held, deskError, kept) : stillHeld(held, kept);
  return deskError ? untold(deskError, serviceTold, kept) : null;
}

const untold = (deskError, serviceTold, kept) => ({
  title: 'Off here, but the desk could not be told',
  lines: [
    'This browser has given up its subscription, and nothing sent to it will arrive.',
    (kept ? 'This page tries to tell it again when it is opened or turned on the next time. ' : '') +
      (serviceTold
        ? 'If PushDesk sends to this browser before it knows, the push service answers that it is gone (410).'
        : 'The browser’s push service could not be told either: it may still accept what PushDesk sends, in vain.'),
    deskError.message,
  ],
});

const stillHeld = (held, kept) => ({
  title: 'The browser did not give up its subscription',
  lines: [
    'The desk was told, and sends nothing more.',
    `${again(kept)} To be sure, block notifications for this page or clear its data.`,
    ownWords(held),
  ],
});

const nothingDone = (held, deskError, kept) => ({
  title: 'The browser did not give up its subscription, and the desk could not be told',
  lines: [
    'Messages can still arrive here.',
    `${again(kept)} To be sure, block notifications for this page or clear its data.`,
    deskError.message,
    ownWords(held),
  ],
});

const again = (kept) =>
  (kept ? 'This page tries again when it is opened the next time; “Turn off” tries at once.' : '“Turn off” tries again.');

const ownWords = (error) => (error.name === 'NoAnswer'
  ? 'The browser did not answer for 20 seconds.'
  : `The browser’s own words: \`${error.name}: ${error.message}\``);

export const needsSubscription = () => ({
  title: 'A test needs a subscription',
  lines: ['Turn this device on first. “Show without push” works without one.'],
});

export const testFailed = (error) => ({ title: 'The test was not sent', lines: [error.message] });

export const notShown = (error) => ({
  title: 'The browser could not show a notification',
  lines: [
    'On Linux, a desktop without a notification service can be the reason; on any system, notifications switched ' +
      'off for this browser.',
    `The browser’s own words: \`${error.name}: ${error.message}\``,
  ],
});

// What the desk says of a delivery (its words, in any case), as the device sees it.
const DELIVERY_STATES = {
  waiting: 'on its way',
  sending: 'on its way',
  retrying: 'on its way',
  accepted: 'not shown yet',
  received: 'received, not shown yet',
  failed: 'not sent',
  rejected: 'refused by the push service',
};
export const deliveryState = (state) => DELIVERY_STATES[state.toLowerCase()] ?? state.toLowerCase();

const HEADINGS = {
  unsupported: (desk) => ['This browser cannot be a test device', `${desk} cannot send to it, for this reason:`],
  blocked: (desk) => ['This browser may not be a test device yet', `${desk} could send to it, were it allowed to.`],
  on: (desk) => [
    'This browser is a test device',
    `It belongs to ${desk}. Close this tab if you like: messages still arrive, because the service worker receives ` +
      'them, not the page.',
  ],
};
const OFF = (desk) => [
  'Make this browser a test device',
  `One click, one question from the browser, and ${desk} can send to it. Nothing happens before that click.`,
];

// [heading, sentence] of a state.
export function heading(state) {
  const [title, sentence] = (HEADINGS[state] ?? OFF)(`the PushDesk at ${location.host}`);
  return [title, sentence[0].toUpperCase() + sentence.slice(1)];
}
