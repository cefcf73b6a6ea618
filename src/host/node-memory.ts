// How much of its memory this process uses. The modules for it are loaded when asked: most runs never are.

/** Past this share what is no longer needed is collected before the rest is counted. */
const CROWDED = 0.75;

/** Bytes of the limit that are for new objects only: three spaces of V8. */
const YOUNG = 96 << 20;

/** Collecting takes long where much is held: not again before so much more is in use. */
const STEP = 0.04;

let collect: (() => void) | null = null;
/** What the last collection left. */
let held = 0;

/** The share of the memory for JavaScript objects that is in use, from 0 to 1. */
export function memoryInUse(): number {
  const share = shareInUse();
  if (share < CROWDED) return share;
  if (held > 0 && share < Math.max(held, CROWDED) + STEP) return held;
  if (collect === null) {
    // Without the flag at the start, the collector is at hand in contexts that are made later.
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
  }
  collect();
  held = shareInUse();
  return held;
}

function shareInUse(): number {
  const { used_heap_size: used, heap_size_limit: limit } = process.getBuiltinModule('node:v8').getHeapStatistics();
  return used / Math.max(limit - YOUNG, 1);
}
