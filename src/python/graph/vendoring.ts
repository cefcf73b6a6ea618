// Second names of modules: vendored packages behind import hooks, and the few aliases that no rule can find.
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import { childName, type ModuleName, parentName, parseModuleName } from '../module/module-name.ts';
import { dottedName } from '../summary/outline.ts';
import { walkExpression } from '../summary/visit.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Unit } from './unit.ts';

// A name that is another module's, while a third module is installed that makes it so at start-up. A table, since the
// alias is made by a meta-path hook with conditions of its own that no general rule can read.
const ALIASES: readonly { readonly name: string; readonly target: string; readonly while: string }[] = [
  { name: 'distutils', target: 'setuptools._distutils', while: '_distutils_hack' },
];

/**
 * The module of a name: as the finder says, else by what vendoring import hooks do. `P.x` that does not exist while
 * package `P` does is looked for as `P._vendor.x`, then beside `P` as `_vendor.x`, then as the top-level `x`: so
 * `pkg_resources.extern.packaging`, `pip._vendor.x` of a distribution without its copies, `requests.packages.urllib3`.
 */
export function resolveName(
  finder: ModuleFinder,
  name: ModuleName,
  appended: Iterable<ModuleName> = [],
): FoundModule | null {
  for (const alias of ALIASES) {
    if (name !== alias.name && !name.startsWith(`${alias.name}.`)) continue;
    if (finder.find(alias.while as ModuleName) === null) continue;
    const target = finder.find(`${alias.target}${name.slice(alias.name.length)}` as ModuleName);
    if (target !== null) return target;
  }
  const found = finder.find(name) ?? findVendored(finder, name);
  if (found !== null) return found;
  // A folder that code appended to `sys.path`: its modules go by the name that they have below their package.
  for (const folder of appended) {
    const inside = finder.find(childName(folder, name));
    if (inside !== null) return inside;
  }
  return null;
}

/**
 * The folders that a file may append to `sys.path`: it changes the path, and names a folder beside it or below its
 * parent (`os.path.join(os.path.dirname(__file__), "_vendor")`), or in a package beside it (`…, "package", "_vendor")`).
 */
export function appendedFolders(
  finder: ModuleFinder,
  module: FoundModule,
  facts: Pick<ModuleFacts, 'table' | 'summary' | 'top'>,
): readonly ModuleName[] {
  const { table } = facts;
  if (!table.has('path') || !table.has('sys') || ![...CHANGES].some((name) => table.has(name))) return [];
  const own = module.isPackage ? module.name : parentName(module.name);
  const bases = own === null ? [] : [own, parentName(own)].filter((base) => base !== null);
  const found = new Set<ModuleName>();
  for (const texts of pathChanges(facts.top, CHANGES)) {
    const name = parseModuleName(texts.join('.'));
    if (name !== null && isVendoring(texts.at(-1) ?? '') && finder.find(name)?.isPackage) found.add(name);
  }
  for (const text of facts.summary.strings) {
    const name = parseModuleName(text.replace(/^\.?\/|\/$/g, '').replaceAll('/', '.'));
    if (name === null || !isVendoring(name.slice(name.lastIndexOf('.') + 1))) continue;
    for (const base of bases) {
      const folder = childName(base, name);
      if (finder.find(folder)?.isPackage) found.add(folder);
    }
  }
  return [...found];
}

/** Whether a file may put a folder of copies first on `sys.path`, before what is installed. */
export function insertsFirst({ table, top }: Pick<ModuleFacts, 'table' | 'top'>): boolean {
  if (!table.has('insert')) return false;
  // `sys.path.append(os.path.join(…, "_vendor"))` says that it goes last.
  return !pathChanges(top, APPENDS).some((texts) => isVendoring(texts.at(-1) ?? ''));
}

/** The strings in each call that changes `sys.path` at the top of a module. */
function pathChanges({ facts }: Unit, methods: ReadonlySet<string>): readonly (readonly string[])[] {
  return [...methods].flatMap((method) =>
    (facts.calls.get(method) ?? []).flatMap(({ call }) => {
      if (dottedName(call.callee) !== `sys.path.${method}`) return [];
      const texts: string[] = [];
      for (const argument of call.arguments) {
        walkExpression(argument, (part) => {
          if (part.kind === 'string' && part.value !== null) texts.push(part.value);
        });
      }
      return [texts];
    }),
  );
}

/** The copies of a top-level package and what is in it, down to a name, that folders put first on the path hold. */
export function* copiesOf(
  finder: ModuleFinder,
  name: ModuleName,
  folders: Iterable<ModuleName>,
): Generator<{ readonly name: ModuleName; readonly copy: FoundModule }> {
  const [top = ''] = name.split('.', 1);
  for (const folder of folders) {
    if (finder.find(childName(folder, top)) === null) continue;
    for (let end = top.length; end !== -1; end = end === name.length ? -1 : nextDot(name, end + 1)) {
      const part = name.slice(0, end) as ModuleName;
      const copy = finder.find(childName(folder, part));
      if (copy !== null && copy.kind !== 'namespace') yield { name: part, copy };
    }
  }
}

function nextDot(name: string, from: number): number {
  const dot = name.indexOf('.', from);
  return dot === -1 ? name.length : dot;
}

const APPENDS: ReadonlySet<string> = new Set(['append', 'extend']);
const CHANGES: ReadonlySet<string> = new Set([...APPENDS, 'insert', 'addsitedir']);

function findVendored(finder: ModuleFinder, name: ModuleName): FoundModule | null {
  if (!VENDORING_PART.test(name)) return null;
  const parts = name.split('.');
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const prefix = parts.slice(0, length).join('.') as ModuleName;
    const holder = finder.find(prefix);
    if (holder === null) continue;
    if (!holder.isPackage || holder.kind === 'standard' || !isVendoring(parts[length - 1] ?? '')) return null;
    const rest = parts.slice(length).join('.');
    const parent = parentName(prefix);
    const candidates = [`${prefix}._vendor.${rest}`, ...(parent === null ? [] : [`${parent}._vendor.${rest}`]), rest];
    for (const candidate of candidates) {
      const found = finder.find(candidate as ModuleName);
      if (found !== null && found.kind !== 'standard') return found;
    }
    return null;
  }
  return null;
}

/** Packages whose purpose is to hold others' code: only there may a name lead elsewhere. */
const VENDORING = 'extern|external|externals|_?vendor|_?vendored|packages|third_party|_?thirdparty';
const VENDORING_NAME = new RegExp(`^(${VENDORING})$`);
/** Such a package with something below it. */
const VENDORING_PART = new RegExp(`(^|\\.)(${VENDORING})\\.`);

function isVendoring(last: string): boolean {
  return VENDORING_NAME.test(last);
}

/**
 * Start-up hooks that rewrite the import system: what their functions import by name or by statement never runs in a
 * program, while their strings name much of what they patch. A table, since nothing in the code tells them apart.
 */
const OPAQUE: ReadonlySet<string> = new Set(['_distutils_hack']);

export function isOpaque(name: ModuleName): boolean {
  return OPAQUE.has(name);
}
