// `theriac advisory`: the authoring side of the advisory database; one file for each verb.
import type { Command } from './command.ts';

export const advisoryCommand: Command = {
  name: 'advisory',
  operands: '<verb>',
  summary: 'write, check, number and publish advisories',
  flags: [],
  examples: [],
  verbs: {
    init: async () => (await import('./advisory/init.ts')).initCommand,
    new: async () => (await import('./advisory/new.ts')).newCommand,
    edit: async () => (await import('./advisory/edit.ts')).editCommand,
    lint: async () => (await import('./advisory/lint.ts')).lintCommand,
    assign: async () => (await import('./advisory/assign.ts')).assignCommand,
    convert: async () => (await import('./advisory/convert.ts')).convertCommand,
    import: async () => (await import('./advisory/import.ts')).importCommand,
    versions: async () => (await import('./advisory/versions.ts')).versionsCommand,
    symbols: async () => (await import('./advisory/symbols.ts')).symbolsCommand,
    export: async () => (await import('./advisory/export.ts')).exportCommand,
  },
  run: async () => 2,
};
