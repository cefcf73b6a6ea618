// A unit: what runs as a whole, the top level of a module or the body of a function; and the steps between units.
import type { Expression, FunctionStatement, LambdaExpression, Parameter } from '../summary/summary.ts';
import { type Choice, isOnly, type Pick } from './choice.ts';
import type { ClassObject } from './class-object.ts';
import type { ModuleObject } from './module-object.ts';
import { Node, type Operand } from './node.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

/** How a step gets to the next unit. */
export const STEP_KINDS = [
  'call',
  'load',
  'callback',
  'override',
  'descriptor',
  'template',
  'string',
  'dynamic',
  'entry-point',
  'root',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/**
 * `hub` stands between those who ask for a name and those who answer to it, so that steps stay as many as both
 * together; it is never shown. A `lambda` is shown as part of the function around it. A `template` is a file that an
 * engine renders. A `class` stands for one that is made without code of its own, `native` for a compiled function.
 */
export type UnitKind = 'module' | 'function' | 'lambda' | 'class' | 'native' | 'template' | 'hub';

/** A unit of one program. */
export class Unit {
  readonly id: number;
  readonly kind: UnitKind;
  readonly module: ModuleObject;
  /** Path of classes and functions inside the module; '' for its top level. */
  readonly path: string;
  readonly line: number;
  /** The line of the first decorator, else `line`. */
  readonly firstLine: number;
  readonly parameters: readonly Parameter[];
  readonly statement: FunctionStatement | null;
  readonly lambda: LambdaExpression | null;
  /** The class whose body it stands in, null elsewhere. */
  readonly owner: ClassObject | null;
  /** The unit that a lambda stands in, null for others. */
  readonly within: Unit | null;
  /** The scope of the function around it, null at module level. */
  readonly outer: Scope | null;
  /** The unit that it is a copy of, made for one receiver; itself if it is none. */
  original: Unit;
  /** Its copies by receiver; null until one is asked for. */
  variants: Map<Value, Unit> | null = null;
  readonly result: Node;
  /** What iterating over the result gives: what the body yields. */
  yields: Node | null = null;
  /** What is sent into it while it is suspended. */
  sends: Node | null = null;
  /** What flows into the parameters, in their order; null until somebody asks. */
  inputs: readonly Node[] | null = null;
  /** Defaults of the parameters, null where there is none. */
  readonly defaults: readonly (Operand | null)[];
  /** Whether the first parameter of a method is the instance, the class, or nothing special. */
  readonly binding: 'instance' | 'class' | 'static';
  /** A class's body calls it, as a decorator mostly: its first parameter is what it is given there. */
  readonly isHelper: boolean;
  /** Attributes set on the function object itself. */
  attributes: Map<string, Node> | null = null;
  reached = false;
  /** Code that is not known may call it. */
  gone = false;
  /** The module graph was told that it runs. */
  activated = false;
  /** Its parameters may be anything. */
  open = false;
  /** It runs code that is put together, perhaps of what it is passed. */
  runsCode = false;
  /** What its texts ask of values was asked. */
  textsAsked = false;
  /** Steps that leave it: target unit, then line and kind packed. */
  readonly steps: number[] = [];
  stepSet: Set<number> | null = null;
  /** By the position of a step: what else its place may mean. */
  picks: Map<number, Pick> | null = null;
  /** What its special calls and properties may mean, by line and name. */
  choices: Map<string, Choice> | null = null;
  /** It only says what others do; null while nobody has asked. */
  isStub: boolean | null = null;
  /** It is decorated as abstract; null while nobody has asked. */
  isAbstract: boolean | null = null;
  /** Lambdas inside it so far, for their names. */
  lambdas = 0;

  constructor(id: number, kind: UnitKind, module: ModuleObject, given: UnitInput) {
    this.id = id;
    this.kind = kind;
    this.module = module;
    this.path = given.path;
    this.line = given.line;
    this.firstLine = given.firstLine ?? given.line;
    this.parameters = given.parameters ?? [];
    this.statement = given.statement ?? null;
    this.lambda = given.lambda ?? null;
    this.owner = given.owner ?? null;
    this.outer = given.outer ?? null;
    this.within = given.within ?? null;
    this.defaults = given.defaults ?? [];
    this.binding = given.binding ?? 'instance';
    this.isHelper = given.isHelper ?? false;
    this.original = this;
    this.result = new Node(this);
  }

  get isGenerator(): boolean {
    return this.statement?.isGenerator ?? false;
  }

  get returns(): Expression | null {
    return this.statement?.returns ?? null;
  }
}

export interface UnitInput {
  readonly path: string;
  readonly line: number;
  readonly firstLine?: number;
  readonly parameters?: readonly Parameter[];
  readonly statement?: FunctionStatement;
  readonly lambda?: LambdaExpression;
  readonly owner?: ClassObject | null;
  readonly outer?: Scope | null;
  readonly within?: Unit;
  readonly defaults?: readonly (Operand | null)[];
  readonly binding?: 'instance' | 'class' | 'static';
  readonly isHelper?: boolean;
}

/** Past this many steps of one unit, a set tells which there are. */
const FEW = 48;

/** How sure a packed step is. */
const RESOLVED = 1;
const PICKED = 2;

/** Notes a step; the first of each pair and kind of certainty is kept. */
export function addStep(
  from: Unit,
  to: Unit,
  line: number,
  kind: StepKind,
  resolved: boolean,
  pick: Pick | null = null,
): void {
  const packed = (line * STEP_KINDS.length + STEP_KINDS.indexOf(kind)) * 4;
  if (pick !== null && resolved) {
    addPicked(from, to, packed + PICKED, pick);
    return;
  }
  addOnce(from, to, packed + (resolved ? RESOLVED : 0));
}

function addOnce(from: Unit, to: Unit, packed: number): void {
  const key = to.id * 2 + (packed & RESOLVED);
  const { steps } = from;
  if (from.stepSet === null) {
    for (let index = 0; index < steps.length; index += 2) {
      if (steps[index] === to.id && ((steps[index + 1] ?? 0) & 3) === (packed & 3)) return;
    }
    if (steps.length > FEW) {
      const set = new Set<number>();
      for (let index = 0; index < steps.length; index += 2) {
        const known = steps[index + 1] ?? 0;
        if ((known & PICKED) === 0) set.add((steps[index] ?? 0) * 2 + (known & RESOLVED));
      }
      from.stepSet = set;
    }
  } else if (from.stepSet.has(key)) return;
  from.stepSet?.add(key);
  steps.push(to.id, packed);
}

/** Past this many steps from one unit to another that depend on what is meant, one more tells nothing new. */
const MAX_PICKED = 4;

/** Whether a step is certain shows in the end, when all that its place may mean is known: several are kept. */
function addPicked(from: Unit, to: Unit, packed: number, pick: Pick): void {
  const { steps } = from;
  let count = 0;
  for (let index = 0; index < steps.length; index += 2) {
    if (steps[index] !== to.id) continue;
    const certainty = (steps[index + 1] ?? 0) & 3;
    if (certainty === RESOLVED) return;
    if (certainty !== PICKED) continue;
    const known = from.picks?.get(index);
    if (known?.from === pick.from && known.within === pick.within) return;
    count++;
  }
  if (count >= MAX_PICKED) return;
  from.picks ??= new Map();
  from.picks.set(steps.length, pick);
  steps.push(to.id, packed);
}

/** The step at a position of `steps`, as it stands once everything was looked at. */
export function stepAt(
  from: Unit,
  index: number,
): { readonly line: number; readonly kind: StepKind; readonly resolved: boolean } {
  const packed = from.steps[index + 1] ?? 0;
  const rest = packed >>> 2;
  const pick = from.picks?.get(index);
  return {
    line: Math.floor(rest / STEP_KINDS.length),
    kind: STEP_KINDS[rest % STEP_KINDS.length] ?? 'call',
    resolved: pick === undefined ? (packed & RESOLVED) === 1 : isOnly(pick),
  };
}
