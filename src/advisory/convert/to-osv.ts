// Derives an OSV record from a CVE record; what OSV has no words for is listed.
import type { CveAffected, CveContainer, CveCredit, CveRecord, CveText } from '../../standard/cve.ts';
import { scoreCvss } from '../../standard/cvss.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { formatPurl } from '../../standard/purl.ts';
import { isGitVersion, readAffectedVersions } from './cve-versions.ts';
import { gitRanges, type ResolveCommit } from './git-range.ts';
import { type Loss, Losses } from './loss.ts';
import { rangesOfIntervals } from './osv-range.ts';
import { type PackageName, type PackageTable, packageOf } from './package-name.ts';
import { cveCreditType, lostTags, osvCreditType, osvReferences, osvSeverities } from './term.ts';
import { orderOfEcosystem } from './version-order.ts';

type Json = Record<string, unknown>;

/** How to convert. */
export interface ToOsvOptions {
  /** Products that are packages, by `vendor/product` in lower case. */
  readonly packages: PackageTable;
  /** Products that are in no ecosystem, as `/product` in lower case, with their repositories. */
  readonly products: ReadonlyMap<string, string | null>;
  readonly resolveCommit: ResolveCommit;
  /** Stands for `modified` where the record has no date. */
  readonly now: string;
}

/** A derived record as it is written. */
export interface Derived {
  readonly value: Json;
  readonly losses: readonly Loss[];
}

export const OSV_SCHEMA_VERSION = '1.7.5';

/** Converts. Containers of others (`adp`) give severities, weaknesses and references that the CNA does not have. */
export function deriveOsv(record: CveRecord, id: string, options: ToOsvOptions): Derived {
  const losses = new Losses(id);
  const { cna, adp } = record;
  const kept = cna.original['x_withdrawn'];
  const rejected = record.state === 'REJECTED' || cna.rejectedReasons.length > 0;
  const withdrawn = rejected
    ? (record.rejected ?? record.updated ?? options.now)
    : typeof kept === 'string'
      ? kept
      : null;
  const containers = [cna, ...adp];
  const { aliases, related } = namesOf(record, id);
  const value: Json = {
    schema_version: OSV_SCHEMA_VERSION,
    id,
    modified: record.updated ?? record.rejected ?? record.published ?? options.now,
    published: record.published ?? undefined,
    withdrawn: withdrawn ?? undefined,
    aliases: some(aliases),
    related: some(related),
    summary: cna.title?.trim() || undefined,
    details: detailsOf(withdrawn === null ? cna.descriptions : [...cna.rejectedReasons, ...cna.descriptions], losses),
    severity: severityOf(containers, losses),
    affected: some(affectedOf(cna.affected, options, losses)),
    references: some(osvReferences(uniqueReferences(containers, losses))),
    credits: some(cna.credits.map((credit) => creditOf(credit, losses))),
    database_specific: specificOf(containers, cna),
  };
  for (const reference of containers.flatMap((each) => each.references)) {
    if (reference.name !== null && reference.name !== reference.url) {
      losses.add('references.name', 'OSV has no names of references');
    }
    const tags = lostTags(reference.tags);
    if (tags.length > 0) losses.add('references.tags', `OSV has no reference type for ${tags.join(', ')}`);
  }
  listLosses(record, losses);
  return { value: dropEmpty(value), losses: losses.all };
}

function namesOf(record: CveRecord, id: string): { readonly aliases: string[]; readonly related: string[] } {
  const { cna } = record;
  const texts = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
  const { source } = cna.original;
  const advisory = typeof source === 'object' && source !== null && 'advisory' in source ? texts(source.advisory) : [];
  const named = [record.id ?? '', ...advisory, ...texts(cna.original['x_aliases'])];
  // Only what has the form of a database's identifier: many CNAs write addresses or free text there.
  const sound = [...new Set(named)].filter((alias) => /^[A-Za-z_]+-[\w:-]+$/.test(alias) && alias !== id);
  const related = [...texts(cna.original['x_related']), ...cna.replacedBy].filter((other) => other !== id);
  return { aliases: sound, related: [...new Set(related)] };
}

function detailsOf(texts: readonly CveText[], losses: Losses): string | undefined {
  const english = texts.filter(({ lang }) => /^en\b/i.test(lang.replace('_', '-')));
  const chosen = english.length > 0 ? english : texts.slice(0, 1);
  for (const { lang } of texts.filter((text) => !chosen.includes(text))) {
    losses.add('descriptions', `OSV has one language; the description in ${lang} is left out`);
  }
  const parts = chosen.map(({ value, media }) => {
    const markdown = media.find(({ type, base64 }) => /^text\/(?:x-)?markdown/i.test(type) && !base64);
    if (media.some((each) => each !== markdown)) {
      losses.add('descriptions.supportingMedia', 'OSV has no other forms of a description');
    }
    return (markdown?.value ?? value).trim();
  });
  return [...new Set(parts)].filter((part) => part !== '').join('\n\n') || undefined;
}

function severityOf(containers: readonly CveContainer[], losses: Losses): unknown {
  // What the CNA itself rates stands; the ratings of others fill in where it is silent.
  const metrics = containers.find((container) => container.metrics.length > 0)?.metrics ?? [];
  if (metrics.some(({ scenarios }) => scenarios.length > 0)) {
    losses.add('metrics.scenarios', 'OSV has no scenarios of severities');
  }
  const sound = metrics.filter(({ version, vector }) => {
    const scored = scoreCvss(vector);
    const fits = scored.ok && scored.value.version === version;
    if (!fits) losses.add('metrics', `${JSON.stringify(vector.slice(0, 100))} is no vector of CVSS ${version}`);
    return fits;
  });
  const general = sound.filter(({ scenarios }) => scenarios.length === 0);
  return some(osvSeverities(general.length > 0 ? general : sound));
}

function creditOf({ value: name, type }: CveCredit, losses: Losses): Json {
  const known = type === null ? null : cveCreditType(type);
  if (type !== null && known === null)
    losses.add('credits.type', `OSV has no credit of the type ${JSON.stringify(type)}`);
  return { name, ...(known === null ? {} : { type: osvCreditType(known) }) };
}

function uniqueReferences(all: readonly CveContainer[], losses: Losses): CveContainer['references'] {
  const containers = all.map((container) => ({
    references: container.references.filter(({ url }) => {
      const sound = isAddress(url);
      if (!sound) losses.add('references', `${JSON.stringify(url.slice(0, 100))} is no address`);
      return sound;
    }),
  }));
  const [cna, ...others] = containers;
  const known = new Set(cna?.references.map(({ url }) => url));
  const more = others.flatMap((container) => container.references).filter(({ url }) => !known.has(url));
  return [...(cna?.references ?? []), ...more];
}

function specificOf(containers: readonly CveContainer[], cna: CveContainer): Json | undefined {
  const problems = containers.find((container) => container.problems.length > 0)?.problems ?? [];
  const cwes = problems.flatMap(({ cweId, description }) => cweId ?? cweIn(description) ?? []);
  const timeline = cna.timeline.map(({ time, value, lang }) => ({ time, value, ...(lang === 'en' ? {} : { lang }) }));
  const specific = dropEmpty({ cwe_ids: some([...new Set(cwes)]), timeline: some(timeline) });
  return Object.keys(specific).length === 0 ? undefined : specific;
}

/** Whether a text is a URI (RFC 3986) with a scheme that is followed. */
function isAddress(text: string): boolean {
  return (
    /^(?:https?|ftps?):\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i.test(text) &&
    URL.canParse(text) &&
    !/%(?![0-9a-f]{2})/i.test(text)
  );
}

/** The weakness that a text names. */
function cweIn(text: string | null): string | null {
  const digits = /\bCWE[- ]?(\d{1,5})\b/i.exec(text ?? '')?.[1];
  return digits === undefined ? null : `CWE-${digits}`;
}

/** Losses that depend on nothing but a field's being there. */
function listLosses({ cna, adp }: CveRecord, losses: Losses): void {
  for (const key of ['solutions', 'workarounds', 'configurations', 'exploits', 'impacts', 'tags', 'taxonomyMappings']) {
    if (cna.original[key] !== undefined) losses.add(key, 'OSV has no such field');
  }
  if (cna.original['cpeApplicability'] !== undefined) losses.add('cpeApplicability', 'OSV has no CPE names');
  if (cna.datePublic !== null) losses.add('datePublic', 'OSV has only the date of the record’s publication');
  for (const { cweId, description } of cna.problems) {
    if (cweId === null && cweIn(description) === null) {
      losses.add('problemTypes', `OSV records name weaknesses by CWE; ${JSON.stringify(description)} is left out`);
    }
  }
  for (const metric of Array.isArray(cna.original['metrics']) ? cna.original['metrics'] : []) {
    if (typeof metric === 'object' && metric !== null && 'other' in metric) {
      losses.add('metrics.other', 'OSV has no severity of that form');
    }
  }
  if (cna.credits.some(({ user }) => user !== null))
    losses.add('credits.user', 'OSV has no users of the CVE programme');
  if (adp.some((container) => container.affected.length > 0)) {
    losses.add('adp.affected', 'what others say of affected products is left out; the CNA decides');
  }
}

interface Grouped {
  readonly key: string;
  readonly entry: Json;
  readonly imports: Json[];
}

/** One entry for each package and set of versions; products that are parts of one package are its imports. */
function affectedOf(products: readonly CveAffected[], options: ToOsvOptions, losses: Losses): Json[] {
  const grouped: Grouped[] = [];
  for (const [index, product] of products.entries()) {
    const field = `affected[${index}]`;
    const named = packageOf(product, options.packages);
    const { entry, order } = versionsOf(product, named, options, (message) => losses.add(`${field}.versions`, message));
    if (entry === null) continue;
    const { parts, imports } = partsOf(product, named, (key, message) => losses.add(`${field}.${key}`, message));
    if (named === null && (product.vendor ?? product.product) !== null) {
      parts.database_specific = dropEmpty({
        vendor: product.vendor ?? undefined,
        product: product.product ?? undefined,
      });
      const name = [...new Set([product.vendor, product.product])].filter((text) => text !== null).join(' ');
      if (!options.products.has(productKey(product)))
        losses.add(`${field}.product`, `${name} is no package of a known ecosystem; --package names one`);
    }
    const whole: Json = { ...packageObject(named), ...entry, ...parts };
    const key = JSON.stringify([whole, order]);
    const same = named?.path == null ? undefined : grouped.find((group) => group.key === key);
    if (same === undefined) grouped.push({ key, entry: whole, imports });
    else same.imports.push(...imports);
  }
  return grouped.map(({ entry, imports }) =>
    imports.length === 0 ? entry : { ...entry, ecosystem_specific: { imports } },
  );
}

const productKey = ({ product }: CveAffected): string => `/${product ?? ''}`.toLowerCase();

function packageObject(named: PackageName | null): Json {
  if (named === null) return {};
  const { ecosystem, name } = named;
  if (ecosystem !== 'PyPI') return { package: { ecosystem, name } };
  const purl = formatPurl({ name: normaliseDistributionName(name), version: null, fileName: null });
  return { package: { ecosystem, name, purl } };
}

function versionsOf(
  product: CveAffected,
  named: PackageName | null,
  options: ToOsvOptions,
  lose: (message: string) => void,
): { readonly entry: Json | null; readonly order: string } {
  const repository = product.repo ?? options.products.get(productKey(product)) ?? null;
  const commits = gitRanges(product, repository, options.resolveCommit);
  for (const message of commits.losses) lose(message);
  const onlyGit = product.versions.length > 0 && product.versions.every(isGitVersion);
  const orderName = named === null ? null : orderOfEcosystem(named.ecosystem);
  const read = readAffectedVersions(product, orderName);
  if (product.incomplete) lose('some of it could not be read');
  const nothing = onlyGit || (product.versions.length === 0 && product.defaultStatus !== 'affected');
  if (nothing && !onlyGit && product.defaultStatus !== 'unaffected') {
    lose('it says nothing of versions, and its status is unknown');
  }
  const type = orderName === 'semver' || (named === null && read.order.name === 'semver') ? 'SEMVER' : 'ECOSYSTEM';
  const written = nothing
    ? { ranges: [], versions: [], losses: [] }
    : rangesOfIntervals(type, read.order, read.intervals);
  if (!nothing) for (const message of [...read.losses, ...written.losses]) lose(message);
  const ranges = [...commits.ranges, ...written.ranges];
  const entry: Json = {};
  if (ranges.length > 0) entry['ranges'] = ranges;
  if (written.versions.length > 0) entry['versions'] = written.versions;
  // Nothing is affected: an entry would say the opposite.
  return { entry: Object.keys(entry).length === 0 ? null : entry, order: read.order.name };
}

function partsOf(
  product: CveAffected,
  named: PackageName | null,
  lose: (key: string, message: string) => void,
): { readonly parts: { database_specific?: Json }; readonly imports: Json[] } {
  if (named?.ecosystem === 'Go' && named.path !== null) {
    for (const key of ['modules', 'cpes', 'programFiles'] as const) {
      if (product[key].length > 0) lose(key, 'OSV has no such field');
    }
    const symbols = product.programRoutines.length === 0 ? {} : { symbols: product.programRoutines };
    const goos = product.platforms.length === 0 ? {} : { goos: product.platforms };
    return { parts: {}, imports: [{ path: named.path, ...goos, ...symbols }] };
  }
  for (const key of ['platforms', 'cpes', 'programFiles'] as const) {
    if (product[key].length > 0) lose(key, 'OSV has no such field');
  }
  if (named?.ecosystem !== 'PyPI') {
    if (product.modules.length > 0) lose('modules', 'OSV has no such field');
    if (product.programRoutines.length > 0) lose('programRoutines', 'OSV has no such field');
    return { parts: {}, imports: [] };
  }
  const { imports, lost } = pythonImports(product);
  for (const name of lost) {
    lose('programRoutines', `${JSON.stringify(name)} names no module that holds it, so all of the package counts`);
  }
  return { parts: {}, imports: lost.length > 0 ? [] : imports };
}

/** Routines written `module:attribute`, or dotted below one of the modules; modules alone where there is no routine. */
function pythonImports(product: CveAffected): { readonly imports: Json[]; readonly lost: readonly string[] } {
  const modules = product.modules.filter((name) => /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name));
  const byAttribute = new Map<string, string[]>();
  const lost = product.modules.filter((name) => !modules.includes(name));
  const used = new Set<string>();
  for (const routine of product.programRoutines) {
    const name = routine.replace(/\(\)$/, '');
    const [, module, attribute] = /^([\w.]+):([\w.]+)$/.exec(name) ?? [];
    const within = modules.filter((each) => name.startsWith(`${each}.`)).sort((a, b) => b.length - a.length)[0];
    const found =
      module !== undefined && attribute !== undefined
        ? { module, attribute }
        : within !== undefined
          ? { module: within, attribute: name.slice(within.length + 1) }
          : null;
    if (found === null) lost.push(routine);
    else {
      used.add(found.module);
      byAttribute.set(found.attribute, [...(byAttribute.get(found.attribute) ?? []), found.module]);
    }
  }
  const imports: Json[] = [...byAttribute].map(([attribute, found]) => ({ attribute, modules: found }));
  const whole = modules.filter((module) => !used.has(module));
  if (whole.length > 0) imports.push({ modules: whole });
  return { imports, lost };
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function dropEmpty(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
