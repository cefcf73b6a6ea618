// A function, or a module's top level, as the module graph knows it: its place, the functions in it, its facts.
import type { Statement } from '../summary/summary.ts';
import { eachInnerBlock, eachLiveBlock } from './inner-block.ts';
import type { AttributeBinding, CallSite, Judge, Unit, UnitFacts } from './unit.ts';
import { deriveUnitFacts } from './unit-facts.ts';

type UnitPlace = Pick<Unit, 'name' | 'className' | 'line' | 'firstLine' | 'parameters' | 'parent'>;

/** A function or the module, derived when asked for. */
export class CodeUnit implements Unit {
  readonly name: string | null;
  readonly className: string | null;
  readonly line: number;
  readonly firstLine: number;
  readonly parameters: Unit['parameters'];
  readonly parent: Unit | null;
  readonly owner: Unit = this;
  readonly #source: { readonly body: readonly Statement[] };
  readonly #judge: Judge;
  #functions: readonly Unit[] | null = null;
  #facts: UnitFacts | null = null;
  /** The names in facts that were forgotten, so that they need not be derived to see that they hold nothing. */
  #called: ReadonlySet<string> | null = null;
  #set: ReadonlySet<string> | null = null;

  constructor(place: UnitPlace, source: { readonly body: readonly Statement[] }, judge: Judge) {
    this.name = place.name;
    this.className = place.className;
    this.line = place.line;
    this.firstLine = place.firstLine;
    this.parameters = place.parameters;
    this.parent = place.parent;
    this.#source = source;
    this.#judge = judge;
  }

  get functions(): readonly Unit[] {
    this.#functions ??= listFunctions(this, this.#source.body, this.#judge);
    return this.#functions;
  }

  get facts(): UnitFacts {
    if (this.#facts === null) {
      const { body } = this.#source;
      this.#functions ??= listFunctions(this, body, this.#judge);
      this.#facts = deriveUnitFacts(this, body, this.#judge);
      recent.push(this);
      for (const oldest of recent.splice(0, recent.length - KEPT_FACTS)) oldest.forget();
    }
    return this.#facts;
  }

  callsOf(name: string): readonly CallSite[] {
    if (this.#facts === null && this.#called?.has(name) === false) return [];
    return this.facts.calls.get(name) ?? [];
  }

  attributesOf(name: string): readonly AttributeBinding[] {
    if (this.#facts === null && this.#set?.has(name) === false) return [];
    return this.facts.attributes.get(name) ?? [];
  }

  forget(): void {
    if (this.#facts === null) return;
    this.#called ??= new Set(this.#facts.calls.keys());
    this.#set ??= new Set(this.#facts.attributes.keys());
    this.#facts = null;
  }
}

/** Facts hold on to the statements they were derived from, so only those looked at last are kept. */
const KEPT_FACTS = 400;
const recent: CodeUnit[] = [];

/** The functions that stand directly in a body, in classes too; code that never runs is left out. */
function listFunctions(owner: Unit, body: readonly Statement[], judge: Judge): readonly Unit[] {
  const functions: Unit[] = [];
  const visit = (statements: readonly Statement[], path: string | null): void => {
    for (const statement of statements) {
      if (statement.kind === 'function') {
        const place: UnitPlace = {
          name: [owner.name, path, statement.name].filter((part) => part !== null).join('.'),
          className: path === null ? null : path.slice(path.lastIndexOf('.') + 1),
          line: statement.line,
          firstLine: statement.firstLine,
          parameters: statement.parameters,
          parent: owner,
        };
        functions.push(new CodeUnit(place, statement, judge));
      } else if (statement.kind === 'class') {
        visit(statement.body, path === null ? statement.name : `${path}.${statement.name}`);
      } else if (statement.kind === 'if') eachLiveBlock(statement, judge, (block) => visit(block, path));
      else eachInnerBlock(statement, (block) => visit(block, path));
    }
  };
  visit(body, null);
  return functions;
}
