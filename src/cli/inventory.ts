// `theriac inventory`: what was read of a project, before anything is matched.
import type { Inventory } from '../finding/inventory.ts';
import type { Message } from '../finding/message.ts';
import { emptyCounts } from '../finding/policy.ts';
import type { Command } from './command.ts';
import { ALL_FLAG, emit, OUTPUT_FLAGS } from './emit.ts';
import { configurationOf, INVENTORY_FLAGS, loadNamedInventory, projectPath } from './inventory-flags.ts';

const INVENTORY_FORMATS = ['text', 'json'] as const;

export const inventoryCommand: Command = {
  name: 'inventory',
  operands: '[PATH]',
  summary: 'which distributions a project locks or installs',
  flags: [...OUTPUT_FLAGS, ALL_FLAG, ...INVENTORY_FLAGS],
  examples: [
    { command: 'theriac inventory', meaning: 'the project in this folder' },
    { command: 'theriac inventory requirements.txt --format json', meaning: 'as JSON, with every edge and hash' },
  ],
  async run(invocation) {
    const path = projectPath(invocation);
    const configuration = await configurationOf(invocation.host, path);
    const inventory = await loadNamedInventory(invocation, path, configuration);
    return emit(invocation, inventoryMessages(inventory), INVENTORY_FORMATS);
  },
};

/** The messages of an inventory alone: faults make it incomplete as they would an audit. */
async function* inventoryMessages(inventory: Inventory): AsyncIterable<Message> {
  yield { kind: 'inventory', inventory };
  for (const fault of inventory.faults) yield { kind: 'incomplete', fault };
  const exitCode = inventory.faults.some((fault) => fault.effect === 'incomplete') ? 3 : 0;
  yield { kind: 'summary', summary: { counts: emptyCounts(), ignored: 0, failing: 0, exitCode } };
}
