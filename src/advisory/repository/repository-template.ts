// The files of a new database of advisories.
import { formatRecord } from './format-record.ts';

/** What a new database is about. */
export interface NewDatabase {
  readonly prefix: string;
  readonly records: string;
  readonly form: 'yaml' | 'json';
  readonly licence: string;
  readonly url: string | null;
  readonly contact: string | null;
  readonly products: readonly {
    readonly name: string;
    readonly ecosystem: string | null;
    readonly repository: string | null;
  }[];
  /** RFC 3339. */
  readonly now: string;
}

/** Every file by its path in the database. */
export function databaseFiles(database: NewDatabase): ReadonlyMap<string, string> {
  const { prefix, records, form } = database;
  return new Map([
    ['theriac.toml', configurationText(database)],
    [`${records}/README.md`, recordsText(database)],
    [`identifiers/README.md`, IDENTIFIERS],
    [`example/${prefix}-0000-example.${form === 'json' ? 'json' : 'yaml'}`, exampleText(database)],
    ['CONTRIBUTING.md', contributingText(database)],
    ['.github/workflows/advisories.yml', workflowText(database)],
    ['.gitignore', '*.tmp\n.theriac/lock\n'],
    ['.gitattributes', 'identifiers/*.txt merge=text\n'],
  ]);
}

/** A text as TOML and JSON both write it. */
const quoted = (text: string) => JSON.stringify(text);

function configurationText({ prefix, records, form, licence, url, contact, products }: NewDatabase): string {
  const lines = [
    '# A database of security advisories, kept with theriac advisory.',
    '[advisory]',
    `prefix = ${quoted(prefix)}`,
    `records = ${quoted(records)}`,
    `form = ${quoted(form)}`,
    `licence = ${quoted(licence)}`,
    url === null ? '# url = "https://…"  # where the export is published' : `url = ${quoted(url)}`,
    contact === null ? '# contact = "mailto:…"  # whom to tell of vulnerabilities' : `contact = ${quoted(contact)}`,
    '# ignore = ["weaknesses-empty"]  # rules that lint does not ask',
  ];
  for (const { name, ecosystem, repository } of products) {
    lines.push('', '[[advisory.products]]', `name = ${quoted(name)}`);
    if (ecosystem !== null) lines.push(`ecosystem = ${quoted(ecosystem)}`, `package = ${quoted(name)}`);
    if (repository !== null) lines.push(`repository = ${quoted(repository)}`);
  }
  if (products.length === 0) {
    lines.push('', '# [[advisory.products]]', '# name = "…"', '# ecosystem = "PyPI"', '# repository = "https://…"');
  }
  return `${lines.join('\n')}\n`;
}

function recordsText({ prefix, licence }: NewDatabase): string {
  return `# Advisories

One record a file, in the OSV format, named after its identifier: \`${prefix}-2026-1.yaml\`. A record that has no
identifier yet is named \`${prefix}-0000-some-words.yaml\`.

Licence of the records: ${licence}.
`;
}

const IDENTIFIERS = `# Identifiers

One file a year lists the numbers that were assigned. \`theriac advisory assign\` writes them; nobody else should. Two
branches that assign at once conflict here. Then take the file and the records of the branch that was first, and assign
the others again: a number is never given twice.
`;

function exampleText({ prefix, form, products, now }: NewDatabase): string {
  const [product] = products;
  const name = product?.name ?? 'example';
  const repository = product?.repository ?? 'https://git.example/example';
  const record = {
    schema_version: '1.7.5',
    id: `${prefix}-0000-example`,
    modified: now,
    published: now,
    aliases: ['CVE-0000-0000'],
    summary: 'In one line: what an attacker can do',
    details: 'What happens, under which conditions, and what to do about it.\n',
    affected: [
      {
        ...(product?.ecosystem && { package: { ecosystem: product.ecosystem, name } }),
        ranges: [
          {
            type: 'GIT',
            repo: repository,
            events: [{ introduced: '0' }, { fixed: '0123456789abcdef0123456789abcdef01234567' }],
          },
        ],
      },
    ],
    references: [{ type: 'FIX', url: `${repository}/commit/0123456789abcdef0123456789abcdef01234567` }],
    database_specific: { cwe_ids: ['CWE-79'] },
  };
  return formatRecord(record, form);
}

function contributingText({ prefix, records, licence, contact }: NewDatabase): string {
  const report =
    contact === null ? 'the security contact of the project' : `[${contact.replace(/^mailto:/, '')}](${contact})`;
  return `# How to contribute

**A vulnerability that is not public yet** does not belong here: tell ${report}.

**A correction, or an advisory about something public:**

1. Make or change one file in \`${records}/\`. \`theriac advisory new\` asks for what a record needs; \`example/\` has one.
2. A new record is named \`${prefix}-0000-some-words\`: a machine gives it its number when it is merged.
3. Say where your facts are from: add references.
4. Run \`theriac advisory lint\`.

Files below \`.theriac/imported/\` are what \`theriac advisory import\` brought in last. Commit them with the records and
do not edit them: by them the next import tells a change at its source from one that was made here.

Do not change a record's identifier, and never delete a record: it is withdrawn
(\`theriac advisory edit ID withdraw\`), so that everybody who has it learns of it.

By contributing you put your text under ${licence}.
`;
}

function workflowText({ records }: NewDatabase): string {
  return `name: advisories
on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npx --yes theriac advisory lint --format github

  # A job that imports commits the records and .theriac/imported together: by what was imported last, the next import
  # tells a change at the source from one made here.

  # Numbers are assigned on main alone, one run at a time.
  assign:
    if: github.event_name == 'push'
    needs: lint
    runs-on: ubuntu-latest
    concurrency: assign
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npx --yes theriac advisory assign
      - run: |
          git add -A ${shellWord(records)} identifiers
          git diff --cached --quiet && exit 0
          git -c user.name=advisories -c user.email=advisories@localhost commit -m 'Assign identifiers'
          git push
`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
