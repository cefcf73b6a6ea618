// The format `json`: one object, written as the messages come; each finding, distribution and fault on a line.
import type { Fault } from '../../finding/fault.ts';
import type { Finding } from '../../finding/finding.ts';
import type { Inventory } from '../../finding/inventory.ts';
import type { Message, Summary } from '../../finding/message.ts';
import { DEFAULT_POLICY, type Policy } from '../../finding/policy.ts';
import { inChunks } from '../chunk.ts';
import { formatJson } from '../escape.ts';
import { toPublicFault } from '../public-fault.ts';
import { toPublicFinding } from '../public-finding.ts';
import { toPublicDistribution, toPublicInventoryHead } from '../public-inventory.ts';
import { toPublicCounts, toPublicSource } from '../public-message.ts';
import type { RenderOptions } from '../renderer.ts';
import { createFaultSet } from '../run.ts';
import { summarise } from '../summarise.ts';

export const AUDIT_SCHEMA = 'theriac.audit/1';
export const INVENTORY_SCHEMA = 'theriac.inventory/1';

/** Renders an audit as `theriac.audit/1`, or an inventory that was matched against nothing as `theriac.inventory/1`. */
export function renderJson(messages: AsyncIterable<Message>, _options: RenderOptions): AsyncIterable<string> {
  return inChunks(pieces(messages));
}

async function* pieces(messages: AsyncIterable<Message>): AsyncIterable<string> {
  let policy: Policy = DEFAULT_POLICY;
  let inventory: Inventory | null = null;
  let advisory: Extract<Message, { kind: 'advisory' }> | null = null;
  let summary: Summary | null = null;
  const findings: Finding[] = [];
  const faults = createFaultSet();
  for await (const message of messages) {
    switch (message.kind) {
      case 'config':
        policy = message.policy;
        break;
      case 'inventory':
        inventory = message.inventory;
        for (const fault of inventory.faults) faults.add(fault);
        break;
      case 'advisory':
        advisory = message;
        break;
      case 'finding':
        // The first finding ends the preamble: whatever is known of inventory and database is written before it.
        if (findings.length === 0) yield auditHead(inventory, advisory);
        yield `${findings.length === 0 ? '\n' : ',\n'}    ${formatJson(toPublicFinding(message.finding))}`;
        findings.push(message.finding);
        break;
      case 'incomplete':
        faults.add(message.fault);
        break;
      case 'summary':
        summary = message.summary;
        break;
      case 'progress':
        break;
    }
  }
  if (findings.length === 0) {
    if (inventory !== null && advisory === null) {
      yield* inventoryPieces(inventory, faults.list);
      return;
    }
    yield auditHead(inventory, advisory);
  }
  const sum = summary ?? summarise(findings, faults.list, policy);
  yield findings.length === 0 ? '],\n' : '\n  ],\n';
  yield '  "faults": [';
  yield* items(faults.list, toPublicFault);
  yield `],\n  "summary": ${formatJson({ ...toPublicCounts(sum), failing: sum.failing })},\n`;
  yield `  "exit_code": ${sum.exitCode}\n}\n`;
}

function auditHead(inventory: Inventory | null, advisory: Extract<Message, { kind: 'advisory' }> | null): string {
  const database = { sources: (advisory?.sources ?? []).map(toPublicSource), built_in: advisory?.builtIn ?? false };
  const { source, source_kind, project, target } = inventory === null ? NOTHING : toPublicInventoryHead(inventory);
  const distributions = inventory?.distributions.length ?? 0;
  const summary = { source, distributions, source_kind, project, target };
  return `{\n  "schema": "${AUDIT_SCHEMA}",\n  "database": ${formatJson(database)},\n  "inventory": ${formatJson(summary)},\n  "findings": [`;
}

/** What a stream that lost its inventory says of it. */
const NOTHING = { source: '', source_kind: undefined, project: undefined, target: undefined };

function* inventoryPieces(inventory: Inventory, faults: readonly Fault[]): Iterable<string> {
  yield `{\n  "schema": "${INVENTORY_SCHEMA}",\n`;
  for (const [name, value] of Object.entries(toPublicInventoryHead(inventory))) {
    yield `  "${name}": ${formatJson(value)},\n`;
  }
  yield '  "distributions": [';
  yield* items(inventory.distributions, toPublicDistribution);
  yield '],\n  "faults": [';
  yield* items(faults, toPublicFault);
  yield ']\n}\n';
}

/** The items of an array, each on a line of its own, without the brackets. */
function* items<T>(values: readonly T[], toPublic: (value: T) => unknown): Iterable<string> {
  for (const [index, value] of values.entries())
    yield `${index === 0 ? '\n' : ',\n'}    ${formatJson(toPublic(value))}`;
  if (values.length > 0) yield '\n  ';
}
