// Brings one source record into a database of advisories: new, merged into the record that is there, or left as it is.
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { isCveRecord, parseCveRecord } from '../../standard/cve.ts';
import { parseOsvRecord } from '../../standard/osv.ts';
import { formatPlaceholder, parseIdentifier } from '../assign/identifier.ts';
import type { Loss } from '../convert/loss.ts';
import { deriveOsv, OSV_SCHEMA_VERSION, type ToOsvOptions } from '../convert/to-osv.ts';
import type { AdvisoryConfiguration } from '../repository/configuration.ts';
import { EditError, type RecordEditor } from '../repository/edit-record.ts';
import { formatRecord } from '../repository/format-record.ts';
import { sameValue } from '../repository/record-tree.ts';
import { editFile, formatTime, writeText } from '../repository/write-record.ts';
import { type ImportState, readState, writeState } from './import-state.ts';
import { type MergeStep, mergeRecords } from './merge-value.ts';
import type { RecordIndex } from './record-index.ts';

type Json = Readonly<Record<string, unknown>>;

/** What became of a source record. */
export interface Imported {
  readonly source: string;
  readonly kind: 'new' | 'changed' | 'unchanged' | 'deleted' | 'failed';
  /** The record's identifier in the database; null where there is none. */
  readonly id: string | null;
  /** The changed fields, or why it failed. */
  readonly detail: readonly string[];
  /** Losses that are new since the last import. */
  readonly losses: readonly Loss[];
}

/** What the source says, as an OSV record without the database's own fields. */
interface Derivation {
  readonly source: string;
  readonly names: readonly string[];
  readonly value: Json;
  /** When the source changed it last, where it is an OSV record. */
  readonly modified: string | null;
  readonly losses: readonly Loss[];
}

export interface ImportContext {
  readonly host: Host;
  readonly configuration: AdvisoryConfiguration;
  readonly index: RecordIndex;
  readonly options: ToOsvOptions;
  /** What this run imported of each source record. */
  readonly seen: Map<string, unknown>;
}

/** Imports one value as it was read from a source. Throws HostError only where the database cannot be written. */
export function importRecord(context: ImportContext, found: unknown): Imported | string {
  const derived = isCveRecord(found) ? deriveFromCve(found, context) : deriveFromOsv(found);
  if (typeof derived === 'string') return derived;
  const { host, configuration, index, seen } = context;
  const earlier = seen.get(derived.source);
  // Two that contradict each other would take turns, and every import would change something.
  if (earlier !== undefined && !sameValue(earlier, derived.value)) {
    return `another record of this import is ${derived.source} too; the first one stands`;
  }
  seen.set(derived.source, derived.value);
  const state = readState(host, configuration.root, derived.source);
  const known = index.find(derived.names);
  const losses = derived.losses.filter((loss) => !(state?.losses ?? []).some((old) => sameValue(old, loss)));
  if (known !== null) return mergeInto(context, known.path, known.id, derived, state, losses);
  if (state !== null) {
    return { source: derived.source, kind: 'deleted', id: null, detail: ['its record was deleted here'], losses: [] };
  }
  return create(context, derived, losses);
}

function deriveFromCve(found: unknown, context: ImportContext): Derivation | string {
  const { record, faults } = parseCveRecord(found);
  if (record === null) return whyUnread(faults) ?? 'is no CVE record';
  if (record.id === null) return 'has no CVE identifier';
  const { value, losses } = deriveOsv(record, record.id, context.options);
  const aliases = Array.isArray(value['aliases']) ? (value['aliases'] as string[]) : [];
  const names = [record.id, ...aliases];
  const unread = faults.filter(({ effect }) => effect === 'lost');
  const more = unread.map(({ path, message }) => ({
    id: record.id ?? '',
    field: path.slice(1).replaceAll('/', '.'),
    message,
  }));
  return { source: record.id, names, value: withoutOwn(value, names), modified: null, losses: [...more, ...losses] };
}

function deriveFromOsv(found: unknown): Derivation | string {
  const { record, faults } = parseOsvRecord(found);
  if (record === null) return whyUnread(faults) ?? 'is no record';
  const names = [record.id, ...record.aliases];
  const { modified } = record;
  return { source: record.id, names, value: withoutOwn(record.original, names), modified, losses: [] };
}

function whyUnread([first]: readonly { readonly path: string; readonly message: string }[]): string | null {
  return first === undefined ? null : `${first.path} ${first.message}`.trim();
}

/** The source's identifier is an alias here; `modified` and the schema's version are the database's own. */
function withoutOwn(value: Json, names: readonly string[]): Json {
  const { id: _id, modified: _modified, schema_version: _version, ...rest } = value;
  return { ...rest, aliases: [...new Set(names)] };
}

function create({ host, configuration, index }: ImportContext, derived: Derivation, losses: readonly Loss[]): Imported {
  const isTaken = (name: string): boolean =>
    index.has(name) ||
    ['yaml', 'yml', 'json'].some((end) => host.files.status(join(configuration.records, `${name}.${end}`)) !== null);
  // A database that moves here keeps its identifiers, and the time at which each record changed.
  const own = derived.names.find((name) => parseIdentifier(name)?.prefix === configuration.prefix && !isTaken(name));
  const stem = formatPlaceholder(configuration.prefix, derived.source);
  let id = own ?? stem;
  for (let count = 2; isTaken(id); count++) id = `${stem}-${count}`;
  const path = join(configuration.records, `${id}.${configuration.form}`);
  const now = formatTime(host.clock.now());
  const modified = own === derived.source ? (derived.modified ?? now) : now;
  const value = { schema_version: OSV_SCHEMA_VERSION, id, modified, ...withoutSelf(derived.value, id) };
  writeText(host, path, formatRecord(value, configuration.form));
  writeState(host, configuration.root, { source: derived.source, value: derived.value, losses: derived.losses });
  index.add({ id, path, names: [id, ...derived.names] });
  return { source: derived.source, kind: 'new', id, detail: [], losses };
}

function mergeInto(
  { host, configuration }: ImportContext,
  path: string | null,
  id: string,
  derived: Derivation,
  state: ImportState | null,
  losses: readonly Loss[],
): Imported {
  const { source } = derived;
  const failed = (why: string): Imported => ({ source, kind: 'failed', id, detail: [why], losses: [] });
  if (path === null) return failed('its record is one of several in its file, which cannot be edited');
  const theirs = withWithdrawal(derived.value, state);
  const base = state === null ? null : withoutSelf(state.value, id);
  const detail: string[] = [];
  const conflicts: Loss[] = [];
  let changed = false;
  try {
    changed = editFile(host, path, (editor) => {
      const ours = editor.value;
      if (typeof ours !== 'object' || ours === null) return;
      const steps = mergeRecords(base, withoutSelf(theirs, id), withoutSelf(ours as Json, id));
      for (const step of steps) {
        applyStep(editor, step);
        const field = step.path.join('.');
        if (step.kind !== 'kept') detail.push(field);
        else {
          const why = state === null ? 'is another here than in the source' : 'changed here and in the source';
          conflicts.push({ id: source, field, message: `${why}; kept as it is here` });
        }
      }
    });
  } catch (error) {
    if (error instanceof EditError) return failed(error.message);
    throw error;
  }
  if (state === null || !sameValue(state.value, theirs) || !sameValue(state.losses, derived.losses)) {
    writeState(host, configuration.root, { source, value: theirs, losses: derived.losses });
  }
  const kind = changed ? 'changed' : 'unchanged';
  return { source, kind, id, detail: [...new Set(detail)], losses: [...losses, ...conflicts] };
}

/** A record need not name itself among its aliases. */
function withoutSelf(value: Json, id: string): Json {
  const { aliases, ...rest } = value;
  if (!Array.isArray(aliases)) return value;
  const others = aliases.filter((alias) => alias !== id);
  return others.length === 0 ? rest : { ...value, aliases: others };
}

/** A rejection says nothing but why: what was known of the vulnerability stays, with the time of its withdrawal. */
function withWithdrawal(value: Json, state: ImportState | null): Json {
  if (value['withdrawn'] === undefined || value['affected'] !== undefined || state === null) return value;
  const reason = value['details'];
  const specific = state.value['database_specific'];
  const kept = typeof specific === 'object' && specific !== null ? specific : {};
  return {
    ...state.value,
    withdrawn: value['withdrawn'],
    ...(typeof reason === 'string' ? { database_specific: { ...kept, withdrawn_reason: reason } } : {}),
  };
}

function applyStep(editor: RecordEditor, step: MergeStep): void {
  if (step.kind === 'set') editor.setField(step.path, step.value);
  else if (step.kind === 'remove') editor.removeField(step.path);
  else if (step.kind === 'append') editor.insertItem(step.path, step.item);
}
