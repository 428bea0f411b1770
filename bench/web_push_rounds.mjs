// Sends rounds of messages with npm's web-push and tells what each cost; bench/measuring.py speaks with it.
//
// In: a line of JSON {subscriptions, payload, vapid, concurrency, warm, cached}, then a line for each round.
// Out: "ready", then for each round {messages, cpu, wall} in seconds. With `cached` a token is signed once for each
// origin instead of once for each message, which web-push itself does not do. NODE_PATH says where web-push is.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const webPush = require("web-push");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const errand = JSON.parse((await lines.next()).value);

if (errand.cached) {
  const helper = require("web-push/src/vapid-helper.js");
  const sign = helper.getVapidHeaders;
  const known = new Map();
  helper.getVapidHeaders = (audience, ...rest) => {
    if (!known.has(audience)) known.set(audience, sign(audience, ...rest));
    return known.get(audience);
  };
}

async function send(subscriptions) {
  let at = 0;
  const worker = async () => {
    while (at < subscriptions.length) {
      await webPush.sendNotification(subscriptions[at++], errand.payload, { TTL: 60, vapidDetails: errand.vapid });
    }
  };
  await Promise.all(Array.from({ length: errand.concurrency }, worker));
}

await send(errand.subscriptions.slice(0, errand.warm));
console.log(JSON.stringify("ready"));
for await (const _ of lines) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await send(errand.subscriptions);
  const used = process.cpuUsage(cpu);
  const wall = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ messages: errand.subscriptions.length, cpu: (used.user + used.system) / 1e6, wall }));
}
