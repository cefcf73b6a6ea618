// The flags that say where the code of distributions is found that are not installed.
import { resolve } from 'node:path';
import type { CodeOptions } from '../project/code/locate-code.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';
import { cacheDirectory } from './database-flag.ts';

const WHEELS_FLAG: Flag = {
  name: 'wheels',
  value: 'DIR',
  repeated: true,
  help: 'a folder of wheels and source distributions',
};

const FETCH_FLAGS: readonly Flag[] = [
  { name: 'no-caches', value: null, help: 'do not look into the caches of uv and pip' },
  { name: 'fetch', value: null, help: 'download what is nowhere on this machine from the package index' },
  {
    name: 'index-url',
    value: 'URL',
    help: 'the package index for --fetch (default: the one that the lock, uv or pip names)',
  },
];

/** For commands that make summaries. */
export const CODE_FLAGS: readonly Flag[] = [WHEELS_FLAG, ...FETCH_FLAGS];

/** For commands that use summaries as well. */
export const CODE_AND_SUMMARY_FLAGS: readonly Flag[] = [
  WHEELS_FLAG,
  {
    name: 'summaries',
    value: 'PATH',
    repeated: true,
    help: 'a summary pack or a folder of them (theriac.pack beside the lock file is always read)',
  },
  ...FETCH_FLAGS,
];

/** What the flags say. Throws UsageError for a folder that is not there. */
export function codeOptions(invocation: Invocation): CodeOptions {
  const { host } = invocation;
  const { directory } = host.environment;
  const paths = (name: string): readonly string[] =>
    invocation.values(name).map((each) => {
      const path = resolve(directory, each);
      if (host.files.status(path) === null) throw new UsageError(`${path}: there is no such file or folder`);
      return path;
    });
  const named = invocation.value('index-url');
  if (named !== null && !/^https?:\/\//i.test(named)) throw new UsageError('--index-url must be an http address');
  if (named !== null && !invocation.given('fetch')) throw new UsageError('--index-url is for --fetch; give both');
  return {
    wheels: paths('wheels'),
    summaries: paths('summaries'),
    caches: !invocation.given('no-caches'),
    cacheDirectory: cacheDirectory(host),
    fetch: invocation.given('fetch') ? { indexUrl: named } : null,
  };
}
