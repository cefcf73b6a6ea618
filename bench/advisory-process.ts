// One measured process of the advisory benchmarks: prints JSON with times in milliseconds and the peak of memory in megabytes.
import { readFileSync } from 'node:fs';
import { openDatabase } from '../src/advisory/database/database.ts';
import { syncDatabase } from '../src/advisory/database/sync.ts';
import { nodeHost } from '../src/host/node-host.ts';
import { normaliseDistributionName } from '../src/standard/distribution-name.ts';
import { parseLooseVersion } from '../src/standard/version.ts';

const [task, path = '', ...rest] = process.argv.slice(2);
const host = nodeHost();
const started = performance.now();
const before = process.cpuUsage();
let result = 0;
if (task === 'sync') {
  for await (const message of syncDatabase(host, { path, sources: rest })) {
    if (message.kind === 'advisory') result = message.sources.reduce((sum, source) => sum + source.advisories, 0);
  }
} else {
  const asked = JSON.parse(host.files.readText(rest[0] ?? '', 2 ** 26)) as readonly (readonly [string, string])[];
  const database = openDatabase(host, path);
  for (const [name, version] of asked) {
    result += database.match(normaliseDistributionName(name), parseLooseVersion(version), []).length;
  }
  database.faults(new Set(asked.map(([name]) => normaliseDistributionName(name))));
  database.close();
}
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(before);
const processor = (user + system) / 1000;
process.stdout.write(JSON.stringify({ milliseconds, processor, megabytes: peakMegabytes(), result }));

/** The peak of memory. Linux hands `maxRSS` down from the parent process, so its own account goes first. */
function peakMegabytes(): number {
  const own = host.files.status('/proc/self/status') === null ? '' : readFileSync('/proc/self/status', 'utf8');
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(own)?.[1];
  return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) / 1024;
}
