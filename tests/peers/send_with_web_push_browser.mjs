// Sends messages with npm's web-push-browser (Web Crypto and fetch), and tells what the push service answered.
//
// In and out as send_with_web_push.mjs; of the options it takes TTL and urgency, it has no topic.
// NODE_PATH says where the package is installed; NODE_EXTRA_CA_CERTS, which authority is trusted besides the known ones.
import { createPrivateKey, webcrypto } from "node:crypto";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // Node 18 has it under this name only
// NODE_PATH is for require(); the package is an ES module and gives itself to import only.
const entry = join(process.env.NODE_PATH, "web-push-browser", "build", "index.js");
const { deserializeVapidKeys, sendPushNotification } = await import(pathToFileURL(entry));
const requests = JSON.parse(await text(process.stdin));

// It keeps private keys as PKCS #8, others as the bare 32 bytes.
function pkcs8({ publicKey, privateKey }) {
  const point = Buffer.from(publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const key = createPrivateKey({ key: { kty: "EC", crv: "P-256", x, y, d: privateKey }, format: "jwk" });
  return key.export({ type: "pkcs8", format: "der" }).toString("base64url");
}

async function send({ subscription, payload, vapidDetails, options }) {
  try {
    const { publicKey, subject } = vapidDetails;
    const keys = await deserializeVapidKeys({ publicKey, privateKey: pkcs8(vapidDetails) });
    const email = subject.replace("mailto:", "");
    const answer = await sendPushNotification(keys, subscription, email, payload, {
      algorithm: "aes128gcm",
      ttl: options.TTL,
      urgency: options.urgency,
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  } catch (error) {
    return { error: `${error.message}: ${error.cause?.message ?? ""}` };
  }
}

process.stdout.write(JSON.stringify(await Promise.all(requests.map(send))));
