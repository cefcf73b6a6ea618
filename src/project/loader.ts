// What every loader is given and gives back: one file or folder in, its distributions, roots and faults out.
import type { Fault } from '../finding/fault.ts';
import type { Dependency, Distribution, InventoryKind } from '../finding/inventory.ts';
import type { Host } from '../host/host.ts';
import type { MarkerGate } from './marker-gate.ts';

/** Which optional parts of a project count. Null: all of them. */
export interface Selection {
  /** The project's extras, normalised. */
  readonly extras: readonly string[] | null;
  /** The project's dependency groups, normalised. */
  readonly groups: readonly string[] | null;
}

export const EVERYTHING: Selection = { extras: null, groups: null };

/** What a loader may use. */
export interface LoadContext {
  readonly host: Host;
  /** The project's own folder, absolute. */
  readonly root: string;
  readonly gate: MarkerGate;
  readonly selection: Selection;
}

/** What a loader found. */
export interface Loaded {
  /** The project's own name, null where the file does not say it. */
  readonly project: string | null;
  readonly distributions: readonly Distribution[];
  readonly requires: readonly Dependency[];
  readonly faults: readonly Fault[];
}

/** One kind of file that lists distributions. To support another, write its loader and add it to `loaders.ts`. */
export interface Loader {
  readonly kind: InventoryKind;
  /** The names by which discovery takes files for its own. */
  readonly discovered: RegExp;
  /** The names that it also takes where the user names the file. */
  readonly names: RegExp;
  /** Reads the files as one source. Never throws. */
  readonly load: (context: LoadContext, files: readonly string[]) => Promise<Loaded>;
}
