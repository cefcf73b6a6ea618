// Plugins: entry points of the groups that running code asks for.
import type { EntryPoint } from '../module/entry-points.ts';
import type { ModuleName } from '../module/module-name.ts';
import type { Expression } from '../summary/summary.ts';
import { bySeen, frameOf, noQuestions } from './code-scope.ts';
import { makePluginChoice } from './entry-point-choice.ts';
import { evaluateString } from './evaluate.ts';
import { unitsOf } from './growth.ts';
import { READERS } from './interest.ts';
import type { Activation, GraphModule, Growth, Step } from './module-graph.ts';
import { interest } from './string-edge.ts';
import { isKnown } from './string-pattern.ts';
import { type CallSite, keywordOf, lastName } from './unit.ts';

export interface EntryPointRule {
  /** Looks for calls that read entry points in code that began to count. */
  notice(activation: Activation): void;
  /** Loads the plugins of the groups that they ask for. */
  follow(): void;
}

// Groups that only builds and test runners read, where code that any program may load spells them too: a running
// program loads none of them. Data, since a group's purpose is known from its tool's documentation alone.
export const BUILD_GROUPS = /^(distutils\.|setuptools\.|egg_info\.|pytest11$|console_scripts$|gui_scripts$)/;

/** What a function is called that picks entry points of a group. */
const PICKER = /entry_?point|plugin/i;

interface Reader {
  readonly module: GraphModule;
  readonly site: CallSite;
}

export function makeEntryPointRule(growth: Growth): EntryPointRule {
  const byGroup = Map.groupBy(
    growth.input.entryPoints.filter((entryPoint) => !BUILD_GROUPS.test(entryPoint.group)),
    (entryPoint) => entryPoint.group,
  );
  const readers: Reader[] = [];
  const choice = makePluginChoice(growth);
  const mentions = new Map<string, Activation>();

  function load(reader: Reader, entryPoints: readonly EntryPoint[]): void {
    const { module, site } = reader;
    const step: Step = { kind: 'entry-point', line: site.call.line, unit: site.unit.name, resolved: false };
    for (const { name, module: target, attribute } of entryPoints) {
      if (!choice.mayAskFor(module, site, entryPoints.length, name)) continue;
      growth.load(module, target as ModuleName, { ...step, attribute });
    }
  }

  function loadWhere(reader: Reader, wanted: (group: string) => boolean): void {
    for (const [group, entryPoints] of byGroup) if (wanted(group)) load(reader, entryPoints);
  }

  return {
    notice(activation) {
      const { module, facts } = activation;
      if (byGroup.size === 0) return;
      choice.note(activation);
      for (const group of byGroup.keys()) {
        if (!mentions.has(group) && facts.table.has(group)) mentions.set(group, activation);
      }
      if (!interest(growth, activation).readers) return;
      for (const unit of unitsOf(activation)) {
        for (const name of READERS) {
          for (const site of unit.callsOf(name)) readers.push({ module, site });
        }
      }
    },
    follow() {
      for (const reader of readers) {
        const { module, site } = reader;
        if (module.facts === null) continue;
        const frame = frameOf(growth, module, module.facts, site, noQuestions());
        const patterns = bySeen(growth, () => groupsOf(site).flatMap((group) => evaluateString(group, frame)));
        for (const pattern of patterns) {
          if (isKnown(pattern)) load(reader, byGroup.get(pattern[0]) ?? []);
          else if (pattern[0].length > 1) loadWhere(reader, (group) => group.startsWith(pattern[0]));
        }
        // The group comes from elsewhere: `entry_points()[group]`, a plugin manager's parameter. What some code spells
        // as a group's very name is taken for one.
        if (patterns.length > 0 && patterns.every(isKnown)) continue;
        for (const group of mentions.keys()) load(reader, byGroup.get(group) ?? []);
        // The specification asks consumers to begin their groups' names with their own.
        const own = module.found.name.split('.', 1)[0] ?? '';
        loadWhere(reader, (group) => group.startsWith(own) && /^([._-]|$)/.test(group.slice(own.length)));
      }
    },
  };
}

/** The groups that a call asks for; of all, those that are picked from what it gives, in the same function. */
function groupsOf({ call, unit }: CallSite): readonly Expression[] {
  const given = keywordOf(call.keywords, 'group') ?? keywordOf(call.keywords, 'name') ?? call.arguments[0];
  if (given !== undefined) return [given];
  // Facts are derived anew when they are needed again: the call is told by its place.
  const isCall = (value: Expression): boolean =>
    value.kind === 'call' && value.line === call.line && lastName(value.callee) === lastName(call.callee);
  const isGiven = (value: Expression): boolean =>
    isCall(value) ||
    (value.kind === 'name' &&
      (unit.facts.bindings.get(value.id) ?? []).some((binding) => binding.kind === 'value' && isCall(binding.value)));
  const picked = ['select', 'get'].flatMap((method) =>
    unit.callsOf(method).flatMap(({ call: asked }) => {
      if (asked.callee.kind !== 'attribute' || !isGiven(asked.callee.value)) return [];
      const group = method === 'get' ? asked.arguments[0] : keywordOf(asked.keywords, 'group');
      return group == null ? [] : [group];
    }),
  );
  // `find_entry_points(entry_points(), group="plugins")`: a helper picks, which knows more than one version of the API.
  const handed = [...unit.facts.calls.values()].flat().flatMap(({ call: asked }) => {
    if (!asked.arguments.some(isGiven)) return [];
    const isPicker = PICKER.test(lastName(asked.callee) ?? '');
    const group =
      keywordOf(asked.keywords, 'group') ?? (isPicker ? asked.arguments.find((each) => !isGiven(each)) : null);
    return group == null ? [] : [group];
  });
  return [...picked, ...handed];
}
