// One finding as a SARIF result (§3.27): its level says how far the project's code gets, its place where to act.
import type { Finding, Step } from '../../finding/finding.ts';
import type { Inventory } from '../../finding/inventory.ts';
import type { Reach } from '../../finding/reach.ts';
import { oneLine } from '../escape.ts';
import { stepWord } from '../explain/words.ts';
import { type PhysicalLocation, SITE_PACKAGES, toPhysicalLocation } from './artifact-location.ts';
import { toMessage } from './message-text.ts';
import { ruleId } from './rule.ts';

const LEVELS: Readonly<Record<Reach, 'error' | 'warning' | 'note'>> = {
  reached: 'error',
  'possibly-reached': 'error',
  unknown: 'warning',
  loaded: 'note',
  installed: 'note',
};

const REACH_SENTENCES: Readonly<Record<Reach, string>> = {
  reached: 'The project reaches the vulnerable code',
  'possibly-reached': 'The project possibly reaches the vulnerable code',
  unknown: 'Whether the project reaches the vulnerable code is unknown',
  loaded: 'The vulnerable module is loaded, its vulnerable code is not reached',
  installed: 'The vulnerable module is never loaded',
};

/** What the results of a run share. */
export interface ResultContext {
  readonly inventory: Inventory | null;
  readonly ruleIndexes: ReadonlyMap<string, number>;
  /** Whether any result is suppressed: then every result must say whether it is (§3.27.23). */
  readonly suppressions: boolean;
  /** How often each fingerprint was given, so that the next one of the same kind differs. */
  readonly fingerprints: Map<string, number>;
  /** The distributions so far, each written once for the whole run (§3.14.17); results name them by their index. */
  readonly logicalLocations: Map<string, number>;
}

/** The finding as a result. */
export function toResult(finding: Finding, context: ResultContext): unknown {
  const { distribution, witness, ignored } = finding;
  const { inventory } = context;
  const id = ruleId(finding);
  const root = inventory?.root ?? null;
  const declared =
    finding.location === null
      ? toPhysicalLocation(inventory?.source ?? '.', null, root)
      : toPhysicalLocation(finding.location.file, finding.location.line, root);
  // Where the project's own code takes its last step is where a person can act.
  const own = witness.findLast((step) => step.firstParty);
  const place = own === undefined ? declared : stepLocation(own, root);
  return {
    ruleId: id,
    ruleIndex: context.ruleIndexes.get(id) ?? -1,
    level: LEVELS[finding.reach],
    message: toMessage(describe(finding)),
    locations: [{ physicalLocation: place, logicalLocations: [logicalLocation(distribution, context)] }],
    ...(own !== undefined && {
      relatedLocations: [
        { id: 1, physicalLocation: declared, message: toMessage(`${distribution.name} comes from here`) },
      ],
    }),
    partialFingerprints: { 'theriac/v1': fingerprint(id, finding, context) },
    ...(witness.length > 0 && { codeFlows: [codeFlow(finding, root)] }),
    ...(context.suppressions && {
      suppressions: ignored === null ? [] : [suppression(ignored)],
    }),
    properties: {
      reach: finding.reach,
      precision: finding.precision,
      purl: oneLine(distribution.purl, 500),
      matched: oneLine(`${finding.matched.by}: ${finding.matched.detail}`),
      ...(finding.severity !== null && { 'security-severity': finding.severity.score.toFixed(1) }),
      ...(finding.upgrade !== null && { upgrade: oneLine(finding.upgrade, 200) }),
      ...(finding.why.length > 0 && { why: finding.why.map((path) => oneLine(path.join(' → '))) }),
    },
  };
}

function describe(finding: Finding): string {
  const { distribution, matched, reason, upgrade, fixed } = finding;
  const reach = `${REACH_SENTENCES[finding.reach]}${reason === null ? '' : `: ${reason}`}`;
  const remedy =
    upgrade !== null
      ? `Upgrade to ${upgrade}`
      : fixed.length > 0
        ? `It is fixed in ${fixed.join(', ')}`
        : 'No fixed version is known';
  const title = finding.title.trim() === '' ? '' : `: ${finding.title.trim().replace(/\.+$/, '')}`;
  return `${distribution.name} ${distribution.version} has ${finding.id}${title}. It matches ${matched.detail}. ${reach}. ${remedy}.`;
}

function logicalLocation({ name, version }: Finding['distribution'], { logicalLocations }: ResultContext): unknown {
  const qualified = oneLine(`${name} ${version}`, 400);
  const index = logicalLocations.get(qualified) ?? logicalLocations.size;
  logicalLocations.set(qualified, index);
  return { fullyQualifiedName: qualified, index };
}

/**
 * What stays the same when lines move and the version changes but not the vulnerability: advisory, distribution,
 * source. A distribution that is locked at several versions gets one fingerprint for each.
 */
function fingerprint(id: string, { distribution }: Finding, { inventory, fingerprints }: ResultContext): string {
  const text = `${id} ${oneLine(distribution.name, 200)} ${oneLine(inventory?.source ?? '.', 200)}`;
  const count = (fingerprints.get(text) ?? 0) + 1;
  fingerprints.set(text, count);
  return `${text}:${count}`;
}

function stepLocation(step: Step, root: string | null): PhysicalLocation {
  return toPhysicalLocation(step.file, step.line, root, step.firstParty ? undefined : SITE_PACKAGES);
}

function codeFlow(finding: Finding, root: string | null): unknown {
  const locations = finding.witness.map((step, index) => {
    const target = step.function === null ? step.module : `${step.module}.${step.function}`;
    return {
      location: {
        physicalLocation: stepLocation(step, root),
        logicalLocations: [
          { fullyQualifiedName: oneLine(target, 400), kind: step.function === null ? 'module' : 'function' },
        ],
        message: toMessage(`${stepWord(step)} ${target}`),
      },
      kinds: [step.kind],
      executionOrder: index + 1,
      importance: step.firstParty || index === finding.witness.length - 1 ? 'essential' : 'important',
    };
  });
  return { threadFlows: [{ locations }] };
}

function suppression({ reason, until }: NonNullable<Finding['ignored']>): unknown {
  return {
    kind: 'external',
    status: 'accepted',
    justification: oneLine(reason) || '(no reason)',
    ...(until !== null && { properties: { until: oneLine(until, 40) } }),
  };
}
