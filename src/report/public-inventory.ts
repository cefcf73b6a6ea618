// An inventory in the public JSON `theriac.inventory/1`: all that the loaders found, so that it can be read back whole.
import {
  type Artifact,
  type Dependency,
  type Distribution,
  type DistributionSource,
  INVENTORY_KINDS,
  type Inventory,
} from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { formatDistributionPurl } from './distribution-purl.ts';
import type { Fields } from './fields.ts';
import { fromPublicFault, type PublicFault, toPublicFault } from './public-fault.ts';

/** An artifact as scripts read it. */
export interface PublicArtifact {
  readonly file_name?: string;
  readonly build?: string;
  readonly hashes: readonly string[];
}

/** A dependency edge as scripts read it. */
export interface PublicDependency {
  readonly name: string;
  readonly version?: string;
  readonly extras?: readonly string[];
  readonly marker?: string;
  readonly extra?: string;
  readonly group?: string;
  readonly member?: string;
}

/** Where a distribution comes from; which fields there are depends on `kind`: `index`, `url`, `vcs`, `path`. */
export interface PublicSource {
  readonly kind: DistributionSource['kind'];
  readonly url?: string;
  readonly system?: string;
  readonly commit?: string;
  readonly path?: string;
  readonly editable?: boolean;
}

/** A distribution as scripts read it. `file_name`, `build` and `hashes` speak of the one artifact, or of all hashes. */
export interface PublicDistribution {
  readonly name: string;
  readonly version: string | null;
  readonly purl: string;
  readonly source: PublicSource;
  readonly file_name?: string;
  readonly build?: string;
  readonly hashes: readonly string[];
  readonly markers?: string;
  readonly groups: readonly string[];
  readonly requires: readonly PublicDependency[];
  readonly extras?: readonly string[];
  readonly installed: boolean;
  /** Each artifact, where there is not exactly one that the fields above describe. */
  readonly artifacts?: readonly PublicArtifact[];
  readonly location?: { readonly file: string; readonly line: number };
  readonly folder?: string;
}

/** An inventory as scripts read it, without its `schema` line. */
export interface PublicInventory {
  readonly source: string;
  readonly source_kind: Inventory['kind'];
  readonly project: string;
  readonly root: string;
  readonly target?: {
    readonly implementation: string;
    readonly version: string;
    readonly platform: string;
    readonly machine?: string;
  };
  readonly requires: readonly PublicDependency[];
  readonly distributions: readonly PublicDistribution[];
  readonly faults: readonly PublicFault[];
}

/** The inventory in its public form. */
export function toPublicInventory(inventory: Inventory): PublicInventory {
  return {
    ...toPublicInventoryHead(inventory),
    distributions: inventory.distributions.map(toPublicDistribution),
    faults: inventory.faults.map(toPublicFault),
  };
}

/** All of the inventory's public form but its distributions and faults. */
export function toPublicInventoryHead(inventory: Inventory): Omit<PublicInventory, 'distributions' | 'faults'> {
  const { target } = inventory;
  return {
    source: inventory.source,
    source_kind: inventory.kind,
    project: inventory.project,
    root: inventory.root,
    ...(target !== null && {
      target: {
        implementation: target.implementation,
        version: target.version,
        platform: target.platform,
        ...(target.machine !== null && { machine: target.machine }),
      },
    }),
    requires: inventory.requires.map(toPublicDependency),
  };
}

/** A distribution in its public form. */
export function toPublicDistribution(distribution: Distribution): PublicDistribution {
  const { artifacts, location } = distribution;
  const [only] = artifacts;
  const one = artifacts.length === 1 && only !== undefined && !isBlank(only) ? only : null;
  const file = one === null ? {} : toPublicArtifact(one);
  return {
    name: distribution.name,
    version: distribution.version,
    purl: formatDistributionPurl(distribution),
    source: toPublicSource(distribution.source),
    ...file,
    hashes: artifacts.flatMap(({ hashes }) => hashes),
    ...(distribution.marker !== null && { markers: distribution.marker }),
    groups: distribution.groups,
    requires: distribution.requires.map(toPublicDependency),
    ...(distribution.extras.length > 0 && { extras: distribution.extras }),
    installed: distribution.installed,
    ...(one === null && artifacts.length > 0 && { artifacts: artifacts.map(toPublicArtifact) }),
    ...(location !== null && { location: { file: location.file, line: location.line } }),
    ...(distribution.folder !== null && { folder: distribution.folder }),
  };
}

const isBlank = ({ fileName, build, hashes }: Artifact) => fileName === null && build === null && hashes.length === 0;

function toPublicArtifact({ fileName, build, hashes }: Artifact): PublicArtifact {
  return { ...(fileName !== null && { file_name: fileName }), ...(build !== null && { build }), hashes };
}

function toPublicDependency({ name, version, extras, marker, extra, group, member }: Dependency): PublicDependency {
  return {
    name,
    ...(version !== null && { version }),
    ...(extras.length > 0 && { extras }),
    ...(marker !== null && { marker }),
    ...(extra !== null && { extra }),
    ...(group !== null && { group }),
    ...(member !== null && { member }),
  };
}

function toPublicSource(source: DistributionSource): PublicSource {
  const { kind } = source;
  switch (kind) {
    case 'index':
      return { kind, ...(source.url !== null && { url: source.url }) };
    case 'url':
      return { kind, url: source.url };
    case 'vcs':
      return { kind, system: source.system, url: source.url, ...(source.commit !== null && { commit: source.commit }) };
    case 'path':
      return { kind, path: source.path, editable: source.editable };
  }
}

/** The inventory that public fields describe. */
export function fromPublicInventory(fields: Fields): Inventory {
  return {
    kind: fields.oneOf('source_kind', INVENTORY_KINDS),
    source: fields.text('source'),
    root: fields.text('root'),
    project: fields.text('project'),
    target: fields.optional('target', (of) => ({
      implementation: of.text('implementation'),
      version: of.text('version'),
      platform: of.text('platform'),
      machine: of.optionalText('machine'),
    })),
    distributions: fields.list('distributions', fromPublicDistribution),
    requires: fields.list('requires', fromPublicDependency),
    faults: fields.list('faults', fromPublicFault),
  };
}

function fromPublicDistribution(fields: Fields): Distribution {
  const several = fields.list('artifacts', fromPublicArtifact);
  const one = fromPublicArtifact(fields);
  return {
    name: normaliseDistributionName(fields.text('name')),
    version: fields.optionalText('version'),
    source: fields.object('source', fromPublicSource),
    artifacts: several.length > 0 ? several : isBlank(one) ? [] : [one],
    installed: fields.flag('installed'),
    extras: fields.texts('extras'),
    marker: fields.optionalText('markers'),
    groups: fields.texts('groups'),
    requires: fields.list('requires', fromPublicDependency),
    location: fields.optional('location', (of) => ({ file: of.text('file'), line: of.number('line') })),
    folder: fields.optionalText('folder'),
  };
}

function fromPublicArtifact(fields: Fields): Artifact {
  return {
    fileName: fields.optionalText('file_name'),
    build: fields.optionalText('build'),
    hashes: fields.texts('hashes'),
  };
}

function fromPublicDependency(fields: Fields): Dependency {
  return {
    name: normaliseDistributionName(fields.text('name')),
    version: fields.optionalText('version'),
    extras: fields.texts('extras'),
    marker: fields.optionalText('marker'),
    extra: fields.optionalText('extra'),
    group: fields.optionalText('group'),
    member: optionalName(fields.optionalText('member')),
  };
}

function optionalName(text: string | null): Dependency['member'] {
  return text === null ? null : normaliseDistributionName(text);
}

function fromPublicSource(fields: Fields): DistributionSource {
  const kind = fields.oneOf('kind', ['index', 'url', 'vcs', 'path']);
  switch (kind) {
    case 'index':
      return { kind, url: fields.optionalText('url') };
    case 'url':
      return { kind, url: fields.text('url') };
    case 'vcs':
      return { kind, system: fields.text('system'), url: fields.text('url'), commit: fields.optionalText('commit') };
    case 'path':
      return { kind, path: fields.text('path'), editable: fields.flag('editable') };
  }
}
