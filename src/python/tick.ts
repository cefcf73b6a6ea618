// How far an analysis is, and whether it may go on: asked at every step of its work, so the answer must be cheap.

/** What is being done: files are read, modules are found that they load, calls are followed. */
export type Phase = 'reading' | 'modules' | 'calls';

/** What an analysis may run out of. */
export type Stop = 'time' | 'memory';

/**
 * Told how many files, modules or functions a phase has seen; not null: that much time or memory is used up, nothing more
 * is to be looked at. Once it is not null it stays so.
 */
export type Tick = (phase: Phase, count: number) => Stop | null;
