// Sends one message with npm's web-push, as it comes, and tells what the push service answered.
//
// In, one JSON document on standard input: {subscription, payload, vapidDetails, options}, with the names that web-push
// itself uses (options: TTL, urgency, topic, contentEncoding, headers, timeout).
// Out, one JSON document on standard output: {status, headers, body} for any answer, or {error} where there was none.
// NODE_PATH says where web-push is installed; NODE_EXTRA_CA_CERTS, which authority it trusts besides the known ones.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const webPush = createRequire(import.meta.url)("web-push");
const { subscription, payload, vapidDetails, options } = JSON.parse(await text(process.stdin));

let outcome;
try {
  const answer = await webPush.sendNotification(subscription, payload, { ...options, vapidDetails });
  outcome = { status: answer.statusCode, headers: answer.headers, body: answer.body };
} catch (error) {
  outcome =
    error instanceof webPush.WebPushError
      ? { status: error.statusCode, headers: error.headers, body: error.body }
      : { error: error.message };
}
process.stdout.write(JSON.stringify(outcome));
