// `theriac audit`: which known vulnerabilities affect the project, why, and what fixes them.
import { audit } from '../audit/audit.ts';
import type { Command } from './command.ts';
import { DATABASE_FLAG, namedDatabase, openNamedDatabase } from './database-flag.ts';
import { ALL_FLAG, emit, OUTPUT_FLAGS } from './emit.ts';
import {
  configurationFolder,
  configurationOf,
  INVENTORY_FLAGS,
  loadNamedInventory,
  projectPath,
} from './inventory-flags.ts';
import { POLICY_FLAGS, parsePolicy } from './policy-flags.ts';
import { REACH_FLAGS, reachSource } from './reach-flags.ts';
import { readRelease } from './release.ts';
import { startTimings, TIMINGS_FLAG, timeAnalysis } from './timings.ts';

export const auditCommand: Command = {
  name: 'audit',
  operands: '[PATH]',
  summary: 'which known vulnerabilities affect a project',
  flags: [...OUTPUT_FLAGS, ALL_FLAG, DATABASE_FLAG, ...INVENTORY_FLAGS, ...POLICY_FLAGS, ...REACH_FLAGS, TIMINGS_FLAG],
  examples: [
    { command: 'theriac audit', meaning: 'the project in this folder: its lock file, requirements or environment' },
    { command: 'theriac audit .venv', meaning: 'what is installed in a virtual environment' },
    { command: 'theriac audit uv.lock --python 3.12 --platform linux', meaning: 'one lock file for one interpreter' },
    { command: 'theriac audit --format sarif --output theriac.sarif', meaning: 'for code scanning' },
    { command: 'theriac audit --ignore CVE-2024-1234="never rendered"', meaning: 'set one vulnerability aside' },
  ],
  async run(invocation) {
    const { host } = invocation;
    const timings = startTimings(host, invocation.given('timings'));
    const path = projectPath(invocation);
    const configuration = await configurationOf(host, path);
    const policy = parsePolicy(invocation, configuration);
    const named = namedDatabase(invocation, configuration.database, configurationFolder(host, path));
    const database = openNamedDatabase(host, named);
    timings.lap('configuration and database');
    try {
      const inventory = await loadNamedInventory(invocation, path, configuration);
      timings.lap('inventory');
      const { version } = readRelease(host);
      const reach = timeAnalysis(await reachSource(invocation, path, configuration, inventory), timings);
      return await emit(invocation, audit({ inventory, database, policy, version, reach, now: host.clock.now() }));
    } finally {
      timings.lap('verdicts and report');
      timings.write();
      database.close();
    }
  },
};
