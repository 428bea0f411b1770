// Sends messages with npm's web-push, as it comes, and tells what the push service answered.
//
// In, a JSON list on standard input; each entry {subscription, payload, vapidDetails, options}, with the names that
// web-push itself uses (options: TTL, urgency, topic, contentEncoding, headers, timeout). All are sent at once.
// Out, a JSON list on standard output: {status, headers, body} for any answer, {error} where there was none, and null
// where web-push never said what became of it.
// NODE_PATH says where web-push is installed; NODE_EXTRA_CA_CERTS, which authority it trusts besides the known ones.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const webPush = createRequire(import.meta.url)("web-push");
const requests = JSON.parse(await text(process.stdin));
const outcomes = requests.map(() => null);

async function send({ subscription, payload, vapidDetails, options }) {
  try {
    const answer = await webPush.sendNotification(subscription, payload, { ...options, vapidDetails });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    return error instanceof webPush.WebPushError
      ? { status: error.statusCode, headers: error.headers, body: error.body }
      : { error: error.message };
  }
}

requests.forEach(async (request, at) => {
  outcomes[at] = await send(request);
});
// Node ends when nothing is left that could still happen.
process.on("exit", () => {
  process.stdout.write(JSON.stringify(outcomes));
});
