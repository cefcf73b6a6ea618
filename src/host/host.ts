// The outside world as one value. Nothing else in the project touches files, network, clock, environment or terminal.

/** Everything a run may use of its surroundings. Every field is required; tests pass their own. */
export interface Host {
  readonly files: Files;
  readonly http: Http;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly compiler: Compiler;
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly git: Git;
}

/** Closed set of reasons why the host could not do what was asked. */
export type HostErrorCode =
  | 'absent'
  | 'not-a-file'
  | 'not-a-directory'
  | 'too-large'
  | 'unreadable'
  | 'unwritable'
  | 'network'
  | 'timeout';

/** The one exception that host functions throw. `path` is the file or URL, `message` a sentence without the path. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  readonly path: string;
  constructor(code: HostErrorCode, path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** What a path is; sizes in bytes, times in milliseconds since 1970. Links are followed. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly modified: number;
  /** When the file system last changed the file or its name (`ctime`), which no program can set; absent if not known. */
  readonly changed?: number;
}

/** One name in a directory; `link` says that it is a symbolic link. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** An open file, read at any offset; used for archives whose size has a budget. */
export interface OpenFile {
  readonly size: number;
  /** Reads exactly `length` bytes at `offset`, fewer only at the file's end. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** Files are read synchronously: hundreds of small reads cost a third of what promises cost. All paths are absolute. */
export interface Files {
  /** The status of a path, null where nothing is there. */
  status(path: string): FileStatus | null;
  /** The names in a directory, sorted by code unit. Throws HostError. */
  list(directory: string): readonly DirectoryEntry[];
  /** The whole file as bytes; throws HostError `too-large` past `limit` bytes without reading them. */
  readBytes(path: string, limit: number): Uint8Array;
  /** The whole file as UTF-8 text without a leading mark; invalid bytes become U+FFFD. Throws as readBytes does. */
  readText(path: string, limit: number): string;
  open(path: string): OpenFile;
  /** The path with all links resolved; throws HostError `absent`. */
  realPath(path: string): string;
  /** Calls `write` with a fresh path beside `path`, then renames it over `path`; leaves nothing behind on a throw. */
  replace(path: string, write: (temporaryPath: string) => void): void;
  writeBytes(path: string, bytes: Uint8Array | string): void;
  appendBytes(path: string, bytes: Uint8Array): void;
  makeDirectory(path: string): void;
  remove(path: string): void;
  /**
   * Takes the lock that a file stands for, waiting up to `wait` milliseconds; null where another process holds it. The
   * file stays; the lock goes with the process, however that ends. Throws HostError `unwritable`.
   */
  lock(path: string, wait: number): (() => void) | null;
}

/** An HTTP request; redirects are followed, at most five. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Milliseconds without a byte after which the request ends with HostError `timeout`. */
  readonly timeout: number;
}

/** An HTTP response; header names in lower case. The reader of `body` enforces its own size budget. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Http {
  /** Sends a request; throws HostError `network` or `timeout`. */
  fetch(request: HttpRequest): Promise<HttpResponse>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds from an arbitrary start that never runs backwards. */
  elapsed(): number;
}

export interface Memory {
  /** The share of the memory that the process may use which is in use, from 0 to 1; may take a while where it is large. */
  inUse(): number;
  /** Asked now and then by work that keeps most of what it makes: new objects get no more room than helps. */
  keepYoungSmall(): void;
}

export interface Compiler {
  /** Told now and then how many milliseconds some work has taken so far: short work is not worth the best code. */
  fit(elapsed: number): void;
}

/** What the process was started with. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  readonly directory: string;
  readonly home: string;
  /** As Node names them: `linux`, `darwin`, `win32`; `x64`, `arm64`. */
  readonly platform: string;
  readonly architecture: string;
  /** How many cores may be used. */
  readonly cores: number;
  /** The folder of this installation of Theriac: where `package.json` and `dist/` are. */
  readonly installation: string;
}

/** Where the report and the notes go. Text is written as given: renderers escape. */
export interface Terminal {
  readonly output: Stream;
  readonly notes: Stream;
  readonly input: Input;
}

/** What a person types. */
export interface Input {
  readonly isTerminal: boolean;
  /** The next line without its end, waited for; null at the end of the input. */
  readLine(): string | null;
}

export interface Stream {
  readonly isTerminal: boolean;
  /** Columns of the terminal, null where it is none. */
  readonly columns: number | null;
  write(text: string): void;
}

/** The `git` program, for repositories of advisories and of the projects that they are about. */
export interface Git {
  /**
   * Runs git in a folder without a shell, prompts, pager, hooks or file-system monitor. Throws HostError `absent` where
   * git is not installed, `too-large` past `limit` bytes of output, `timeout` past ten minutes.
   */
  run(directory: string, words: readonly string[], limit: number): Promise<GitResult>;
}

/** What git answered; `errors` is what it wrote to standard error. */
export interface GitResult {
  readonly code: number;
  readonly output: Uint8Array;
  readonly errors: string;
}
