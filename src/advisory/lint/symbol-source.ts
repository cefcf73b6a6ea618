// The sources of releases that the user has at hand, wheels and source distributions, asked for symbols.
import { basename, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Code, findDefinition } from '../../python/definition/find-definition.ts';
import { openArchive } from '../../python/module/archive-tree.ts';
import { type FoundModule, moduleFinder } from '../../python/module/module-finder.ts';
import { parseModuleName } from '../../python/module/module-name.ts';
import { standardLibrary } from '../../python/module/standard-library.ts';
import { decodeSummary } from '../../python/summary/decode.ts';
import { summarise } from '../../python/summary/summarise.ts';
import type { Summary } from '../../python/summary/summary.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import type { OsvAffected } from '../../standard/osv.ts';
import { parseSdistFileName } from '../../standard/sdist-file-name.ts';
import { type Version, versionKey } from '../../standard/version.ts';
import { parseWheelFileName } from '../../standard/wheel-file-name.ts';
import { contains, isVersionRange, readIntervals } from '../database/range.ts';
import { formatVersionList, versionFinder } from '../database/version-list.ts';

/** One release whose source can be looked into. */
export interface SymbolRelease {
  /** `pillow 9.5.0`. */
  readonly name: string;
  /** What is missing, as `module x` or `x.y`; null where it is there or cannot be known. */
  lacks(module: string, attribute: string | null): Promise<string | null>;
}

export interface SymbolSources {
  /** The releases at hand of a distribution that an entry holds affected. */
  affectedReleases(name: DistributionName, affected: OsvAffected): Promise<readonly SymbolRelease[]>;
}

interface Archive {
  readonly path: string;
  readonly name: DistributionName;
  readonly version: Version;
}

/** The archives in a folder. Throws HostError where it cannot be listed. */
export function readSymbolSources(host: Host, folders: readonly string[]): SymbolSources {
  const archives: Archive[] = [];
  for (const folder of folders) {
    for (const { name, kind } of host.files.list(folder)) {
      const parsed = name.endsWith('.whl') ? parseWheelFileName(name) : parseSdistFileName(name);
      if (kind === 'file' && parsed.ok)
        archives.push({ path: join(folder, name), name: parsed.value.name, version: parsed.value.version });
    }
  }
  const opened = new Map<string, Promise<SymbolRelease | null>>();
  return {
    async affectedReleases(name, affected) {
      const found: SymbolRelease[] = [];
      for (const archive of archives) {
        if (archive.name !== name || !isAffected(archive.version, affected)) continue;
        const release = opened.get(archive.path) ?? openRelease(host, archive);
        opened.set(archive.path, release);
        const ready = await release;
        if (ready !== null) found.push(ready);
      }
      return found;
    },
  };
}

function isAffected(version: Version, affected: OsvAffected): boolean {
  const key = versionKey(version);
  const intervals = affected.ranges.filter(isVersionRange).flatMap((range) => readIntervals(range).intervals);
  return (
    intervals.some((interval) => contains(interval, key, key)) ||
    versionFinder(version, key)(formatVersionList(affected.versions))
  );
}

async function openRelease(host: Host, { path, name, version }: Archive): Promise<SymbolRelease | null> {
  const tree = await openArchive(host.files, path);
  if (!tree.ok) return null;
  const standard = standardLibrary(13);
  const entry = {
    tree: tree.value,
    folder: '',
    firstParty: false,
    beforeStandard: true,
    only: null,
    distribution: name,
  };
  const finder = moduleFinder([entry], standard);
  const summaries = new Map<FoundModule, Summary | null>();
  const code: Code = {
    find: (module) => finder.find(module),
    summaryOf: async (module) => {
      const known = summaries.get(module);
      if (known !== undefined) return known;
      const isSource = module.kind === 'source' && module.file !== null;
      const summary = isSource ? decodeSummary(summarise(tree.value.readBytes(module.file))) : null;
      summaries.set(module, summary);
      return summary;
    },
  };
  return {
    name: `${name} ${version.text} (${basename(path)})`,
    async lacks(module, attribute) {
      const parsed = parseModuleName(module);
      const found = parsed === null ? null : code.find(parsed);
      if (found === null) return `module ${module}`;
      if (attribute === null) return null;
      const definition = await findDefinition(code, found, attribute);
      return definition.kind === 'absent' ? `${module}.${attribute}` : null;
    },
  };
}
