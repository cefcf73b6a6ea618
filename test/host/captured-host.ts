// A host for tests: the real file system, a fixed clock, its own environment, a captured terminal and no network.
import { resolve } from 'node:path';
import { type Host, HostError } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** What a run wrote, and the host it ran on. */
export interface Captured {
  readonly host: Host;
  output(): string;
  notes(): string;
}

/** A host that captures; overrides replace single fields. */
export function capturedHost(
  overrides: Partial<Host> = {},
  variables: Record<string, string> = {},
  directory: string = ROOT,
): Captured {
  const real = nodeHost();
  const output: string[] = [];
  const notes: string[] = [];
  const host: Host = {
    files: real.files,
    git: real.git,
    clock: { now: () => Date.UTC(2026, 10, 22, 12), elapsed: () => 0 },
    memory: { inUse: () => 0, keepYoungSmall: () => {} },
    compiler: { fit: () => {} },
    http: {
      fetch: async (request) => {
        throw new HostError('network', request.url, 'tests have no network');
      },
    },
    environment: { ...real.environment, directory, home: '/nonexistent', variables },
    terminal: {
      output: { isTerminal: false, columns: null, write: (text) => output.push(text) },
      notes: { isTerminal: false, columns: null, write: (text) => notes.push(text) },
      input: { isTerminal: false, readLine: () => null },
    },
    ...overrides,
  };
  return { host, output: () => output.join(''), notes: () => notes.join('') };
}
