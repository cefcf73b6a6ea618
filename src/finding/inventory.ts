// The distributions that a project locks or installs: the contract between loaders, audit and renderers.
import type { DistributionName } from '../standard/distribution-name.ts';
import type { Fault } from './fault.ts';

/** Where a distribution comes from. URLs are kept as written but without credentials. */
export type DistributionSource =
  | { readonly kind: 'index'; readonly url: string | null }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'vcs'; readonly system: string; readonly url: string; readonly commit: string | null }
  | { readonly kind: 'path'; readonly path: string; readonly editable: boolean };

/** A file that the lock allows, or the one that is installed. Hashes as `sha256:…` in lower case. */
export interface Artifact {
  readonly fileName: string | null;
  /** The wheel's build tag as written (`1`, `2abc`), null where it has none or is no wheel. */
  readonly build: string | null;
  readonly hashes: readonly string[];
}

/** A dependency edge. `version` picks one of several locked versions of the name; null means whichever is there. */
export interface Dependency {
  readonly name: DistributionName;
  readonly version: string | null;
  readonly extras: readonly string[];
  /** The marker under which the edge holds, as written; null always. */
  readonly marker: string | null;
  /** The extra or dependency group of the depending side that brings the edge; null where it is always there. */
  readonly extra: string | null;
  readonly group: string | null;
  /** The member of the workspace that asks for it, where that is not the project itself; null otherwise. */
  readonly member: DistributionName | null;
}

/** A place in a text file; the line counts from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** One distribution that is locked, declared or installed. */
export interface Distribution {
  readonly name: DistributionName;
  /** The version as PEP 440 normalises it, or as written where it is not valid; null where none is pinned. */
  readonly version: string | null;
  readonly source: DistributionSource;
  /** The files that may be or are installed. Several: the lock leaves the choice open. None: nothing is known. */
  readonly artifacts: readonly Artifact[];
  /** Whether `artifacts` holds exactly the file that is installed. */
  readonly installed: boolean;
  readonly extras: readonly string[];
  /** The marker under which the distribution is there, as written; null always. */
  readonly marker: string | null;
  /** The dependency groups, or the project's extras (`extra:socks`), that bring it; empty: the project itself does. */
  readonly groups: readonly string[];
  readonly requires: readonly Dependency[];
  /** The line that locks or declares it; null for an installed one. */
  readonly location: Location | null;
  /** The folder that holds its modules (`site-packages`), absolute; null where it is not installed. */
  readonly folder: string | null;
}

/** The interpreter and platform that markers were evaluated for. */
export interface InterpreterTarget {
  /** `CPython`, `PyPy`. */
  readonly implementation: string;
  /** `3.12` or `3.12.4`. */
  readonly version: string;
  /** As `sys.platform` says: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** As `platform.machine()` says, `x86_64`; null where unknown. */
  readonly machine: string | null;
}

export const INVENTORY_KINDS = [
  'uv.lock',
  'pylock.toml',
  'poetry.lock',
  'pdm.lock',
  'Pipfile.lock',
  'requirements',
  'pyproject',
  'environment',
] as const;
export type InventoryKind = (typeof INVENTORY_KINDS)[number];

/** All that a project locks or installs. */
export interface Inventory {
  readonly kind: InventoryKind;
  /** The file or folder that was read, relative to the project's folder where it lies within. */
  readonly source: string;
  /** The project's own folder, absolute. */
  readonly root: string;
  /** The project's own name as it declares it, else its folder's name. */
  readonly project: string;
  /** Null: no interpreter was chosen or found, every marker's branch counts. */
  readonly target: InterpreterTarget | null;
  readonly distributions: readonly Distribution[];
  /** What the project itself asks for: the roots of the dependency paths. */
  readonly requires: readonly Dependency[];
  readonly faults: readonly Fault[];
}
