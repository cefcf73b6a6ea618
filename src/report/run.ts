// A whole run, gathered from its messages, for the formats that must see all of it before they can begin.
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { Inventory } from '../finding/inventory.ts';
import type { Message, Summary } from '../finding/message.ts';
import { DEFAULT_POLICY } from '../finding/policy.ts';
import { summarise } from './summarise.ts';

/** What a run said. Null: the stream does not say. */
export interface Run {
  readonly config: Extract<Message, { kind: 'config' }> | null;
  readonly inventory: Inventory | null;
  readonly advisory: Extract<Message, { kind: 'advisory' }> | null;
  readonly findings: readonly Finding[];
  /** The inventory's and the stream's faults, each once. */
  readonly faults: readonly Fault[];
  readonly summary: Summary;
  /** Whether the run only lists an inventory and matches it against nothing. */
  readonly inventoryOnly: boolean;
}

/** Reads all messages; a missing summary is derived from the rest. */
export async function gatherRun(messages: AsyncIterable<Message>): Promise<Run> {
  let config: Run['config'] = null;
  let inventory: Inventory | null = null;
  let advisory: Run['advisory'] = null;
  let summary: Summary | null = null;
  const findings: Finding[] = [];
  const faults = createFaultSet();
  for await (const message of messages) {
    switch (message.kind) {
      case 'config':
        config = message;
        break;
      case 'inventory':
        inventory = message.inventory;
        for (const fault of inventory.faults) faults.add(fault);
        break;
      case 'advisory':
        advisory = message;
        break;
      case 'finding':
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
  return {
    config,
    inventory,
    advisory,
    findings,
    faults: faults.list,
    summary: summary ?? summarise(findings, faults.list, config?.policy ?? DEFAULT_POLICY),
    inventoryOnly: inventory !== null && advisory === null && findings.length === 0,
  };
}

/** Faults in order, equal ones once: an inventory's faults come with it and may come again as messages. */
export function createFaultSet(): { add(fault: Fault): void; readonly list: readonly Fault[] } {
  const seen = new Set<string>();
  const list: Fault[] = [];
  return {
    list,
    add(fault) {
      const key = `${fault.code}\0${fault.effect}\0${fault.file}\0${fault.line ?? ''}\0${fault.message}`;
      if (seen.has(key)) return;
      seen.add(key);
      list.push(fault);
    },
  };
}
