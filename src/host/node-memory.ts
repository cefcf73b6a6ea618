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

/**
 * Bytes for new objects past which there are no more while the heap is small. V8 goes on to 16 MB and more, which pays
 * off where most objects die young; an analysis keeps most of them. Measured: as fast, a quarter less memory.
 */
const YOUNG_ENOUGH = 8 << 20;

/** In a heap past this many bytes, what is kept no more is so much that room for new objects pays off again. */
const LARGE = 512 << 20;

/** How large the heap is, is asked at each so many calls: that costs more than the call. */
const SELDOM = 64;

let room: 'growing' | 'small' | 'large' = 'growing';
let calls = 0;

/** Stops the space for new objects from growing once it is large enough, until the heap is large. */
export function keepYoungSmall(): void {
  if (room === 'large') return;
  calls += 1;
  if (room === 'small' && calls % SELDOM !== 0) return;
  const v8 = process.getBuiltinModule('node:v8');
  if (room === 'small') {
    if (v8.getHeapStatistics().used_heap_size < LARGE) return;
    room = 'large';
    v8.setFlagsFromString('--semi-space-growth-factor=2');
    return;
  }
  const young = v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  if (young === undefined || young.space_size < YOUNG_ENOUGH) return;
  room = 'small';
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}
