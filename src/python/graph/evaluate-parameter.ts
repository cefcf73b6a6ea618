// What flows into a parameter: from the one call that is looked at, or from every call of the function.
import type { Expression } from '../summary/summary.ts';
import type { Evaluation } from './evaluate.ts';
import type { Unit } from './unit.ts';
import { CALL_DEPTH, type Entered, type Frame, listOf, type Part, UNKNOWN, type Value } from './value.ts';

/** What a parameter of the frame's function can be; unknown besides, unless the frame was entered by one call. */
export function parameterValues(evaluation: Evaluation, unit: Unit, name: string, frame: Frame): readonly Value[] {
  const position = unit.parameters.findIndex((each) => each.name === name);
  const parameter = unit.parameters[position];
  if (parameter === undefined) return [UNKNOWN];
  const { form } = parameter;
  const outside: Frame = { ...frame, unit: unit.parent ?? unit, tests: [], entered: null, locals: null };
  const byDefault = parameter.default === null ? [] : evaluation.values(parameter.default, outside);
  if (frame.entered !== null) {
    const passed = passedTo(evaluation, frame.entered, name, position, form);
    return passed.length > 0 ? passed.flatMap(evaluation.resolve) : byDefault;
  }
  if (frame.depth >= CALL_DEPTH) return [...byDefault, UNKNOWN];
  const passed = frame.scope.callsOf(unit).flatMap((entered) => {
    const caller: Frame = { ...entered.frame, depth: frame.depth + 1 };
    return passedTo(evaluation, { ...entered, frame: caller }, name, position, form).flatMap(evaluation.resolve);
  });
  if (frame.scope.budget.onlySeen && passed.length > 0) return [...byDefault, ...passed];
  return [...byDefault, ...passed, UNKNOWN];
}

/** What a call passes to a parameter; nothing where it leaves it to its default. */
function passedTo(
  evaluation: Evaluation,
  { call, frame, shift }: Entered,
  name: string,
  position: number,
  form: string,
): readonly Part[] {
  const index = position - shift;
  const named = call.keywords.find((keyword) => keyword.name === name);
  if (named !== undefined) return [{ expression: named.value, frame }];
  if (form === '**') return [UNKNOWN];
  const spread = call.keywords.some((keyword) => keyword.name === null);
  if (form === '=' || index < 0) return spread ? [UNKNOWN] : [];
  const star = call.arguments.findIndex((argument) => argument.kind === 'starred');
  if (form === '*') return [listOf(call.arguments.slice(index).flatMap((item) => itemParts(evaluation, item, frame)))];
  if (star !== -1 && star <= index) {
    const starred = call.arguments[star];
    return starred?.kind === 'starred' ? evaluation.elements(starred.value, frame) : [UNKNOWN];
  }
  const argument = call.arguments[index];
  if (argument !== undefined) return [{ expression: argument, frame }];
  return spread ? [UNKNOWN] : [];
}

/** The parts that one item of a display or an argument list stands for. */
export function itemParts(evaluation: Evaluation, item: Expression, frame: Frame): readonly Part[] {
  return item.kind === 'starred' ? evaluation.elements(item.value, frame) : [{ expression: item, frame }];
}
