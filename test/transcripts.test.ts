// Runs every transcript in test/transcripts/: command, exit code, output. UPDATE_TRANSCRIPTS=1 writes what was seen.
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { capturedHost, ROOT } from './host/captured-host.ts';

// A transcript is a list of blocks. A line `$ theriac …` begins one; the lines after it are what the command wrote to
// standard output, then each line of standard error behind `! `, then `[exit N]`. Lines beginning with `#` before a
// block are comments. Commands run in a folder of their own, `{tmp}`, which links to the repository's `test` and
// `examples`: the length of the checkout's path then changes no line.
const FOLDER = join(ROOT, 'test/transcripts');
const folders: string[] = [];

interface Block {
  readonly comment: string;
  readonly command: string;
  readonly expected: string;
}

describe('transcripts', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
    it(name, async () => {
      const path = join(FOLDER, name);
      const folder = mkdtempSync(join(tmpdir(), 'theriac-transcript-'));
      folders.push(folder);
      for (const name of ['test', 'examples']) symlinkSync(join(ROOT, name), join(folder, name));
      const blocks = parseTranscript(readFileSync(path, 'utf8'));
      expect(blocks.length, 'a transcript without a command').toBeGreaterThan(0);
      const seen: string[] = [];
      for (const block of blocks) {
        const actual = await runCommand(block.command, folder);
        seen.push(`${block.comment}$ ${block.command}\n${actual}`);
        if (process.env['UPDATE_TRANSCRIPTS'] === undefined) expect(actual, block.command).toBe(block.expected);
      }
      if (process.env['UPDATE_TRANSCRIPTS'] !== undefined) writeFileSync(path, `${seen.join('\n')}`);
    });
  }
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function parseTranscript(text: string): Block[] {
  const blocks: Block[] = [];
  let comment = '';
  let command: string | null = null;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (command === null) {
      if (line.startsWith('$ ')) command = line.slice(2);
      else if (line.startsWith('#')) comment += `${line}\n`;
      continue;
    }
    lines.push(line);
    if (/^\[exit \d\]$/.test(line)) {
      blocks.push({ comment, command, expected: `${lines.join('\n')}\n` });
      comment = '';
      command = null;
      lines = [];
    }
  }
  if (command !== null) blocks.push({ comment, command, expected: `${lines.join('\n')}\n` });
  return blocks;
}

async function runCommand(command: string, folder: string): Promise<string> {
  const words = splitWords(command.replaceAll('{tmp}', folder));
  expect(words[0], 'a transcript runs theriac').toBe('theriac');
  const captured = capturedHost({}, { THERIAC_CACHE: join(folder, 'cache') }, folder);
  const exitCode = await run(captured.host, words.slice(1));
  const output = captured.output();
  const notes = captured.notes();
  const written = [
    output === '' || output.endsWith('\n') ? output : `${output}\n`,
    notes === '' ? '' : notes.replace(/\n$/, '').replace(/^/gm, '! ').concat('\n'),
    `[exit ${exitCode}]\n`,
  ];
  return written.join('').replaceAll(folder, '{tmp}').replaceAll(ROOT, '{root}');
}

/** Splits as a shell does, quotes alone: transcripts need no more. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g)].map(([word]) => word.replace(/["']/g, ''));
}
