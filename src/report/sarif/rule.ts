// The rules of a SARIF run: one for each advisory, however many distributions it concerns (§3.49).
import type { Finding } from '../../finding/finding.ts';
import { escapeMarkdown, oneLine } from '../escape.ts';
import { safeLink } from '../safe-link.ts';
import { toMessage } from './message-text.ts';

/** The identifier of a finding's rule. */
export function ruleId(finding: Finding): string {
  return oneLine(finding.id, 200) || 'unnamed';
}

/** The rule of an advisory, from all findings that it makes. */
export function toRule(id: string, findings: readonly Finding[]): unknown {
  const [first] = findings;
  const titles = findings.map(({ title }) => title).filter((title) => title.trim() !== '');
  const title = titles[0] ?? `Vulnerability ${id}`;
  const aliases = distinct(findings.flatMap((finding) => finding.aliases));
  const weaknesses = distinct(findings.flatMap((finding) => finding.weaknesses));
  const scores = findings.flatMap(({ severity }) => (severity === null ? [] : [severity]));
  const worst = scores.reduce<(typeof scores)[number] | null>(
    (a, b) => (a === null || b.score > a.score ? b : a),
    null,
  );
  const link = safeLink(first?.link ?? null);
  return {
    id,
    shortDescription: toMessage(title, 300),
    fullDescription: toMessage(`${id}${aliases.length > 0 ? ` (${aliases.join(', ')})` : ''}: ${title}`),
    ...(link !== null && { helpUri: link }),
    help: help(id, title, aliases, weaknesses, worst, link, findings),
    defaultConfiguration: { level: 'error' },
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
      aliases: aliases.map((alias) => oneLine(alias, 200)),
    },
  };
}

function help(
  id: string,
  title: string,
  aliases: readonly string[],
  weaknesses: readonly string[],
  severity: Finding['severity'],
  link: string | null,
  findings: readonly Finding[],
): unknown {
  const lines: [string, string][] = [];
  if (aliases.length > 0) lines.push(['Also known as', aliases.join(', ')]);
  if (severity !== null)
    lines.push(['Severity', `${severity.level} ${severity.score.toFixed(1)} (${severity.vector})`]);
  if (weaknesses.length > 0) lines.push(['Weaknesses', weaknesses.join(', ')]);
  const units = distinct(findings.flatMap(({ units: named }) => named.map(formatUnit)));
  if (units.length > 0) lines.push(['Vulnerable', units.slice(0, 20).join(', ')]);
  for (const { distribution, fixed } of findings.slice(0, 5)) {
    if (fixed.length > 0) lines.push([`Fixed in ${distribution.name}`, fixed.join(', ')]);
  }
  const markdown = [
    `**${escapeMarkdown(id)}**: ${escapeMarkdown(title)}`,
    ...lines.map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`),
    ...(link === null ? [] : [`- [More about it](${link.replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29'))})`]),
  ];
  return {
    // For readers without Markdown: what stands in the fields around it is not said twice, for a large report's sake.
    text: toMessage(link === null ? `${id}: ${title}` : `${id}: ${title} (${link})`).text,
    markdown: `${markdown[0] ?? ''}\n\n${markdown.slice(1).join('\n')}`
      .replace(/[{}]/g, (brace) => brace + brace)
      .trim(),
  };
}

function formatUnit({ module, attribute }: Finding['units'][number]): string {
  return attribute === null ? module : `${module}.${attribute}`;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];
