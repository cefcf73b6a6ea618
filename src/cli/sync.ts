// `theriac sync`: builds the local advisory database from its sources.
import { resolve } from 'node:path';
import { syncDatabase } from '../advisory/database/sync.ts';
import type { Fault } from '../finding/fault.ts';
import type { DatabaseSource } from '../finding/message.ts';
import { escapeControls } from '../report/escape.ts';
import { type Command, UsageError } from './command.ts';
import { DATABASE_FLAG, defaultDatabase, namedDatabase } from './database-flag.ts';
import { formatFault } from './emit.ts';
import { startProgress } from './progress.ts';

const FAULTS_SHOWN = 20;

export const syncCommand: Command = {
  name: 'sync',
  operands: 'SOURCE…',
  summary: 'build the local advisory database',
  flags: [
    DATABASE_FLAG,
    { name: 'names', value: 'LIST', help: 'the distributions to ask an OSV API for, separated by commas' },
    { name: 'all', value: null, help: 'list every fault' },
  ],
  examples: [
    { command: 'theriac sync all.zip', meaning: 'a zip of OSV records' },
    {
      command: 'theriac sync https://advisories.example/all.zip ../our-advisories',
      meaning: 'a download and a folder',
    },
    { command: 'theriac sync osv+https://osv.example --names pillow,jinja2', meaning: 'another OSV API' },
  ],
  async run(invocation) {
    const { host } = invocation;
    const { directory } = host.environment;
    if (invocation.operands.length === 0) {
      throw new UsageError('name at least one source: a zip, folder, file or address of OSV records');
    }
    const sources = invocation.operands.map((source) => (isAddress(source) ? source : resolve(directory, source)));
    const path = namedDatabase(invocation, null, directory) ?? defaultDatabase(host);
    const names = (invocation.value('names') ?? '').split(',').filter((name) => name.trim() !== '');
    const faults: Fault[] = [];
    let built: readonly DatabaseSource[] | null = null;
    const progress = startProgress(host);
    try {
      for await (const message of syncDatabase(host, { path, sources, names })) {
        if (message.kind === 'progress') progress.show(() => `${message.phase}: ${message.done} of ${message.total}`);
        else if (message.kind === 'incomplete') faults.push(message.fault);
        else if (message.kind === 'advisory') built = message.sources;
      }
    } finally {
      progress.end();
    }
    const shown = invocation.given('all') ? faults : faults.slice(0, FAULTS_SHOWN);
    for (const fault of shown) host.terminal.notes.write(`${formatFault(fault)}\n`);
    if (shown.length < faults.length) {
      host.terminal.notes.write(`and ${faults.length - shown.length} more (--all)\n`);
    }
    if (built === null) {
      host.terminal.notes.write('theriac: no source could be read; the database is as it was\n');
      return 3;
    }
    for (const source of built) host.terminal.output.write(`${formatSource(source)}\n`);
    host.terminal.output.write(`database: ${escapeControls(path)}\n`);
    return faults.some((fault) => fault.effect === 'incomplete') ? 3 : 0;
  },
};

function formatSource(source: DatabaseSource): string {
  const date = source.modified === null ? 'undated' : `newest of ${source.modified.slice(0, 10)}`;
  const count = `${source.advisories} ${source.advisories === 1 ? 'advisory' : 'advisories'}`;
  return escapeControls(`${source.name}: ${count}, ${date}`);
}

function isAddress(source: string): boolean {
  return /^(osv\+)?https?:\/\//i.test(source);
}
