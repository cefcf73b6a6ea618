// `theriac query`: what the advisory database says of a distribution, a version or an identifier.
import { type QueryAnswer, queryDatabase } from '../advisory/database/query.ts';
import { formatJson as formatPublicJson } from '../report/escape.ts';
import { type Command, UsageError } from './command.ts';
import { DATABASE_FLAG, namedDatabase, openNamedDatabase } from './database-flag.ts';
import { choose } from './policy-flags.ts';
import { formatQueryAnswer, publicQueryAnswer } from './query-answer.ts';

export const queryCommand: Command = {
  name: 'query',
  operands: 'NAME[==VERSION]|ID…',
  summary: 'what the advisory database says of a distribution or identifier',
  flags: [{ name: 'format', value: 'FORMAT', help: 'text (default) or json' }, DATABASE_FLAG],
  examples: [
    { command: 'theriac query pillow==9.5.0', meaning: 'the advisories that affect this version' },
    { command: 'theriac query pillow', meaning: 'every advisory about the distribution' },
    { command: 'theriac query CVE-2023-4863', meaning: 'one vulnerability, by any of its identifiers' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    if (operands.length === 0) throw new UsageError('name a distribution (pillow==9.5.0) or an identifier (CVE-…)');
    const format = choose(invocation, 'format', ['text', 'json'] as const) ?? 'text';
    const database = openNamedDatabase(host, namedDatabase(invocation, null, host.environment.directory));
    try {
      const answers = operands.map((text) => queryDatabase(database, text));
      const shown = format === 'json' ? formatJson(answers) : answers.map(formatQueryAnswer).join('\n');
      host.terminal.output.write(shown);
      if (database.builtIn) {
        host.terminal.notes.write('note: these are the built-in advisories; theriac sync SOURCE brings all of them\n');
      }
      return answers.some((answer) => answer.kind === 'unknown') ? 2 : 0;
    } finally {
      database.close();
    }
  },
};

function formatJson(answers: readonly QueryAnswer[]): string {
  return `${formatPublicJson({ schema: 'theriac.query/1', answers: answers.map(publicQueryAnswer) })}\n`;
}
