// The answers of `theriac query`, as text for a person and as values for JSON.
import type { Match } from '../advisory/database/match.ts';
import type { AffectedSummary, QueryAnswer, RecordSummary } from '../advisory/database/query.ts';
import type { Severity, Unit } from '../finding/finding.ts';
import { escapeControls } from '../report/escape.ts';

/** The answer as lines of text; what comes from records is escaped. */
export function formatQueryAnswer(answer: QueryAnswer): string {
  return lines(answer)
    .map((line) => `${escapeControls(line)}\n`)
    .join('');
}

function lines(answer: QueryAnswer): readonly string[] {
  switch (answer.kind) {
    case 'version': {
      const head = `${answer.name} ${answer.version}: ${count(answer.matches.length, 'advisory', 'advisories')} affect it`;
      return [head, ...answer.matches.flatMap((match) => ['', ...matchLines(match)])];
    }
    case 'distribution': {
      const head = `${answer.name}: ${count(answer.records.length, 'advisory', 'advisories')}`;
      return [head, ...answer.records.map((record) => shortLine(record, answer.name))];
    }
    case 'advisory':
      if (answer.records.length === 0)
        return [`${answer.id}: the database has no advisory of this identifier or alias${relatedHint(answer.related)}`];
      return answer.records.flatMap((record, index) => [...(index === 0 ? [] : ['']), ...recordLines(record)]);
    case 'unknown':
      return [`${answer.text}: ${answer.message}`];
  }
}

/** What to look at where nothing bears an identifier; empty where there is nothing either. */
export function relatedHint(related: readonly string[]): string {
  return related.length === 0 ? '' : `; related: ${related.join(', ')}`;
}

function matchLines(match: Match): readonly string[] {
  return [
    `${match.id}  ${formatSeverity(match.severity)}  ${match.title}`,
    ...field('aliases', match.aliases.join(', ')),
    ...field('affected', match.matched.detail),
    ...field('fixed in', match.fixed.join(', ')),
    ...field('in doubt', match.doubt ?? ''),
    ...field('vulnerable', formatUnits(match.units)),
    ...field('weaknesses', match.weaknesses.join(', ')),
    ...field('more', match.link ?? ''),
  ];
}

function shortLine(record: RecordSummary, name: string): string {
  const affected = record.affected.find((entry) => entry.name === name);
  const range = record.withdrawn !== null ? 'withdrawn' : (affected?.ranges.join(' or ') ?? '');
  return `  ${record.id.padEnd(20)} ${formatSeverity(record.severity).padEnd(13)} ${range}`.trimEnd();
}

function recordLines(record: RecordSummary): readonly string[] {
  return [
    `${record.id}  ${formatSeverity(record.severity)}  ${record.title}`,
    ...field('aliases', record.aliases.join(', ')),
    ...field('upstream', record.upstream.join(', ')),
    ...field('withdrawn', record.withdrawn ?? ''),
    ...field('superseded', record.superseded ? 'a newer record of this identifier stands in its place' : ''),
    ...field('published', record.published ?? ''),
    ...field('modified', record.modified ?? ''),
    ...record.affected.flatMap(affectedLines),
    ...field('also about', record.others.join(', ')),
    ...field('severity', record.severity?.vector ?? ''),
    ...field('weaknesses', record.weaknesses.join(', ')),
    ...record.references.map(({ type, url }) => `  ${type.toLowerCase().padEnd(12)}${url}`),
    ...field('source', `${record.source}: ${record.file}`),
  ];
}

function affectedLines(affected: AffectedSummary): readonly string[] {
  const versions = affected.versions === 0 ? '' : count(affected.versions, 'listed version', 'listed versions');
  return [
    ...field('affected', [affected.name, affected.ranges.join(' or '), versions].filter(Boolean).join(' · ')),
    ...field('fixed in', affected.fixed.join(', ')),
    ...field('vulnerable', formatUnits(affected.units)),
    ...affected.wheels.map(
      (wheel) => `  ${'wheel'.padEnd(12)}${wheel.fileName}: ${wheel.affected ? 'affected' : 'not affected'}`,
    ),
  ];
}

function field(name: string, value: string): readonly string[] {
  return value === '' ? [] : [`  ${name.padEnd(12)}${value}`];
}

function formatUnits(units: readonly Unit[]): string {
  return units.map(({ module, attribute }) => (attribute === null ? module : `${module}:${attribute}`)).join(', ');
}

function formatSeverity(severity: Severity | null): string {
  return severity === null ? 'unrated' : `${severity.level} ${severity.score.toFixed(1)}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The answer with the field names of the public JSON, snake_case. */
export function publicQueryAnswer(answer: QueryAnswer): unknown {
  return toSnakeCase(answer);
}

function toSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toSnakeCase(inner),
    ]),
  );
}
