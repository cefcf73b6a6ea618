// Core metadata of distributions, versions 1.0 to 2.5 (the "Core metadata specifications"; PEP 639, 643, 685, 794).
import { type MetadataHeader, readMetadataHeader } from './metadata-header.ts';
import { quote, stripPython } from './python-text.ts';

/** What is wrong in the metadata: the field's name as the specification spells it, and a sentence about it. */
export interface MetadataFault {
  readonly field: string;
  readonly message: string;
}

/** The fields, values as written; null or empty: absent. Of a single-use field that is repeated the first counts. */
export interface CoreMetadata {
  readonly metadataVersion: string | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly dynamic: readonly string[];
  readonly platforms: readonly string[];
  readonly supportedPlatforms: readonly string[];
  readonly summary: string | null;
  /** From the body, else from the header with its indents taken away; null too where only the header was read. */
  readonly description: string | null;
  readonly descriptionContentType: string | null;
  readonly keywords: readonly string[];
  readonly author: string | null;
  readonly authorEmail: string | null;
  readonly maintainer: string | null;
  readonly maintainerEmail: string | null;
  readonly license: string | null;
  readonly licenseExpression: string | null;
  readonly licenseFiles: readonly string[];
  readonly classifiers: readonly string[];
  readonly requiresDist: readonly string[];
  readonly requiresPython: string | null;
  readonly requiresExternal: readonly string[];
  readonly projectUrls: readonly { readonly label: string; readonly url: string }[];
  readonly homePage: string | null;
  readonly downloadUrl: string | null;
  readonly providesExtra: readonly string[];
  readonly providesDist: readonly string[];
  readonly obsoletesDist: readonly string[];
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly obsoletes: readonly string[];
  /** Null: not said; empty: said that nothing can be imported (PEP 794). */
  readonly importNames: readonly string[] | null;
  readonly importNamespaces: readonly string[] | null;
  /** Fields that the specification does not know, names in lower case, as written. */
  readonly others: readonly { readonly name: string; readonly value: string }[];
}

export interface ParsedCoreMetadata {
  readonly metadata: CoreMetadata;
  readonly faults: readonly MetadataFault[];
}

/** The fields that may stand once, and those that may stand often. */
const SINGLE = new Set(
  (
    'metadata-version name version summary description description-content-type keywords author author-email ' +
    'maintainer maintainer-email license license-expression requires-python home-page download-url'
  ).split(' '),
);
const MULTIPLE = new Set(
  (
    'dynamic platform supported-platform license-file classifier requires-dist requires-external project-url ' +
    'provides-extra provides-dist obsoletes-dist requires provides obsoletes import-name import-namespace'
  ).split(' '),
);
const VERSIONS = new Set(['1.0', '1.1', '1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6']);

/** Parses the text of a METADATA or PKG-INFO file, description and all. Never fails: what is wrong becomes a fault. */
export function parseCoreMetadata(text: string): ParsedCoreMetadata {
  const header = readMetadataHeader(text);
  return build(header, header.bodyStart + text.slice(header.body));
}

/** Parses the header alone, in time that does not depend on the description; `description` stays null. */
export function parseMetadataHeader(text: string): ParsedCoreMetadata {
  return build(readMetadataHeader(text), null);
}

function build(header: MetadataHeader, body: string | null): ParsedCoreMetadata {
  const faults: MetadataFault[] = [];
  const fields = new Map<string, string[]>();
  const others: { readonly name: string; readonly value: string }[] = [];
  for (const field of header.fields) {
    const { name, value } = field;
    if (value.includes('\ufffd')) faults.push({ field: spell(name), message: 'is not valid UTF-8' });
    const values = fields.get(name);
    if (!SINGLE.has(name) && !MULTIPLE.has(name)) others.push(field);
    else if (values === undefined) fields.set(name, [value]);
    else if (MULTIPLE.has(name)) values.push(value);
    else faults.push({ field: spell(name), message: 'is given more than once; the first one counts' });
  }
  const one = (name: string) => fields.get(name)?.[0] ?? null;
  const many = (name: string) => fields.get(name) ?? [];
  const imports = fields.get('import-name') ?? null;
  const metadata: CoreMetadata = {
    metadataVersion: one('metadata-version'),
    name: one('name'),
    version: one('version'),
    dynamic: many('dynamic'),
    platforms: many('platform'),
    supportedPlatforms: many('supported-platform'),
    summary: one('summary'),
    description: body === null ? null : describe(one('description'), body, faults),
    descriptionContentType: one('description-content-type'),
    keywords: one('keywords')?.split(',').map(stripPython) ?? [],
    author: one('author'),
    authorEmail: one('author-email'),
    maintainer: one('maintainer'),
    maintainerEmail: one('maintainer-email'),
    license: one('license'),
    licenseExpression: one('license-expression'),
    licenseFiles: many('license-file'),
    classifiers: many('classifier'),
    requiresDist: many('requires-dist'),
    requiresPython: one('requires-python'),
    requiresExternal: many('requires-external'),
    projectUrls: many('project-url').map(projectUrl),
    homePage: one('home-page'),
    downloadUrl: one('download-url'),
    providesExtra: many('provides-extra'),
    providesDist: many('provides-dist'),
    obsoletesDist: many('obsoletes-dist'),
    requires: many('requires'),
    provides: many('provides'),
    obsoletes: many('obsoletes'),
    importNames: imports?.length === 1 && imports[0] === '' ? [] : imports,
    importNamespaces: fields.get('import-namespace') ?? null,
    others,
  };
  check(metadata, header, faults);
  return { metadata, faults };
}

function check(metadata: CoreMetadata, header: MetadataHeader, faults: MetadataFault[]): void {
  const { metadataVersion } = metadata;
  if (metadataVersion === null) faults.push({ field: 'Metadata-Version', message: 'is missing' });
  else if (!VERSIONS.has(metadataVersion)) {
    faults.push({ field: 'Metadata-Version', message: `${quote(metadataVersion)} is not known; read as 2.5` });
  }
  if (!metadata.name) faults.push({ field: 'Name', message: 'is missing' });
  if (!metadata.version) faults.push({ field: 'Version', message: 'is missing' });
  if (header.strayLines > 0) {
    faults.push({ field: '', message: `${header.strayLines} lines of the header belong to no field` });
  }
  if (header.truncated) faults.push({ field: '', message: `there are more than ${header.fields.length} fields` });
  if (header.unseparated) faults.push({ field: '', message: 'no empty line ends the header' });
}

/** `requires-dist` as the specification spells it, `Requires-Dist`. */
function spell(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

function projectUrl(value: string): { readonly label: string; readonly url: string } {
  const comma = value.indexOf(',');
  if (comma < 0) return { label: stripPython(value), url: '' };
  return { label: stripPython(value.slice(0, comma)), url: stripPython(value.slice(comma + 1)) };
}

/** The description: the body, else the header's with `       |` or eight blanks taken away from its further lines. */
function describe(header: string | null, body: string, faults: MetadataFault[]): string | null {
  if (body !== '') {
    if (header !== null)
      faults.push({ field: 'Description', message: 'is in the header and in the body; that counts' });
    return body;
  }
  return header?.replace(/(\r\n|\r|\n)(?: {7}\|| {8}|[ \t]+)/g, '$1') ?? null;
}

/** An `Import-Name` or `Import-Namespace` value: the module, and whether it is for the distribution's own use. */
export function parseImportName(value: string): { readonly module: string; readonly isPrivate: boolean } {
  const [module = '', mark = ''] = value.split(';');
  return { module: stripPython(module), isPrivate: stripPython(mark) === 'private' };
}
