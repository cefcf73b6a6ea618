// A root of the search that the user named does not exist: a mistake of the command line, not of the project.

/** The message names the root and the flag that named it. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
  constructor(entry: string) {
    super(`--entry ${entry}: there is no such module`);
  }
}
