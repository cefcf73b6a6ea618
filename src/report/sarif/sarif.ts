// The format `sarif`: SARIF 2.1.0 (OASIS, errata 01) for code scanning.
import type { Fault } from '../../finding/fault.ts';
import type { Finding } from '../../finding/finding.ts';
import type { Message } from '../../finding/message.ts';
import { chunksOf } from '../chunk.ts';
import { formatJson, oneLine } from '../escape.ts';
import { FAULT_HEADINGS } from '../public-fault.ts';
import { toPublicCounts } from '../public-message.ts';
import type { RenderOptions } from '../renderer.ts';
import { gatherRun, type Run } from '../run.ts';
import { SITE_PACKAGES, SOURCE_ROOT, toPhysicalLocation } from './artifact-location.ts';
import { toMessage } from './message-text.ts';
import { type ResultContext, toResult } from './result.ts';
import { ruleId, toRule } from './rule.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Renders one run: a rule for each advisory, a result for each finding, a notification for each fault. */
export async function* renderSarif(messages: AsyncIterable<Message>, options: RenderOptions): AsyncIterable<string> {
  yield* chunksOf(pieces(await gatherRun(messages), options));
}

function* pieces(run: Run, options: RenderOptions): Iterable<string> {
  const byRule = Map.groupBy(run.findings, ruleId);
  const context: ResultContext = {
    inventory: run.inventory,
    ruleIndexes: new Map([...byRule.keys()].map((id, index) => [id, index])),
    suppressions: run.findings.some(({ ignored }) => ignored !== null),
    fingerprints: new Map(),
    logicalLocations: new Map(),
  };

  yield `{\n  "$schema": "${SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    {\n`;
  yield `      "tool": {\n        "driver": {\n          ${fieldsOf(driver(run, options))},\n          "rules": [`;
  yield* items([...byRule], ([id, findings]) => toRule(id, findings), '            ');
  yield `]\n        }\n      },\n      ${fieldsOf(runFields(run))},\n      "results": [`;
  yield* items(run.findings, (finding: Finding) => toResult(finding, context), '        ');
  yield '],\n      "logicalLocations": [';
  const packages = [...context.logicalLocations.keys()];
  yield* items(packages, (fullyQualifiedName) => ({ fullyQualifiedName, kind: 'package' }), '        ');
  yield ']\n    }\n  ]\n}\n';
}

/** The fields of an object, one a line, without its braces. */
function fieldsOf(object: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(object).map(([name, value]) => `${formatJson(name)}: ${formatJson(value)}`);
  return entries.join(',\n      ');
}

function* items<T>(values: readonly T[], toJson: (value: T) => unknown, indent: string): Iterable<string> {
  for (const [index, value] of values.entries())
    yield `${index === 0 ? '\n' : ',\n'}${indent}${formatJson(toJson(value))}`;
  if (values.length > 0) yield `\n${indent.slice(2)}`;
}

function driver({ config, faults }: Run, options: RenderOptions): Readonly<Record<string, unknown>> {
  const version = oneLine(config?.version ?? options.version, 100) || '0';
  const codes = [...new Set(faults.map(({ code }) => code))];
  return {
    name: 'Theriac',
    version,
    ...(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version) && { semanticVersion: version }),
    shortDescription: { text: 'Which known vulnerabilities affect a Python project' },
    ...(codes.length > 0 && {
      notifications: codes.map((code) => ({ id: code, shortDescription: { text: sentence(FAULT_HEADINGS[code][0]) } })),
    }),
  };
}

const sentence = (phrase: string) => `${phrase.slice(0, 1).toUpperCase()}${phrase.slice(1)}`;

function runFields({ config, inventory, advisory, faults, summary }: Run): Readonly<Record<string, unknown>> {
  const root = inventory?.root ?? null;
  const started =
    config === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(config.started) ? null : config.started;
  const validStart = started !== null && !Number.isNaN(Date.parse(started));
  return {
    invocations: [
      {
        // A run that ended before it could look is no success; one that lacks something says so below.
        executionSuccessful: summary.exitCode !== 2,
        exitCode: summary.exitCode,
        ...(validStart && { startTimeUtc: started }),
        toolExecutionNotifications: faults.map((fault) => notification(fault, root)),
      },
    ],
    originalUriBaseIds: {
      [SOURCE_ROOT]: { description: { text: 'The folder of the project' } },
      [SITE_PACKAGES]: { description: { text: 'The folder that the distributions are installed in' } },
    },
    // The text before the last slash names the analysis, what follows would name one run of it (§3.17.2).
    automationDetails: {
      id: `theriac/${oneLine(inventory?.project ?? '', 100)}/${oneLine(inventory?.source ?? '', 200)}/`,
    },
    columnKind: 'utf16CodeUnits',
    properties: {
      distributions: inventory?.distributions.length ?? 0,
      database: (advisory?.sources ?? []).map(({ name, modified, advisories }) => ({
        name: oneLine(name),
        modified: modified === null ? null : oneLine(modified, 40),
        advisories,
      })),
      summary: toPublicCounts(summary),
    },
  };
}

function notification(fault: Fault, root: string | null): unknown {
  return {
    descriptor: { id: fault.code },
    level: fault.effect === 'incomplete' ? 'warning' : 'note',
    message: toMessage(fault.message),
    ...(fault.file !== '' && {
      locations: [{ physicalLocation: toPhysicalLocation(fault.file, fault.line ?? null, root) }],
    }),
  };
}
