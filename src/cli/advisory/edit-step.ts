// The steps of `theriac advisory edit`: what each changes in a record.
import type { Path, RecordEditor } from '../../advisory/repository/edit-record.ts';
import { formatTime } from '../../advisory/repository/write-record.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { isRecord } from '../../standard/osv-value.ts';
import { parseVersion } from '../../standard/version.ts';
import { UsageError } from '../command.ts';
import { parseCredit, parseReference, parseSeverity, parseSymbol } from './field-flags.ts';

export interface EditOptions {
  readonly remove: boolean;
  readonly package: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Edit = (editor: RecordEditor) => void;
type Step = (values: readonly string[], options: EditOptions) => Edit;

/** What a step does. Throws UsageError where it is none, or its values are wrong. */
export function parseEdit(step: string, values: readonly string[], options: EditOptions): Edit {
  const make = Object.hasOwn(STEPS, step) ? STEPS[step] : undefined;
  if (make === undefined) throw new UsageError(`edit has no step “${step}”; it has ${Object.keys(STEPS).join(', ')}`);
  if (values.length === 0 && step !== 'withdraw') throw new UsageError(`edit … ${step} needs a value`);
  return make(values, options);
}

const STEPS: Readonly<Record<string, Step>> = {
  summary: setText('summary'),
  details: setText('details'),
  alias: listStep(['aliases'], (text) => text.trim()),
  related: listStep(['related'], (text) => text.trim()),
  weakness: listStep(['database_specific', 'cwe_ids'], (text) => `CWE-${text.trim().replace(/^CWE-/i, '')}`),
  reference: listStep(['references'], parseReference),
  credit: listStep(['credits'], parseCredit),
  severity: severityStep,
  range: rangeStep,
  introduced: eventStep('introduced'),
  fixed: eventStep('fixed'),
  symbol: symbolStep,
  withdraw: withdrawStep,
};

function setText(field: string): Step {
  return (values, { remove }) =>
    (editor) => {
      if (remove) editor.removeField([field]);
      else editor.setField([field], values.join(' '));
    };
}

/** Adds items that are not there, or takes out those that are. */
function listStep(path: Path, parse: (text: string) => unknown): Step {
  return (values, { remove }) => {
    const items = values.map(parse);
    return (editor) => {
      for (const item of items) putItem(editor, path, item, remove);
    };
  };
}

function putItem(editor: RecordEditor, path: Path, item: unknown, remove: boolean): void {
  const list = editor.get(path);
  const at = Array.isArray(list) ? list.findIndex((each) => sameItem(each, item)) : -1;
  if (remove && at >= 0) editor.removeField([...path, at]);
  if (!remove && at < 0) editor.insertItem(path, item);
}

function sameItem(left: unknown, right: unknown): boolean {
  if (!isRecord(left) || !isRecord(right)) return left === right;
  return Object.entries(right).every(([key, value]) => JSON.stringify(left[key]) === JSON.stringify(value));
}

function severityStep(values: readonly string[], { remove }: EditOptions): Edit {
  const severities = values.map(parseSeverity);
  return (editor) => {
    for (const severity of severities) {
      const list = editor.get(['severity']);
      const at = Array.isArray(list) ? list.findIndex((each) => isRecord(each) && each['type'] === severity.type) : -1;
      if (remove) {
        if (at >= 0) editor.removeField(['severity', at]);
      } else if (at >= 0) editor.setField(['severity', at, 'score'], severity.score);
      else editor.insertItem(['severity'], severity);
    }
  };
}

/** The place of the entry that a range or symbol belongs to. */
function entryOf(editor: RecordEditor, name: string | null): Path {
  const affected = editor.get(['affected']);
  const entries: readonly unknown[] = Array.isArray(affected) ? affected : [];
  const nameAt = (entry: unknown) => (isRecord(entry) && isRecord(entry['package']) ? entry['package']['name'] : null);
  const wanted = name === null ? null : normaliseDistributionName(name);
  const found = entries.flatMap((entry, index) => {
    const own = nameAt(entry);
    return wanted === null || (typeof own === 'string' && normaliseDistributionName(own) === wanted) ? [index] : [];
  });
  const [only, ...more] = found;
  if (only === undefined)
    throw new UsageError(name === null ? 'the record has no affected entry yet' : `no affected entry is of ${name}`);
  if (more.length > 0) throw new UsageError('the record has several affected entries; say which: --package NAME');
  return ['affected', only];
}

/** `>=1.0,<1.2` becomes events; the range of versions, where there is one, takes them in the order of versions. */
function rangeStep(values: readonly string[], options: EditOptions): Edit {
  const spans = values.map(parseSpan);
  return (editor) => {
    for (const events of spans) {
      const entry = entryOf(editor, options.package);
      const at = rangeAt(editor, entry, events);
      const path: Path = [...entry, 'ranges', at];
      const old = editor.get([...path, 'events']);
      const list: readonly unknown[] = Array.isArray(old) ? old : [];
      const same = (event: object) => list.some((each) => JSON.stringify(each) === JSON.stringify(event));
      if (options.remove) {
        if (!events.every(same)) throw new UsageError(`the record has no such range`);
        const kept = list.filter((each) => !events.some((event) => JSON.stringify(event) === JSON.stringify(each)));
        if (kept.length === 0) editor.removeField(path);
        else editor.setField([...path, 'events'], kept);
        continue;
      }
      if (events.every(same)) continue;
      // A range that only begins is what `new` leaves where no fix was known: it gets its end.
      const open = list.length === 1 && isRecord(list[0]) && list[0]['introduced'] === events[0]?.['introduced'];
      const added = open ? events.slice(1) : events;
      if (list.length === 0) editor.setField(path, { type: 'ECOSYSTEM', events });
      else
        for (const event of added)
          editor.insertItem([...path, 'events'], event, placeOf(editor.get([...path, 'events']), event));
      requireTurns(editor.get([...path, 'events']));
    }
  };
}

function parseSpan(text: string): readonly Readonly<Record<string, string>>[] {
  let introduced = '0';
  let end: Readonly<Record<string, string>> | null = null;
  for (const part of text.split(',')) {
    const [, operator, version = ''] = /^\s*(>=|<=|<|==)\s*(\S+)\s*$/.exec(part) ?? [];
    if (operator === undefined || (version !== '0' && !parseVersion(version).ok)) {
      throw new UsageError(`${text} is no range such as ">=1.0,<1.2": ${part.trim()} is not understood`);
    }
    if (operator === '>=' || operator === '==') introduced = version;
    if (operator === '<') end = { fixed: version };
    if (operator === '<=' || operator === '==') end = { last_affected: version };
  }
  return end === null ? [{ introduced }] : [{ introduced }, end];
}

function versionOf(event: unknown): string {
  if (!isRecord(event)) return '';
  const [value] = Object.values(event);
  const version = typeof value === 'string' ? parseVersion(value) : null;
  return version?.ok && value !== '0' ? version.value.key : '';
}

/** Before the first event of a higher version: a list that is in order stays so. */
function placeOf(list: unknown, event: object): number {
  const key = versionOf(event);
  const events: readonly unknown[] = Array.isArray(list) ? list : [];
  const at = events.findIndex((each) => versionOf(each) > key);
  return at < 0 ? events.length : at;
}

/** In a range of versions beginnings and ends take turns: two of a kind contradict each other. Throws UsageError. */
function requireTurns(list: unknown): void {
  const events = (Array.isArray(list) ? list : []).filter(isRecord);
  for (const [at, event] of events.entries()) {
    const before = events[at - 1];
    if (before === undefined || 'introduced' in event !== 'introduced' in before) continue;
    const [[kind, value] = ['', '']] = Object.entries(before);
    throw new UsageError(
      `${Object.values(event)[0]} would follow “${kind}: ${value}” in one range; take that out first: theriac advisory edit ID ${kind === 'introduced' ? 'introduced' : 'fixed'} ${value} --remove`,
    );
  }
}

/** The index of the range of versions that may take the events: `fixed` and `last_affected` exclude each other in one. */
function rangeAt(editor: RecordEditor, entry: Path, events: readonly Readonly<Record<string, string>>[]): number {
  const ranges = editor.get([...entry, 'ranges']);
  const list: readonly unknown[] = Array.isArray(ranges) ? ranges : [];
  const other = events.some((event) => 'fixed' in event) ? 'last_affected' : 'fixed';
  const ends = events.some((event) => 'fixed' in event || 'last_affected' in event);
  const at = list.findIndex((range) => {
    if (!isRecord(range) || range['type'] !== 'ECOSYSTEM') return false;
    const own = range['events'];
    return !(ends && Array.isArray(own) && own.some((event) => isRecord(event) && other in event));
  });
  if (at >= 0) return at;
  editor.insertItem([...entry, 'ranges'], { type: 'ECOSYSTEM', events: [] });
  return list.length;
}

function eventStep(kind: 'introduced' | 'fixed'): Step {
  return (values, options) => (editor) => {
    for (const value of values) {
      const entry = entryOf(editor, options.package);
      const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
      if (!isCommit && !(kind === 'introduced' && value === '0') && !parseVersion(value).ok) {
        throw new UsageError(`${value} is neither a version nor a commit of 40 digits`);
      }
      const type = isCommit ? 'GIT' : 'ECOSYSTEM';
      const ranges = editor.get([...entry, 'ranges']);
      const at = Array.isArray(ranges) ? ranges.findIndex((range) => isRecord(range) && range['type'] === type) : -1;
      if (at < 0) throw new UsageError(`the record has no range of ${isCommit ? 'commits' : 'versions'} yet`);
      const path: Path = [...entry, 'ranges', at, 'events'];
      const event = { [kind]: value };
      const list = editor.get(path);
      const known = Array.isArray(list) ? list.findIndex((each) => isRecord(each) && each[kind] === value) : -1;
      if (options.remove) {
        if (known >= 0) editor.removeField([...path, known]);
      } else if (known < 0) {
        editor.insertItem(path, event, isCommit ? undefined : placeOf(list, event));
        if (!isCommit) requireTurns(editor.get(path));
      }
    }
  };
}

function symbolStep(values: readonly string[], options: EditOptions): Edit {
  const symbols = values.map(parseSymbol);
  return (editor) => {
    const path: Path = [...entryOf(editor, options.package), 'ecosystem_specific', 'imports'];
    for (const symbol of symbols) putItem(editor, path, symbol, options.remove);
  };
}

function withdrawStep(values: readonly string[], { remove, now }: EditOptions): Edit {
  return (editor) => {
    if (remove) {
      editor.removeField(['withdrawn']);
      editor.removeField(['database_specific', 'withdrawn_reason']);
      return;
    }
    if (editor.get(['withdrawn']) === undefined) editor.setField(['withdrawn'], formatTime(now));
    const reason = values.join(' ').trim();
    if (reason !== '') editor.setField(['database_specific', 'withdrawn_reason'], reason);
  };
}
