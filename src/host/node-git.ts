// The git program of this machine: no shell, nothing that a repository's own configuration could start.
import { type Git, type GitResult, HostError } from './host.ts';

const TIMEOUT = 600_000;

/** Settings that keep a hostile repository from running programs of its own. */
const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.pager=cat',
  '-c',
  'protocol.ext.allow=never',
];

/** The process's git. */
export const nodeGit: Git = {
  run: (directory, words, limit) =>
    new Promise<GitResult>((resolve, reject) => {
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child = spawn('git', ['-C', directory, '--no-pager', ...SAFE, ...words], {
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TIMEOUT,
      });
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      let size = 0;
      let failure: HostError | null = null;
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limit) output.push(chunk);
        else {
          failure ??= new HostError('too-large', directory, `git wrote more than ${limit} bytes`);
          child.kill();
        }
      });
      child.stderr.on('data', (chunk: Buffer) => {
        if (errors.length < 100) errors.push(chunk);
      });
      child.on('error', (error: NodeJS.ErrnoException) => {
        const absent = error.code === 'ENOENT';
        failure ??= new HostError(
          absent ? 'absent' : 'unreadable',
          'git',
          absent ? 'git is not installed' : error.message,
        );
        reject(failure);
      });
      child.on('close', (code, signal) => {
        if (failure !== null) reject(failure);
        else if (signal !== null) reject(new HostError('timeout', directory, 'git did not end in time'));
        else
          resolve({ code: code ?? 1, output: Buffer.concat(output), errors: Buffer.concat(errors).toString('utf8') });
      });
    }),
};
