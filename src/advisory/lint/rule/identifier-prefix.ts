// Rule: the prefix of an identifier is registered with OSV or begins with `x_`, and is the database's own.
import { relative } from 'node:path';
import { REGISTERED_PREFIXES } from '../registered-prefix.ts';
import type { LintProblem, LintRule } from '../rule.ts';

const REGISTERED = new RegExp(`^(?:x_|(?:${REGISTERED_PREFIXES.join('|')})-)`);

export const rule: LintRule = {
  id: 'identifier-prefix',
  severity: 'error',
  title: 'the identifier has a prefix that is not registered',
  help: 'Use the prefix that is registered for the database with the OSV schema, or one that begins with x_.',
  *check({ record: { id }, path }, { configuration }): Iterable<LintProblem> {
    if (!REGISTERED.test(id)) {
      yield { path: '/id', message: `${id} has a prefix that is neither registered with OSV nor begins with x_` };
    } else if (configuration === null || path === null || relative(configuration.records, path).startsWith('..')) {
      // A record of somebody else’s.
    } else if (!id.startsWith(`${configuration.prefix}-`)) {
      yield {
        path: '/id',
        message: `${id} does not begin with ${configuration.prefix}-, as the records of this database do`,
      };
    }
  },
};
