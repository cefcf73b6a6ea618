// How far an analysis is, and whether it may go on: asked at every step of its work, so the answer must be cheap.

/** What is being done: files are read, modules are found that they load, calls are followed. */
export type Phase = 'reading' | 'modules' | 'calls';

/** Told how many files, modules or functions a phase has seen; true: the time is up, nothing more is to be looked at. */
export type Tick = (phase: Phase, count: number) => boolean;
