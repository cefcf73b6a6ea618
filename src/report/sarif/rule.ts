// The rules of a SARIF run: one for each advisory, however many distributions it concerns (§3.49).
import type { Finding } from '../../finding/finding.ts';
import { escapeMarkdown, escapeMarkup, oneLine } from '../escape.ts';
import { safeLink } from '../safe-link.ts';
import { toMessage } from './message-text.ts';

/** The identifier of a finding's rule. */
export function ruleId(finding: Finding): string {
  return oneLine(finding.id, 200) || 'unnamed';
}

/** The rule of an advisory, from all findings that it makes. What one field says, the others do not repeat. */
export function toRule(id: string, findings: readonly Finding[]): unknown {
  const [first] = findings;
  const title = findings.find((finding) => finding.title.trim() !== '')?.title ?? `Vulnerability ${id}`;
  const aliases = distinct(findings, (finding) => finding.aliases).map((alias) => oneLine(alias, 200));
  const weaknesses = distinct(findings, (finding) => finding.weaknesses);
  let worst: Finding['severity'] = null;
  for (const { severity } of findings) if (severity !== null && severity.score > (worst?.score ?? -1)) worst = severity;
  const link = safeLink(first?.link ?? null);
  const short = toMessage(title, 300);
  return {
    id,
    shortDescription: short,
    fullDescription: toMessage(aliases.length > 0 ? `${id}, also known as ${aliases.join(', ')}` : id),
    ...(link !== null && { helpUri: link }),
    help: {
      // For readers without Markdown.
      text: link === null ? short.text : `More about it: ${toMessage(link).text}`,
      markdown: helpMarkdown({ id, title: oneLine(title, 300), aliases, weaknesses, worst, link }, findings),
    },
    properties: {
      tags: [
        'security',
        'vulnerability',
        // The form that code hosts read weaknesses from.
        ...weaknesses
          .filter((weakness) => /^CWE-\d{1,6}$/.test(weakness))
          .map((w) => `external/cwe/${w.toLowerCase()}`),
      ],
      ...(worst !== null && { 'security-severity': worst.score.toFixed(1) }),
      aliases,
    },
  };
}

interface Help {
  readonly id: string;
  /** On one line. */
  readonly title: string;
  readonly aliases: readonly string[];
  readonly weaknesses: readonly string[];
  readonly worst: Finding['severity'];
  readonly link: string | null;
}

function helpMarkdown(about: Help, findings: readonly Finding[]): string {
  const { aliases, worst, weaknesses, link } = about;
  const lines: string[] = [];
  const add = (name: string, value: string) => lines.push(`- ${name}: ${escapeMarkdown(value)}`);
  if (aliases.length > 0) add('Also known as', aliases.join(', '));
  if (worst !== null) add('Severity', `${worst.level} ${worst.score.toFixed(1)} (${worst.vector})`);
  if (weaknesses.length > 0) add('Weaknesses', weaknesses.join(', '));
  const units = distinct(findings, ({ units: named }) => named.map(formatUnit));
  if (units.length > 0) add('Vulnerable', units.slice(0, 20).join(', '));
  for (const { distribution, fixed } of findings.slice(0, 5)) {
    if (fixed.length > 0) add(`Fixed in ${escapeMarkdown(distribution.name)}`, fixed.join(', '));
  }
  if (link !== null) {
    lines.push(`- [More about it](${link.replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29'))})`);
  }
  const markdown = `**${escapeMarkup(about.id)}**: ${escapeMarkup(about.title)}\n\n${lines.join('\n')}`.trim();
  return markdown.replace(/[{}]/g, '$&$&');
}

function formatUnit({ module, attribute }: Finding['units'][number]): string {
  return attribute === null ? module : `${module}.${attribute}`;
}

/** Each text once; nearly always there is one finding, and nothing to compare. */
function distinct(findings: readonly Finding[], read: (finding: Finding) => readonly string[]): readonly string[] {
  const [only, ...others] = findings;
  const texts = only === undefined ? [] : read(only);
  return others.length === 0 && texts.length < 2 ? texts : [...new Set(findings.flatMap(read))];
}
