// The kinds of files that list distributions, best first: discovery takes the first kind that is there.
import type { Loader } from './loader.ts';

// Each loader is imported when it is needed: an audit of an environment must not wait for a TOML parser.
export const LOADERS: readonly Loader[] = [
  {
    kind: 'uv.lock',
    discovered: /^uv\.lock$/,
    names: /\.lock$/,
    load: async (context, files) => (await import('./uv-lock.ts')).loadUvLock(context, files),
  },
  {
    kind: 'requirements',
    discovered: /^(?:[^.].*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|lock)$/i,
    names: /\.(?:txt|in|pip)$/i,
    load: async (context, files) => (await import('./requirements.ts')).loadRequirements(context, files),
  },
  {
    kind: 'pyproject',
    discovered: /^pyproject\.toml$/,
    names: /\.toml$/i,
    load: async (context, files) => (await import('./pyproject.ts')).loadPyproject(context, files),
  },
];
