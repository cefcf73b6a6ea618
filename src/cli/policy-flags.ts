// The flags that say what a run fails on, joined with the project's configuration into one policy.
import { SEVERITY_LEVELS } from '../finding/finding.ts';
import { DEFAULT_POLICY, type IgnoreEntry, type Policy } from '../finding/policy.ts';
import { REACHES } from '../finding/reach.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';
import type { Configuration } from './configuration.ts';

/** The least reach that fails; every worse one fails too. `never`: findings never fail the run. */
export const FAIL_ON = [...REACHES, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export const POLICY_FLAGS: readonly Flag[] = [
  {
    name: 'fail-on',
    value: 'REACH',
    help: 'fail on findings of this reach and every worse one: reached, possibly-reached, unknown (default), loaded, installed; or never',
  },
  { name: 'severity', value: 'LEVEL', help: 'findings below this level pass: critical, high, medium, low' },
  {
    name: 'ignore',
    value: 'ID[=REASON]',
    repeated: true,
    help: 'set aside the findings with this identifier or alias; may be given several times',
  },
];

/** The policy of a run: flags win over the configuration, ignore entries of both count. Throws UsageError. */
export function parsePolicy(invocation: Invocation, configuration: Configuration): Policy {
  const failOn = choose(invocation, 'fail-on', FAIL_ON) ?? configuration.failOn;
  return {
    failOn: failOn === null ? DEFAULT_POLICY.failOn : reachesFrom(failOn),
    severity: choose(invocation, 'severity', SEVERITY_LEVELS) ?? configuration.severity,
    ignore: [...configuration.ignore, ...invocation.values('ignore').map(parseIgnoreFlag)],
  };
}

function reachesFrom(failOn: FailOn): Policy['failOn'] {
  return failOn === 'never' ? [] : REACHES.slice(0, REACHES.indexOf(failOn) + 1);
}

function parseIgnoreFlag(word: string): IgnoreEntry {
  const [id = '', ...reason] = word.split('=');
  if (id.trim() === '') throw new UsageError('--ignore needs an identifier, as in --ignore CVE-2024-1234="not used"');
  return {
    id: id.trim(),
    reason: reason.join('=').trim() || 'ignored on the command line',
    package: null,
    until: null,
    unlessFixed: false,
    origin: '--ignore',
  };
}

/** The value of a flag that allows only certain words; null where it was not given. Throws UsageError. */
export function choose<T extends string>(invocation: Invocation, name: string, of: readonly T[]): T | null {
  const value = invocation.value(name);
  const known = of.find((each) => each === value);
  if (value !== null && known === undefined) throw new UsageError(`--${name} must be one of ${of.join(', ')}`);
  return known ?? null;
}
