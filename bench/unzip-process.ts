// The yardstick for syncing: unzips the same records with Node's own zlib and parses them, nothing else.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const started = performance.now();
const before = process.cpuUsage();
const bytes = readFileSync(process.argv[2] ?? '');
const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
let at = bytes.readUInt32LE(end + 16);
let result = 0;
for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
  const size = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const data = bytes.subarray(start, start + size);
  const text: Buffer = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data;
  JSON.parse(text.toString('utf8'));
  result += 1;
  at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
}
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(before);
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ milliseconds, processor: (user + system) / 1000, megabytes, result }));
