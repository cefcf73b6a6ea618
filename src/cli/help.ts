// The help pages: the list of commands, and one page for each command.
import type { Command } from './command.ts';

/** The page of `theriac --help`. */
export function formatOverview(commands: readonly Command[]): string {
  const lines = [
    'theriac: which known vulnerabilities actually affect a Python project',
    '',
    'Usage: theriac <command> [paths] [flags]',
    '',
    ...table(commands.map((command) => [command.name, command.summary])),
    '',
    'theriac <command> --help explains one. Everything works offline; no package name leaves the machine unasked.',
    'Exit codes: 0 nothing the policy fails on, 1 findings, 2 usage error, 3 the answer is incomplete.',
  ];
  return `${lines.join('\n')}\n`;
}

/** The page of `theriac <command> --help`. */
export function formatCommandHelp(command: Command): string {
  const flags = command.flags.map((flag): [string, string] => [
    `--${flag.name}${flag.value === null ? '' : ` ${flag.value}`}`,
    flag.help,
  ]);
  const lines = [
    `theriac ${command.name}: ${command.summary}`,
    '',
    `Usage: theriac ${command.name} ${command.operands}${command.operands === '' ? '' : ' '}[flags]`,
    '',
    'Flags:',
    ...table([...flags, ['--help', 'this page']]),
    '',
    'Examples:',
    ...command.examples.flatMap(({ command: line, meaning }) => [`  ${line}`, `      ${meaning}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The page of a command that has verbs: what they are. */
export function formatVerbs(command: Command, verbs: readonly Command[]): string {
  const lines = [
    `theriac ${command.name}: ${command.summary}`,
    '',
    `Usage: theriac ${command.name} <verb> [operands] [flags]`,
    '',
    ...table(verbs.map((verb) => [verb.name.split(' ').at(-1) ?? '', verb.summary])),
    '',
    `theriac ${command.name} <verb> --help explains one.`,
  ];
  return `${lines.join('\n')}\n`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrap(right, Math.max(30, 98 - width));
    return [`  ${left.padEnd(width)}${first}`, ...more.map((line) => `  ${' '.repeat(width)}${line}`)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
