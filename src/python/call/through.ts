// Calls of what stands for something else: partials, wrappers, instances. Some stand for each other in circles.
import type { Call } from './call-value.ts';
import type { Value } from './value.ts';

/** More of them on one way are not followed: of many that stand for each other there would be as many ways as orders. */
const MAX_THROUGH = 5;

/** The call as what stands behind a value gets it; null where the value was met on the way before. */
export function callThrough(call: Call, value: Value): Call | null {
  const before = call.through ?? [];
  if (before.length >= MAX_THROUGH || before.includes(value)) return null;
  return { ...call, through: [...before, value] };
}
