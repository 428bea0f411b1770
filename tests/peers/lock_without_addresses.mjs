// Takes out of an npm lock file what names an address: where a package is funded, why it is deprecated,
// where it was downloaded. npm ci needs none of it; integrity hashes stay.
// Usage: node lock_without_addresses.mjs package-lock.json
import { readFileSync, writeFileSync } from "node:fs";

const path = process.argv[2];
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.deprecated;
  delete entry.resolved;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
