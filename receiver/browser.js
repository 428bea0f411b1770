// What the page asks of the browser before a subscription: the service worker, and the permission.

import { recall, remember } from './memory.js';
import * as view from './view.js';

const WORKER_MS = 10000;
let starting = null;

// Resolves to the registration once its worker can be woken; tried anew after a failure.
export function worker() {
  starting ??= startWorker().catch((error) => {
    starting = null;
    view.step('worker', false, 'could not start');
    throw error;
  });
  return starting;
}

async function startWorker() {
  const registration = await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
  await new Promise((resolve, reject) => {
    navigator.serviceWorker.ready.then(resolve);
    setTimeout(() => reject(new Error('the service worker does not start')), WORKER_MS);
  });
  view.step('worker', true, 'sw.js, ready to be woken');
  flush(registration); // what could not be sent last time
  return registration;
}

// Lets the worker send what the desk has not been told yet.
export const flush = (registration) => registration.active?.postMessage({ type: 'flush' });

export const currentSubscription = async () => (await worker()).pushManager.getSubscription();

// Resolves to granted | denied | default (the question was closed). Asks before anything is awaited:
// Firefox and Safari accept the question only right after a click.
export async function askPermission() {
  if (Notification.permission === 'granted') return 'granted';
  view.say('asked for permission');
  const answer = await Notification.requestPermission();
  view.say(`permission: ${answer}`);
  if (answer === 'granted') await remember('allowedAt', new Date().toISOString());
  await showPermission();
  return answer;
}

export async function showPermission() {
  if (Notification.permission !== 'granted') {
    const small = Notification.permission === 'denied' ? 'blocked in this browser' : 'asked only after your click';
    view.step('permission', false, small);
    return;
  }
  const at = await recall('allowedAt');
  const time = at && new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  view.step('permission', true, time ? `you said yes at ${time}` : 'allowed earlier');
}
