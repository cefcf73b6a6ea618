// What the OSV schema, version 1.7.5, asks of a record's form, as far as no other rule says it better.

import { scoreCvss } from '../../standard/cvss.ts';
import type { OsvObject } from '../../standard/osv.ts';
import { OSV_CREDIT_TYPES } from '../../standard/osv-term.ts';
import { isRecord } from '../../standard/osv-value.ts';
import { FIELD_ORDER } from '../repository/record-tree.ts';
import { ECOSYSTEMS } from './registered-prefix.ts';
import type { LintProblem } from './rule.ts';

type Check = (value: unknown, path: string) => Iterable<LintProblem>;

const TIME = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z/;
const V3 =
  'AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|' +
  'MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH]';
const V2 =
  'AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC]|E:(?:U|POC|F|H|ND)|RL:(?:OF|TF|W|U|ND)|RC:(?:UC|UR|C|ND)|' +
  'CDP:(?:N|L|LM|MH|H|ND)|TD:(?:N|L|M|H|ND)|[CIA]R:(?:L|M|H|ND)';
const V4 =
  'AV:[NALP] AC:[LH] AT:[NP] PR:[NLH] UI:[NPA] VC:[HLN] VI:[HLN] VA:[HLN] SC:[HLN] SI:[HLN] SA:[HLN] E:[XAPU]? ' +
  'CR:[XHML]? IR:[XHML]? AR:[XHML]? MAV:[XNALP]? MAC:[XLH]? MAT:[XNP]? MPR:[XNLH]? MUI:[XNPA]? MVC:[XNLH]? ' +
  'MVI:[XNLH]? MVA:[XNLH]? MSC:[XNLH]? MSI:[XNLHS]? MSA:[XNLHS]? S:[XNP]? AU:[XNY]? R:[XAUI]? V:[XDC]? RE:[XLMH]? ' +
  'U:(?:X|Clear|Green|Amber|Red)?';
const VECTORS: Readonly<Record<string, RegExp>> = {
  CVSS_V2: new RegExp(`^(?:(?:${V2})/)*(?:${V2})$`),
  CVSS_V3: new RegExp(`^CVSS:3[.][01]/(?:(?:${V3})/)*(?:${V3})$`),
  CVSS_V4: new RegExp(
    `^CVSS:4[.]0${V4.split(' ')
      .map((metric) => (metric.endsWith('?') ? `(?:/${metric.slice(0, -1)})?` : `/${metric}`))
      .join('')}$`,
  ),
  Ubuntu: /^(?:negligible|low|medium|high|critical)$/,
};

/** What is wrong in a record's form. */
export function* schemaProblems(record: OsvObject): Iterable<LintProblem> {
  for (const key of Object.keys(record)) {
    if (!FIELD_ORDER.includes(key))
      yield fault(`/${escapeKey(key)}`, `${JSON.stringify(key)} is no field of the OSV schema`);
  }
  if (record['modified'] === undefined) yield fault('/modified', 'modified is absent');
  for (const key of ['modified', 'published', 'withdrawn']) yield* optional(record, key, '', time);
  for (const key of ['schema_version', 'id', 'summary', 'details']) yield* optional(record, key, '', text);
  yield* optional(record, 'aliases', '', orNull(listOf(text)));
  for (const key of ['related', 'upstream']) yield* optional(record, key, '', listOf(text));
  yield* optional(record, 'severity', '', orNull(listOf(severity)));
  yield* optional(record, 'affected', '', orNull(listOf(affected)));
  yield* optional(record, 'references', '', orNull(listOf(reference)));
  yield* optional(record, 'credits', '', listOf(credit));
  yield* optional(record, 'database_specific', '', object);
}

const fault = (path: string, message: string): LintProblem => ({ path, message });
const nameOf = (path: string) => path.slice(1).replaceAll('/', '.');
const escapeKey = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function* optional(parent: OsvObject, key: string, path: string, check: Check): Iterable<LintProblem> {
  if (parent[key] !== undefined) yield* check(parent[key], `${path}/${key}`);
}

function* required(parent: OsvObject, key: string, path: string, check: Check): Iterable<LintProblem> {
  if (parent[key] === undefined) yield fault(path, `${nameOf(path)} has no ${key}`);
  else yield* check(parent[key], `${path}/${key}`);
}

function* text(value: unknown, path: string): Iterable<LintProblem> {
  if (typeof value !== 'string') yield fault(path, `${nameOf(path)} is no text`);
}

function* object(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) yield fault(path, `${nameOf(path)} is no object`);
}

function* time(value: unknown, path: string): Iterable<LintProblem> {
  if (typeof value !== 'string') yield fault(path, `${nameOf(path)} is no text`);
  else if (!TIME.test(value) || !isTime(value)) {
    yield fault(
      path,
      `${nameOf(path)} ${JSON.stringify(value.slice(0, 64))} is no time in UTC such as 2026-01-31T12:00:00Z`,
    );
  }
}

/** RFC 3339: the day must exist, a second may leap. */
function isTime(value: string): boolean {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/.exec(value) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
}

function orNull(check: Check): Check {
  return (value, path) => (value === null ? [] : check(value, path));
}

function listOf(check: Check): Check {
  return function* list(value, path) {
    if (!Array.isArray(value)) return yield fault(path, `${nameOf(path)} is no list`);
    for (const [index, item] of value.entries()) yield* check(item, `${path}/${index}`);
  };
}

function* severity(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  yield* required(value, 'type', path, text);
  yield* required(value, 'score', path, text);
  const { type, score } = value;
  if (typeof type !== 'string' || typeof score !== 'string') return;
  const pattern = Object.hasOwn(VECTORS, type) ? VECTORS[type] : undefined;
  if (pattern === undefined) yield fault(`${path}/type`, `${JSON.stringify(type)} is no type of severity`);
  else if (!pattern.test(score) && !isInvalid(type, score))
    yield fault(`${path}/score`, `${JSON.stringify(score)} is not written as the schema writes ${type}`);
}

/** Whether the rule on vectors says it: the vector is none, or one of another version. */
function isInvalid(type: string, score: string): boolean {
  if (type === 'Ubuntu') return false;
  const scored = scoreCvss(score);
  return !scored.ok || !type.endsWith(scored.value.version.slice(0, 1));
}

function* affected(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  yield* optional(value, 'package', path, subject);
  yield* optional(value, 'severity', path, orNull(listOf(severity)));
  yield* optional(value, 'ranges', path, listOf(range));
  yield* optional(value, 'versions', path, listOf(text));
  yield* optional(value, 'ecosystem_specific', path, object);
  yield* optional(value, 'database_specific', path, object);
}

function* subject(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  yield* required(value, 'ecosystem', path, ecosystem);
  yield* required(value, 'name', path, text);
  yield* optional(value, 'purl', path, text);
}

function* ecosystem(value: unknown, path: string): Iterable<LintProblem> {
  if (typeof value !== 'string') return yield fault(path, `${nameOf(path)} is no text`);
  const [base = ''] = value.split(':', 1);
  if (!ECOSYSTEMS.includes(base) || value === `${base}:`)
    yield fault(path, `${JSON.stringify(value)} is no ecosystem that the OSV schema knows`);
}

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'];

function* range(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  const { type, events } = value;
  if (type === undefined) yield fault(path, `${nameOf(path)} has no type`);
  else if (type !== 'GIT' && type !== 'SEMVER' && type !== 'ECOSYSTEM')
    yield fault(`${path}/type`, `${JSON.stringify(type)} is no type of range`);
  yield* optional(value, 'repo', path, text);
  if (type === 'GIT' && value['repo'] === undefined) yield fault(path, 'a range of commits has no repo');
  yield* optional(value, 'database_specific', path, object);
  if (!Array.isArray(events)) return yield fault(path, `${nameOf(path)} has no list of events`);
  if (events.length === 0) yield fault(`${path}/events`, 'the range has no event');
  for (const [index, event] of events.entries()) {
    const at = `${path}/events/${index}`;
    if (!isRecord(event)) {
      yield fault(at, 'the event is no object');
      continue;
    }
    const kinds = KINDS.filter((kind) => event[kind] !== undefined);
    if (kinds.length !== 1)
      yield fault(
        at,
        kinds.length === 0 ? 'the event is none that the schema knows' : 'the event says two things; write two events',
      );
    for (const kind of kinds) yield* text(event[kind], `${at}/${kind}`);
  }
}

function* reference(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  yield* required(value, 'url', path, address);
}

function* address(value: unknown, path: string): Iterable<LintProblem> {
  if (typeof value !== 'string') yield fault(path, `${nameOf(path)} is no text`);
  else if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s"<>\\^`{|}]+$/.test(value) || /%(?![0-9A-Fa-f]{2})/.test(value)) {
    yield fault(path, `${JSON.stringify(value.slice(0, 200))} is no address`);
  }
}

function* credit(value: unknown, path: string): Iterable<LintProblem> {
  if (!isRecord(value)) return yield fault(path, `${nameOf(path)} is no object`);
  yield* required(value, 'name', path, text);
  yield* optional(value, 'contact', path, listOf(text));
  const { type } = value;
  if (type !== undefined && !(typeof type === 'string' && OSV_CREDIT_TYPES.includes(type))) {
    yield fault(`${path}/type`, `${JSON.stringify(type)} is no type of credit`);
  }
}
