// A root of the search that the user named does not exist: a mistake of the command line, not of the project.

/** Carries the root as it was named. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
}
