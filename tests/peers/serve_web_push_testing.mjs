// Runs npm's web-push-testing in the foreground on a free loopback port, and writes its origin as one line when ready.
//
// Its own command puts the server in the background and listens on every interface; a test wants neither. The
// subscriptions' endpoints are built from the model's notifyUrl, which is why that is set once the port is known.
// NODE_PATH says where web-push-testing is installed. Ends when standard input does.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const WebPushTestingServer = require("web-push-testing/src/server.js");
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");

const model = new PushApiModel();
const service = new WebPushTestingServer(model, 0);
service.setRequestHandlers();
const server = service._app.listen(0, "127.0.0.1", () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  model.notifyUrl = `${origin}/notify/`;
  process.stdout.write(`${origin}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
