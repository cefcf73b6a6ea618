// A message in the public JSON of the stream `theriac.stream/1`, in both directions, without loss.
import { SEVERITY_LEVELS } from '../finding/finding.ts';
import type { DatabaseSource, Message, Summary } from '../finding/message.ts';
import type { ExitCode, IgnoreEntry, Policy } from '../finding/policy.ts';
import { REACHES } from '../finding/reach.ts';
import { type Parsed, parsed, unparsable } from '../standard/parsed.ts';
import { type Fields, openFields } from './fields.ts';
import { fromPublicFault, type PublicFault, toPublicFault } from './public-fault.ts';
import { fromPublicFinding, type PublicFinding, toPublicFinding } from './public-finding.ts';
import { fromPublicInventory, type PublicInventory, toPublicInventory } from './public-inventory.ts';

export const STREAM_SCHEMA = 'theriac.stream/1';

/** A source of advisories as scripts read it. */
export interface PublicDatabaseSource {
  readonly name: string;
  readonly modified: string | null;
  readonly advisories: number;
}

/** A policy as scripts read it. */
export interface PublicPolicy {
  readonly fail_on: Policy['failOn'];
  readonly severity: Policy['severity'];
  readonly ignore: readonly {
    readonly id: string;
    readonly reason: string;
    readonly package?: string;
    readonly until?: string;
    readonly unless_fixed: boolean;
    readonly origin: string;
  }[];
}

/** How many findings have each reach; ignored ones count as ignored alone. */
export interface PublicCounts {
  readonly reached: number;
  readonly possibly_reached: number;
  readonly unknown: number;
  readonly loaded: number;
  readonly installed: number;
  readonly ignored: number;
}

/** One line of the stream. */
export type PublicMessage =
  | { readonly kind: 'config'; readonly version: string; readonly started: string; readonly policy: PublicPolicy }
  | ({ readonly kind: 'inventory' } & PublicInventory)
  | { readonly kind: 'advisory'; readonly built_in: boolean; readonly sources: readonly PublicDatabaseSource[] }
  | ({ readonly kind: 'finding' } & PublicFinding)
  | ({ readonly kind: 'incomplete' } & PublicFault)
  | { readonly kind: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | ({ readonly kind: 'summary'; readonly failing: number; readonly exit_code: ExitCode } & PublicCounts);

/** The message in its public form. */
export function toPublicMessage(message: Message): PublicMessage {
  const { kind } = message;
  switch (kind) {
    case 'config':
      return { kind, version: message.version, started: message.started, policy: toPublicPolicy(message.policy) };
    case 'inventory':
      return { kind, ...toPublicInventory(message.inventory) };
    case 'advisory':
      return { kind, built_in: message.builtIn, sources: message.sources.map(toPublicSource) };
    case 'finding':
      return { kind, ...toPublicFinding(message.finding) };
    case 'incomplete':
      return { kind, ...toPublicFault(message.fault) };
    case 'progress':
      return { kind, phase: message.phase, done: message.done, total: message.total };
    case 'summary': {
      const { failing, exitCode } = message.summary;
      return { kind, ...toPublicCounts(message.summary), failing, exit_code: exitCode };
    }
  }
}

export function toPublicSource({ name, modified, advisories }: DatabaseSource): PublicDatabaseSource {
  return { name, modified, advisories };
}

export function toPublicCounts({ counts, ignored }: Summary): PublicCounts {
  return {
    reached: counts.reached,
    possibly_reached: counts['possibly-reached'],
    unknown: counts.unknown,
    loaded: counts.loaded,
    installed: counts.installed,
    ignored,
  };
}

function toPublicPolicy({ failOn, severity, ignore }: Policy): PublicPolicy {
  return {
    fail_on: failOn,
    severity,
    ignore: ignore.map((entry) => ({
      id: entry.id,
      reason: entry.reason,
      ...(entry.package !== null && { package: entry.package }),
      ...(entry.until !== null && { until: entry.until }),
      unless_fixed: entry.unlessFixed,
      origin: entry.origin,
    })),
  };
}

const KINDS: readonly string[] = ['config', 'inventory', 'advisory', 'finding', 'incomplete', 'progress', 'summary'];

/** The message that a parsed line of the stream describes; the fault names every field that is not right. */
export function fromPublicMessage(value: unknown): Parsed<Message> {
  const faults: string[] = [];
  const fields = openFields(value, '', faults);
  const kind = fields.text('kind');
  if (faults.length > 0) return unparsable(faults.join('; '));
  if (!KINDS.includes(kind))
    return unparsable(`no release before this one writes messages of the kind “${kind.slice(0, 40)}”`);
  const message = readMessage(kind as Message['kind'], fields);
  if (faults.length === 0) return parsed(message);
  return unparsable(faults.length > 3 ? `${faults.slice(0, 3).join('; ')} and more` : faults.join('; '));
}

function readMessage(kind: Message['kind'], fields: Fields): Message {
  switch (kind) {
    case 'config': {
      const policy = fields.object('policy', readPolicy);
      return { kind, version: fields.text('version'), started: fields.text('started'), policy };
    }
    case 'inventory':
      return { kind, inventory: fromPublicInventory(fields) };
    case 'advisory':
      return { kind, builtIn: fields.flag('built_in'), sources: fields.list('sources', readSource) };
    case 'finding':
      return { kind, finding: fromPublicFinding(fields) };
    case 'incomplete':
      return { kind, fault: fromPublicFault(fields) };
    case 'progress':
      return { kind, phase: fields.text('phase'), done: fields.number('done'), total: fields.number('total') };
    case 'summary':
      return { kind, summary: readSummary(fields) };
  }
}

function readSource(fields: Fields): DatabaseSource {
  return {
    name: fields.text('name'),
    modified: fields.optionalText('modified'),
    advisories: fields.number('advisories'),
  };
}

function readSummary(fields: Fields): Summary {
  const exitCode = String(fields.number('exit_code'));
  return {
    counts: {
      reached: fields.number('reached'),
      'possibly-reached': fields.number('possibly_reached'),
      unknown: fields.number('unknown'),
      loaded: fields.number('loaded'),
      installed: fields.number('installed'),
    },
    ignored: fields.number('ignored'),
    failing: fields.number('failing'),
    exitCode: exitCode === '0' ? 0 : exitCode === '1' ? 1 : exitCode === '2' ? 2 : 3,
  };
}

function readPolicy(fields: Fields): Policy {
  return {
    failOn: fields.values('fail_on', (value, note) => {
      const reach = REACHES.find((known) => known === value);
      if (reach === undefined) note(`is not one of ${REACHES.join(', ')}`);
      return reach ?? 'unknown';
    }),
    severity: fields.optionalText('severity') === null ? null : fields.oneOf('severity', SEVERITY_LEVELS),
    ignore: fields.list('ignore', readIgnoreEntry),
  };
}

function readIgnoreEntry(fields: Fields): IgnoreEntry {
  return {
    id: fields.text('id'),
    reason: fields.text('reason'),
    package: fields.optionalText('package'),
    until: fields.optionalText('until'),
    unlessFixed: fields.flag('unless_fixed'),
    origin: fields.text('origin'),
  };
}
