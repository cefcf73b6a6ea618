// The linter's report: text, JSON (theriac.lint/1), SARIF 2.1.0 and GitHub annotations.
import type { LintFinding, LintResult } from '../../advisory/lint/lint.ts';
import { RULES } from '../../advisory/lint/rules.ts';
import { escapeControls, formatJson, oneLine } from '../../report/escape.ts';
import { toPhysicalLocation } from '../../report/sarif/artifact-location.ts';
import { toMessage } from '../../report/sarif/message-text.ts';

export const LINT_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

interface LintRun {
  readonly records: number;
  readonly version: string;
}

/** Formats a result. */
export function formatLint(format: LintFormat, result: LintResult, run: LintRun): string {
  if (format === 'json') return formatAsJson(result, run);
  if (format === 'sarif') return formatAsSarif(result, run);
  return format === 'github' ? formatAsAnnotations(result) : formatAsText(result, run);
}

function formatAsText({ findings, notChecked, fixed }: LintResult, { records }: LintRun): string {
  const lines: string[] = [];
  for (const { rule, severity, file, line, id, message, fixable } of findings) {
    const place = line === null ? file : `${file}:${line}`;
    const name = file.includes(id) ? '' : `${id}: `;
    lines.push(oneLine(`${place}: ${severity}: ${name}${message} [${rule}]${fixable ? ' (--fix)' : ''}`, 2000));
  }
  if (lines.length > 0) lines.push('');
  for (const { rule, reason } of notChecked) lines.push(oneLine(`not checked: ${rule}: ${reason}`));
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const counts = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}`;
  const mended = fixed.length === 0 ? '' : ` · ${plural(fixed.length, 'file')} mended`;
  const fixable = findings.filter((finding) => finding.fixable).length;
  const hint = fixable === 0 ? '' : ` · ${fixable} can be mended: --fix`;
  lines.push(`${plural(records, 'record')}: ${counts}${mended}${hint}`);
  return `${lines.join('\n')}\n`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function formatAsJson({ findings, notChecked, faults, fixed }: LintResult, { records }: LintRun): string {
  const publicFinding = ({ line, ...finding }: LintFinding) => ({
    rule: finding.rule,
    severity: finding.severity,
    file: finding.file,
    ...(line !== null && { line }),
    id: finding.id,
    message: finding.message,
    fixable: finding.fixable,
  });
  const parts = [
    '"schema": "theriac.lint/1"',
    `"records": ${records}`,
    `"findings": [${findings.map((finding) => `\n    ${formatJson(publicFinding(finding))}`).join(',')}${findings.length > 0 ? '\n  ' : ''}]`,
    `"not_checked": ${formatJson(notChecked)}`,
    `"fixed": ${formatJson(fixed.map(({ file }) => file.file))}`,
    `"faults": ${formatJson(faults.map(({ code, file, message }) => ({ code, file, message })))}`,
  ];
  return `{\n  ${parts.join(',\n  ')}\n}\n`;
}

const SARIF_LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const;
const SARIF_SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

function formatAsSarif({ findings, faults }: LintResult, { version }: LintRun): string {
  const used = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const rules = used.map(({ id, title, help, severity }) => ({
    id,
    shortDescription: toMessage(title),
    help: toMessage(help),
    defaultConfiguration: { level: SARIF_LEVELS[severity] },
  }));
  const results = findings.map(({ rule, severity, file, line, id, message }) => ({
    ruleId: rule,
    ruleIndex: used.findIndex((each) => each.id === rule),
    level: SARIF_LEVELS[severity],
    message: toMessage(`${id}: ${message}`),
    locations: [{ physicalLocation: toPhysicalLocation(file, line, null) }],
  }));
  const notifications = faults.map(({ code, file, message }) => ({
    descriptor: { id: code },
    level: 'warning',
    message: toMessage(message),
    locations: [{ physicalLocation: toPhysicalLocation(file, null, null) }],
  }));
  const run = {
    tool: { driver: { name: 'Theriac', version, rules } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
    columnKind: 'utf16CodeUnits',
    results,
  };
  return `${formatJson({ $schema: SARIF_SCHEMA, version: '2.1.0', runs: [run] })}\n`;
}

/** Workflow commands: what is foreign is escaped, so that no record can give a command of its own. */
function formatAsAnnotations({ findings, notChecked }: LintResult): string {
  const kinds = { error: 'error', warning: 'warning', note: 'notice' } as const;
  const lines = findings.map(({ rule, severity, file, line, id, message }) => {
    const properties = [`file=${escapeProperty(file)}`, ...(line === null ? [] : [`line=${line}`]), `title=${rule}`];
    return `::${kinds[severity]} ${properties.join(',')}::${escapeData(`${id}: ${message}`)}`;
  });
  for (const { rule, reason } of notChecked) lines.push(`not checked: ${rule}: ${reason}`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function escapeData(text: string): string {
  return escapeControls(oneLine(text, 2000)).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
