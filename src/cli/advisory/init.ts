// `theriac advisory init`: makes a database of advisories.
import { join, resolve } from 'node:path';
import { PREFIX, parseConfiguration } from '../../advisory/repository/configuration.ts';
import { databaseFiles } from '../../advisory/repository/repository-template.ts';
import { formatTime, writeText } from '../../advisory/repository/write-record.ts';
import { escapeControls } from '../../report/escape.ts';
import { type Command, UsageError } from '../command.ts';
import { choose } from '../policy-flags.ts';
import { shownPath } from './paths.ts';

export const initCommand: Command = {
  name: 'advisory init',
  operands: 'DIR',
  summary: 'make a database of advisories',
  flags: [
    {
      name: 'prefix',
      value: 'PREFIX',
      help: 'of its identifiers, such as PSF; register it with the OSV schema, or begin it with x_',
    },
    {
      name: 'product',
      value: 'NAME',
      repeated: true,
      help: 'what it is about: NAME, NAME=REPOSITORY, or pypi:NAME=REPOSITORY',
    },
    { name: 'licence', value: 'SPDX', help: 'of the records (default: CC-BY-4.0)' },
    { name: 'records', value: 'DIR', help: 'the folder of the records (default: advisories)' },
    { name: 'form', value: 'FORM', help: 'of new records: yaml (default) or json' },
    { name: 'url', value: 'URL', help: 'where the export is published' },
    { name: 'contact', value: 'URL', help: 'whom to tell of vulnerabilities: mailto:… or https:…' },
  ],
  examples: [
    {
      command: 'theriac advisory init advisories --prefix PSF --product pypi:pip=https://git.example/pip',
      meaning: 'a database in a new folder',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [folder, ...more] = operands;
    if (folder === undefined || more.length > 0)
      throw new UsageError('name one folder: theriac advisory init DIR --prefix PREFIX');
    const prefix = invocation.value('prefix') ?? '';
    if (!PREFIX.test(prefix))
      throw new UsageError('give the prefix of the identifiers, letters and digits: --prefix PSF');
    const root = resolve(host.environment.directory, folder);
    if (host.files.status(join(root, 'theriac.toml')) !== null) {
      throw new UsageError(`${folder}: there is a theriac.toml already; it is left as it is`);
    }
    const database = {
      prefix,
      records: invocation.value('records') ?? 'advisories',
      form: choose(invocation, 'form', ['yaml', 'json'] as const) ?? 'yaml',
      licence: invocation.value('licence') ?? 'CC-BY-4.0',
      url: invocation.value('url'),
      contact: invocation.value('contact'),
      products: invocation.values('product').map(parseProduct),
      now: formatTime(host.clock.now()),
    };
    // What init writes must be read again: the folder of the records may be wrong, for one.
    const { products, records, url, contact, licence, form } = database;
    const table = { prefix, records, form, licence, ...(url && { url }), ...(contact && { contact }) };
    const checked = parseConfiguration(root, { ...table, products: products.map(({ name }) => ({ name })) });
    if (!checked.ok) throw new UsageError(checked.fault.message);
    // The configuration comes last: a run that ends early can be repeated.
    const files = [...databaseFiles(database)].sort(([name]) => (name === 'theriac.toml' ? 1 : 0));
    for (const [name, text] of files) {
      const path = join(root, name);
      if (host.files.status(path) !== null) continue;
      writeText(host, path, text);
      host.terminal.output.write(`${escapeControls(shownPath(host, path))}\n`);
    }
    return 0;
  },
};

function parseProduct(text: string): { name: string; ecosystem: string | null; repository: string | null } {
  const [, python, name = '', repository] = /^(pypi:)?([^=\s]+)(?:=(\S+))?$/i.exec(text.trim()) ?? [];
  if (name === '') throw new UsageError(`--product ${text} is none of NAME, NAME=REPOSITORY, pypi:NAME=REPOSITORY`);
  return { name, ecosystem: python === undefined ? null : 'PyPI', repository: repository ?? null };
}
