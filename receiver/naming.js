// The name field: suggested, kept, and sent to the desk when it changes.

import { currentSubscription } from './browser.js';
import * as desk from './desk.js';
import { describeDevice, suggestedName } from './device.js';
import { recall, remember } from './memory.js';
import * as view from './view.js';

const TYPING_MS = 800;
let typing = 0;
let savedName = null;
let filling = null;

// Fills the field, unless something was typed while the page was loading.
export function fillName() {
  filling ??= (async () => {
    savedName = (await recall('name')) ?? suggestedName();
    view.nameField.placeholder = suggestedName();
    view.nameField.value ||= savedName;
    view.nameField.addEventListener('change', saveName);
    view.nameField.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(saveName, TYPING_MS);
    });
  })();
  return filling;
}

const chosenName = () => view.nameField.value.trim() || suggestedName();

// Posts the subscription with this device's description; also how the desk learns of a change.
export async function introduce(subscription) {
  await fillName();
  savedName = chosenName();
  const device = describeDevice(savedName);
  await desk.subscribe(subscription, device);
  await Promise.all([remember('name', savedName), remember('device', device)]);
  view.step('name', true, `the desk knows it as “${device.name}”`);
}

async function saveName() {
  clearTimeout(typing);
  const name = chosenName();
  if (name === savedName) return;
  savedName = name;
  await remember('name', name);
  const subscription = view.currentState() === 'on' ? await currentSubscription() : null;
  if (!subscription) return;
  try {
    await introduce(subscription);
    view.say(`named “${name}”`);
  } catch (error) {
    savedName = null; // so that the next change is sent even if it changes back
    view.step('name', false, error.message);
  }
}
