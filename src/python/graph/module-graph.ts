// The module graph: which modules can be loaded from the roots, and by which steps. One fixpoint over summaries.
import type { DeclaredRoot } from '../module/declared-roots.ts';
import type { EntryPoint } from '../module/entry-points.ts';
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import type { ModuleName } from '../module/module-name.ts';
import type { SettingsFile } from '../module/settings-file.ts';
import type { ImportFromStatement, ImportStatement, Summary } from '../summary/summary.ts';
import type { Tick } from '../tick.ts';
import { growModuleGraph } from './growth.ts';
import type { GraphTarget } from './guard.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { CallSite, Unit } from './unit.ts';
import type { Budget } from './value.ts';

export type { DeclaredRoot };
export { growModuleGraph };

/** How a step gets from one module to the next. */
export type EdgeKind = 'root' | 'load' | 'string' | 'dynamic' | 'entry-point';

/** A step of the graph: loading `to` because of a line in `from`. */
export interface Edge {
  /** Null: the outside starts it. */
  readonly from: GraphModule | null;
  readonly to: GraphModule;
  readonly kind: EdgeKind;
  /** Where the step stands in `from`; for a root, where it is declared. */
  readonly line: number;
  /** The function it stands in; null for the module's top level. */
  readonly unit: string | null;
  /** The file that declares a root (`Procfile`); null where the module itself is the root. */
  readonly declaredIn: string | null;
  /** What of it is called: the function of a console script, of `--entry module:function` or of a plugin; null: nothing. */
  readonly attribute: string | null;
  /** An import statement, not a string or a guess. */
  readonly resolved: boolean;
  /** It is loaded on demand by the package that was asked for a name; the code that asked computes nothing. */
  readonly lazy?: boolean;
  /** A text names the module itself, not something in it. */
  readonly whole?: boolean;
}

/** A module of the graph. */
export interface GraphModule {
  readonly found: FoundModule;
  readonly firstParty: boolean;
  /** Null until it was read, and where it is compiled or could not be read. */
  facts: ModuleFacts | null;
  /** Whether reading it was tried. */
  read: boolean;
  loaded: boolean;
  /** It is started as a program (`python -m`, `run_module`): what is under `__name__ == "__main__"` runs. */
  isMain: boolean;
  /** Steps that leave it. */
  readonly edges: Edge[];
}

export interface GraphInput {
  readonly finder: ModuleFinder;
  readonly target: GraphTarget;
  /** The first-party modules that start the search. */
  readonly firstParty: readonly FoundModule[];
  /** The functions of them that alone are called; null or absent: any of the project's may be. */
  readonly narrowed?: readonly { readonly module: FoundModule | null; readonly attribute: string | null }[] | null;
  readonly declared: readonly DeclaredRoot[];
  /** Words outside of Python that may pick an entry of a table: those of the commands that start the project. */
  readonly words?: readonly string[];
  /** The project's files of settings. */
  readonly settings?: readonly SettingsFile[];
  readonly entryPoints: readonly EntryPoint[];
  /** Whether all distributions are at hand that the project asks for: what is not there then is nowhere. */
  readonly complete?: boolean;
  /** Reads source files; the answer has the same order, null where one could not be read. */
  readonly read: (modules: readonly FoundModule[]) => Promise<readonly (Summary | null)[]>;
  /** Told of modules that will probably be read. */
  readonly expect?: (modules: readonly FoundModule[]) => void;
}

/** Where the graph cannot see: so long as it is in running code, some things cannot be said never to be loaded. */
export interface BlindSpot {
  readonly module: GraphModule;
  /** The function; null for the module's top level. */
  readonly unit: string | null;
  readonly line: number;
  /** A clause without its subject and full stop, as it follows a place: `runs code that is not known`. */
  readonly why: string;
  /**
   * What may run there unseen. `plugins`: what a name or a text from outside brings in; what is at hand of that are
   * distributions that nothing else loads. `anything`: code that should have been read.
   */
  readonly hides: 'plugins' | 'anything';
  /** What may be loaded begins with this (`package.plugins.`); null: no beginning is known. */
  readonly prefix: string | null;
}

export interface ModuleGraph {
  readonly modules: readonly GraphModule[];
  readonly roots: readonly Edge[];
  /** Code that could load anything, or could not be read. */
  readonly blindSpots: readonly BlindSpot[];
  /** What folders that go first on the path hold under the name of a module. */
  readonly copies: ReadonlyMap<GraphModule, readonly GraphModule[]>;
  /** The module of a name among those loaded or read, null where it is neither. */
  moduleOf(name: ModuleName): GraphModule | null;
}

/** What the rules share while the graph grows. */
export interface Growth {
  readonly input: GraphInput;
  readonly modules: ReadonlyMap<string, GraphModule>;
  /** Words and whole strings of the project's own files. */
  readonly firstPartyWords: ReadonlySet<string>;
  /** The top-level names that the project's own modules import. */
  firstPartyImports(): ReadonlySet<string>;
  /** Packages that a string names, in order; one for each top-level package whose code names it. */
  readonly namedPackages: readonly NamedPackage[];
  /** Expressions that may still be evaluated. */
  readonly budget: Budget;
  /** Facts that wait for another module to be read. */
  readonly deferred: (() => boolean)[];
  /** The node of a name, made if need be but not loaded; null where no such module exists or it is standard. */
  node(name: ModuleName): GraphModule | null;
  /** Loads a module and its parents by a step; gives the node, null where it does not exist. */
  load(from: GraphModule, name: ModuleName, step: Step): GraphModule | null;
  /** Says that a module, of a package its `__main__`, is started as a program. */
  runAsMain(module: GraphModule): void;
  /** Notes a package that a string names. */
  nameAsString(name: ModuleName, by: GraphModule): void;
  /** Asks for a module's summary without loading it; whether it will still be read. */
  peek(module: GraphModule): boolean;
  /** The calls in running code that may mean a function, by name and by what the calling file imports. */
  callsOf(callee: Callee): readonly { readonly module: GraphModule; readonly site: CallSite }[];
  /** The other files in running code with a class that derives from a class of a module. */
  subclassFiles(module: GraphModule, className: string): readonly GraphModule[];
}

/** A package that a string names. */
export interface NamedPackage {
  readonly name: ModuleName;
  /** The top-level package of the code that names it; null for the project's own. */
  readonly by: string | null;
}

/** A function as calls name it. */
export interface Callee {
  readonly module: GraphModule;
  /** Its bare name; its class's where it is a constructor. */
  readonly name: string;
  readonly className: string | null;
  /** It is defined inside another function: only its own module can call it by name. */
  readonly nested: boolean;
}

export interface Step {
  readonly kind: EdgeKind;
  readonly line: number;
  readonly unit: string | null;
  readonly resolved: boolean;
  /** What of the module is then asked for. */
  readonly attribute?: string | null;
  readonly lazy?: boolean;
  readonly whole?: boolean;
}

/** Code that began to count: a function, or all of a module (`unit` null). */
export interface Activation {
  readonly module: GraphModule;
  readonly facts: ModuleFacts;
  readonly unit: Unit | null;
}

/**
 * Whose functions count as soon as their module is loaded: nobody's, those of the project's own modules, or all. The
 * others count once they are activated; top-level code always does.
 */
export type Width = 'none' | 'project' | 'all';

export interface GrowthOptions {
  readonly width: Width;
  /** Told how far it is; once the time is up, nothing more is loaded. */
  readonly tick?: Tick;
}

/** A graph that grows as more functions are found to run. */
export interface ModuleGrowth {
  readonly input: GraphInput;
  /** Reads and loads until nothing is left to do; gives the modules loaded since it was last asked. */
  settle(): Promise<readonly GraphModule[]>;
  /**
   * Says that a function may run, by its dotted name in the module (`Class.method`) or the line of its `def` or first
   * decorator: imports, strings and dynamic imports in it then count at the next `settle`. Module-level code and class
   * bodies at module level count as soon as the module is loaded; lambdas and comprehensions with what is around them.
   */
  activate(module: GraphModule, unit: string | number): void;
  /** Code that nobody reads may import a module that a text names: it is read at the next `settle`. */
  loadNamed(from: GraphModule, name: ModuleName, line: number): void;
  /** Whether an import statement in a module of a dependency is sure to fail, since nothing installed has what it names. */
  fails(module: GraphModule, statement: ImportStatement | ImportFromStatement): boolean;
  /** Lets the functions of more modules count from the next `settle` on. */
  widen(to: Width): void;
  /** The graph as it stands. */
  graph(): ModuleGraph;
}
