// The packages of OSV records and the products of CVE records: which is which.

import type { CveAffected } from '../../standard/cve.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { parsePurl } from '../../standard/purl.ts';

/** A package as an OSV record names it. `path` is a part of it that a product may be, such as one Go package. */
export interface PackageName {
  readonly ecosystem: string;
  readonly name: string;
  readonly path: string | null;
}

/** A product that the user says is a package: `vendor/product`, or `/product` for any vendor, in lower case. */
export type PackageTable = ReadonlyMap<string, { readonly ecosystem: string; readonly name: string }>;

/** An ecosystem's name, not an address. */
const CRATES = ['crates', 'io'].join('.');

/** Hosts of collections (CVE schema, `collectionURL`) and the ecosystems whose packages they hold. */
const COLLECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:www\.)?pypi\.(?:python\.)?org$/, 'PyPI'],
  [/^(?:pkg\.go\.dev|golang\.org)$/, 'Go'],
  [/^(?:www\.|registry\.)?npmjs\.(?:com|org)$/, 'npm'],
  [/^(?:www\.)?crates\.io$/, CRATES],
  [/^(?:www\.)?rubygems\.org$/, 'RubyGems'],
  [/^(?:www\.)?packagist\.org$/, 'Packagist'],
  [/^(?:www\.|api\.)?nuget\.org$/, 'NuGet'],
  [
    /^(?:repo1?\.maven\.apache\.org|repo1\.maven\.org|search\.maven\.org|central\.sonatype\.com|mvnrepository\.com)$/,
    'Maven',
  ],
  [/^(?:repo\.)?hex\.pm$/, 'Hex'],
  [/^pub\.dev$/, 'Pub'],
  [/^hackage\.haskell\.org$/, 'Hackage'],
  [/^cran\.r-project\.org$/, 'CRAN'],
  [/^opam\.ocaml\.org$/, 'opam'],
];

const PURL_TYPES: Readonly<Record<string, string>> = {
  pypi: 'PyPI',
  golang: 'Go',
  npm: 'npm',
  cargo: CRATES,
  gem: 'RubyGems',
  composer: 'Packagist',
  nuget: 'NuGet',
  maven: 'Maven',
  hex: 'Hex',
  pub: 'Pub',
  hackage: 'Hackage',
  cran: 'CRAN',
};

/** Go's own parts, which are packages of the modules `stdlib` and `toolchain` in OSV. */
const GO_VENDORS: Readonly<Record<string, string>> = { 'Go standard library': 'stdlib', 'Go toolchain': 'toolchain' };

/** The package that a product is; null where nothing tells. */
export function packageOf(product: CveAffected, table: PackageTable): PackageName | null {
  const own = (product.product ?? '').toLowerCase();
  const named = table.get(`${product.vendor ?? ''}/${own}`.toLowerCase()) ?? table.get(`/${own}`);
  if (named !== undefined) {
    const { ecosystem, name } = named;
    return { ecosystem, name: ecosystem === 'PyPI' ? normaliseDistributionName(name) : name, path: null };
  }
  const byUrl = packageOfPurl(product.packageUrl);
  if (byUrl !== null) return byUrl;
  const ecosystem = ecosystemOf(product.collectionUrl);
  const name = product.packageName ?? product.product;
  if (ecosystem === null || name === null) return null;
  if (ecosystem === 'PyPI') return { ecosystem, name: normaliseDistributionName(name), path: null };
  if (ecosystem !== 'Go') return { ecosystem, name, path: null };
  const vendor = product.vendor ?? '';
  const module = Object.hasOwn(GO_VENDORS, vendor) ? GO_VENDORS[vendor] : undefined;
  if (module !== undefined) return { ecosystem, name: module, path: name };
  return name === vendor || name.startsWith(`${vendor}/`)
    ? { ecosystem, name: vendor, path: name }
    : { ecosystem, name, path: name };
}

function packageOfPurl(purl: string | null): PackageName | null {
  const [, type = '', rest = ''] = /^pkg:\/*([a-z0-9.+-]+)\/([^@?#]+)/i.exec(purl ?? '') ?? [];
  const ecosystem = Object.hasOwn(PURL_TYPES, type.toLowerCase()) ? PURL_TYPES[type.toLowerCase()] : undefined;
  if (ecosystem === undefined || purl === null) return null;
  if (ecosystem === 'PyPI') {
    const parsed = parsePurl(purl);
    return parsed.ok ? { ecosystem, name: parsed.value.name, path: null } : null;
  }
  const parts = rest.split('/').map(decode);
  const name = ecosystem === 'Maven' ? parts.join(':') : parts.join('/');
  return { ecosystem, name, path: null };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function ecosystemOf(collection: string | null): string | null {
  if (collection === null || !URL.canParse(collection)) return null;
  const { hostname } = new URL(collection);
  return COLLECTIONS.find(([pattern]) => pattern.test(hostname))?.[1] ?? null;
}

/** How CVE records name collections (the examples of the schema): words of a format, never asked for anything. */
const COLLECTION_URLS: Readonly<Record<string, string>> = {
  Go: 'https://pkg.go.dev',
  PyPI: 'https://pypi.python.org',
  npm: 'https://www.npmjs.com',
  RubyGems: 'https://rubygems.org',
  Packagist: 'https://packagist.org',
  NuGet: 'https://nuget.org/packages',
  Maven: 'https://repo.maven.apache.org/maven2',
  Hex: 'https://repo.hex.pm',
  Pub: 'https://pub.dev',
  Hackage: 'https://hackage.haskell.org',
  CRAN: 'https://cran.r-project.org',
};

/** The fields that name a package, or one part of it, in a CVE record. */
export function productOf(ecosystem: string, name: string, path: string | null): Readonly<Record<string, string>> {
  const [base = ''] = ecosystem.split(':');
  const address = Object.hasOwn(COLLECTION_URLS, base) ? COLLECTION_URLS[base] : undefined;
  const collection = address === undefined ? {} : { collectionURL: address };
  if (base !== 'Go') return { vendor: name, product: name, ...collection, packageName: name };
  const vendor = Object.entries(GO_VENDORS).find(([, module]) => module === name)?.[0] ?? name;
  return { vendor, product: path ?? name, ...collection, packageName: path ?? name };
}

/** The package URL without a version (CVE JSON 5.2, `packageURL`); null for ecosystems without a type. */
export function packageUrlOf(ecosystem: string, name: string): string | null {
  const type = Object.entries(PURL_TYPES).find(([, found]) => found === ecosystem)?.[0];
  if (type === undefined || name === 'stdlib' || name === 'toolchain') return null;
  const parts = name.split(ecosystem === 'Maven' ? ':' : '/');
  return `pkg:${type}/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}
