// Imports that are sure to fail because nobody has what they name, and the modules that end there.
import type { FoundModule } from '../module/module-finder.ts';
import { childName, type ModuleName } from '../module/module-name.ts';
import type { ModuleTree } from '../module/module-tree.ts';
import { isEverStandard } from '../module/standard-library.ts';
import { dottedName } from '../summary/outline.ts';
import type { Expression, ImportFromStatement, ImportStatement, Statement, TryStatement } from '../summary/summary.ts';
import { testHolds } from './guard.ts';
import { absoluteName, bindsName } from './import-name.ts';
import type { GraphModule, Growth } from './module-graph.ts';

/** How the code of a block ends early: by an `ImportError`, or by another exception that it raises itself. */
interface Failure {
  readonly line: number;
  readonly isImport: boolean;
}

export interface FailingImports {
  /** Whether an import statement in a module is sure to fail. Nothing is said of the project's own code. */
  fails(module: GraphModule, statement: ImportStatement | ImportFromStatement): boolean;
  /** The line after which nothing of a module's top level runs, as far as what is installed tells; null: all may. */
  endOf(module: GraphModule): number | null;
}

/** Past a chain of this many modules an import is taken to succeed. */
const MAX_CHAIN = 100;

/** What installations of Python may bring along: before 3.12 also what builds packages. */
const BROUGHT = new Set(['pip']);
const BROUGHT_BEFORE_12 = new Set(['setuptools', 'pkg_resources', 'wheel']);

export function makeFailingImports(growth: Growth): FailingImports {
  const { finder, target, complete } = growth.input;
  /** How modules end whose imports were all looked at; null for those that are being asked, and that load. */
  const known = new Map<GraphModule, Failure | null>();
  /** What the folders for copies of other packages hold, by the top-level package around them. */
  const bundled = new Map<string, ReadonlySet<string>>();
  /** What modules load on their way, and how many modules there were when that was asked. */
  const loads = new Map<GraphModule, { readonly modules: ReadonlySet<GraphModule>; readonly of: number }>();
  let depth = 0;

  /** Whether there is no module of a top-level name, nor anything that may put one there. */
  function isAbsent(top: string, module: GraphModule): boolean {
    const name = top as ModuleName;
    // Interpreters have private modules of their own, and `__main__`.
    if (top.startsWith('_') || isEverStandard(top) || isBrought(top)) return false;
    if (finder.find(name) !== null || growth.node(name) !== null) return false;
    // The project may have it from elsewhere, or make it itself; the package may bring it along.
    return !growth.firstPartyWords.has(top) && !bundledIn(module).has(top);
  }

  function isBrought(top: string): boolean {
    return BROUGHT.has(top) || (BROUGHT_BEFORE_12.has(top) && (target.version === null || target.version[1] < 12));
  }

  function bundledIn({ found }: GraphModule): ReadonlySet<string> {
    const [top = ''] = found.name.split('.', 1);
    let names = bundled.get(top);
    if (names === undefined) {
      names = bundledNames(finder.find(top as ModuleName));
      bundled.set(top, names);
    }
    return names;
  }

  /** How an import statement fails; `deep`: also by how the modules end that it names. */
  function failureOf(
    module: GraphModule,
    statement: ImportStatement | ImportFromStatement,
    deep: boolean,
  ): Failure | null {
    const { line } = statement;
    if (statement.kind === 'import') {
      for (const { name } of statement.names) {
        const failure = failureOfName(module, name, 0, line, deep);
        if (failure !== null) return failure;
      }
      return null;
    }
    const source = absoluteName(module, statement.level, statement.module);
    if (source === null) return null;
    const failure = failureOfName(module, source, statement.level, line, deep);
    if (failure !== null || !deep) return failure;
    const package_ = growth.node(source);
    if (package_?.found.isPackage !== true || package_ === module) return null;
    for (const { name } of statement.names) {
      if (name === '*' || bindsName(growth, package_, name) !== false) continue;
      const child = growth.node(childName(source, name));
      const own = child === null ? null : failureAbove(module, child);
      if (own !== null) return { ...own, line };
    }
    return null;
  }

  function failureOfName(
    module: GraphModule,
    name: string,
    level: number,
    line: number,
    deep: boolean,
  ): Failure | null {
    const parts = name.split('.');
    if (level === 0 && isAbsent(parts[0] ?? '', module)) return { line, isImport: true };
    if (!deep) return null;
    for (let count = 1; count <= parts.length; count++) {
      const part = growth.node(parts.slice(0, count).join('.') as ModuleName);
      const own = part === null ? null : failureAbove(module, part);
      if (own !== null) return { ...own, line };
    }
    return null;
  }

  /** How a module ends before another that imports it; null also where the other runs within it, and may see its half. */
  function failureAbove(module: GraphModule, imported: GraphModule): Failure | null {
    const failure = ends(imported);
    return failure !== null && !loadedBy(imported).has(module) ? failure : null;
  }

  /** All modules that run while one is loaded, itself and the packages around it included. */
  function loadedBy(module: GraphModule): ReadonlySet<GraphModule> {
    const before = loads.get(module);
    const of = growth.modules.size;
    if (before?.of === of) return before.modules;
    const modules = new Set<GraphModule>();
    const open: GraphModule[] = [];
    const add = (name: string): void => {
      for (let end = name.indexOf('.'); ; end = name.indexOf('.', end + 1)) {
        const part = growth.node((end < 0 ? name : name.slice(0, end)) as ModuleName);
        if (part !== null && !modules.has(part)) {
          modules.add(part);
          open.push(part);
        }
        if (end < 0) return;
      }
    };
    add(module.found.name);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { statement, unit } of next.facts?.summary.imports ?? []) {
        if (unit !== null) continue;
        if (statement.kind === 'import') for (const { name } of statement.names) add(name);
        else {
          const source = absoluteName(next, statement.level, statement.module);
          if (source === null) continue;
          add(source);
          for (const { name } of statement.names) add(`${source}.${name}`);
        }
      }
    }
    loads.set(module, { modules, of });
    return modules;
  }

  function ends(module: GraphModule): Failure | null {
    const before = known.get(module);
    if (before !== undefined) return before;
    if (depth >= MAX_CHAIN || module.facts === null || !isJudged(module)) return null;
    known.set(module, null);
    depth += 1;
    const failure = walk(module, true);
    depth -= 1;
    known.set(module, failure);
    return failure;
  }

  /** Only code of dependencies, and no program that is started: where that cannot run, somebody would have noticed. */
  function isJudged(module: GraphModule): boolean {
    return complete === true && !module.firstParty && !module.isMain;
  }

  /** Most modules import nothing that fails at all: their statements are not looked at. */
  function walk(module: GraphModule, deep: boolean): Failure | null {
    const { facts } = module;
    if (facts === null) return null;
    const fails = facts.summary.imports.some(
      ({ statement, unit }) => unit === null && failureOf(module, statement, deep) !== null,
    );
    return fails ? blockFailure(module, facts.summary.body, deep) : null;
  }

  function blockFailure(module: GraphModule, statements: readonly Statement[], deep: boolean): Failure | null {
    for (const statement of statements) {
      const failure = statementFailure(module, statement, deep);
      if (failure !== null) return failure;
    }
    return null;
  }

  function statementFailure(module: GraphModule, statement: Statement, deep: boolean): Failure | null {
    switch (statement.kind) {
      case 'import':
      case 'from':
        return failureOf(module, statement, deep);
      case 'raise':
        return { line: statement.line, isImport: isImportError(statement.exception) };
      case 'try':
        return tryFailure(module, statement, deep);
      case 'if': {
        for (const { test, body } of statement.branches) {
          const holds = testHolds(test, target, true);
          if (holds === false) continue;
          const failure = blockFailure(module, body, deep);
          // One branch that goes on is enough.
          if (holds === true || failure === null) return failure;
        }
        return blockFailure(module, statement.otherwise, deep);
      }
      default:
        return null;
    }
  }

  function tryFailure(module: GraphModule, statement: TryStatement, deep: boolean): Failure | null {
    const inside = blockFailure(module, statement.body, deep);
    if (inside === null) return blockFailure(module, statement.otherwise, deep);
    let caught: Failure | null = null;
    for (const handler of statement.handlers) {
      const failure = blockFailure(module, handler.body, deep);
      // What stands before the import may raise what any of the handlers is for.
      if (failure === null) return null;
      if (caught === null && (!inside.isImport || catchesImportError(handler.type))) caught = failure;
    }
    return caught ?? inside;
  }

  return {
    fails: (module, statement) => isJudged(module) && failureOf(module, statement, true) !== null,
    endOf: (module) => (isJudged(module) ? (walk(module, false)?.line ?? null) : null),
  };
}

/** How packages call the folders in which they bring others along. */
const BUNDLE =
  /^_?(vendor|vendored|vendored_packages|extern|externals?|third_?party|packages|libs?|deps|dependencies|bundled)$/;
/** How deep below a package such folders are looked for, and below them modules. */
const MAX_DEPTH = 3;

/** The names of what lies in such folders of a package, at any of a few depths: one of them may join the path. */
function bundledNames(found: FoundModule | null): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (tree: ModuleTree, folder: string, depth: number, isBundle: boolean): void => {
    for (const [name, kind] of tree.list(folder)) {
      if (isBundle) names.add(name.replace(/\..*$/, ''));
      if (kind !== 'directory') continue;
      const inner = folder === '' ? name : `${folder}/${name}`;
      const begins = !isBundle && BUNDLE.test(name);
      if (begins || depth < MAX_DEPTH) look(tree, inner, begins ? 0 : depth + 1, isBundle || begins);
    }
  };
  for (const { entry, folder } of found?.path ?? []) look(entry.tree, folder, 1, false);
  return names;
}

/** Whether a handler may catch an `ImportError`: surely not only where all types that it names are others. */
function catchesImportError(type: Expression | null): boolean {
  if (type === null) return true;
  const types = type.kind === 'tuple' ? type.items : [type];
  return types.some((each) => {
    const name = dottedName(each);
    return name === null || !/^(Attribute|Key|Value|Type|Syntax|OS|Runtime|Name|Index|Unicode\w*)Error$/.test(name);
  });
}

/** `raise ImportError(…)` and the like; what is raised again may be anything. */
function isImportError(exception: Expression | null): boolean {
  const callee = exception?.kind === 'call' ? exception.callee : exception;
  const name = callee == null ? null : dottedName(callee);
  return name === 'ImportError' || name === 'ModuleNotFoundError';
}
