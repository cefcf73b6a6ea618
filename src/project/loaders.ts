// The kinds of files that list distributions, best first: discovery takes the first kind that is there.
import type { Loader } from './loader.ts';

// Each loader is imported when it is needed: an audit of an environment must not wait for a TOML parser.
export const LOADERS: readonly Loader[] = [
  {
    kind: 'uv.lock',
    discovered: /^uv\.lock$/,
    names: /\.py\.lock$|^uv.*\.lock$/,
    load: async (context, files) => (await import('./uv-lock.ts')).loadUvLock(context, files),
  },
  {
    kind: 'pylock.toml',
    discovered: /^pylock(?:\.[^.]+)?\.toml$/,
    names: /^pylock.*\.toml$/,
    load: async (context, files) => (await import('./pylock.ts')).loadPylock(context, files),
  },
  {
    kind: 'poetry.lock',
    discovered: /^poetry\.lock$/,
    names: /^poetry.*\.lock$/,
    load: async (context, files) => (await import('./poetry-lock.ts')).loadPoetryLock(context, files),
  },
  {
    kind: 'pdm.lock',
    discovered: /^pdm(?:\.[^.]+)?\.lock$/,
    names: /^pdm.*\.lock$/,
    load: async (context, files) => (await import('./pdm-lock.ts')).loadPdmLock(context, files),
  },
  {
    kind: 'Pipfile.lock',
    discovered: /^Pipfile\.lock$/,
    names: /^Pipfile.*\.lock$/i,
    load: async (context, files) => (await import('./pipfile-lock.ts')).loadPipfileLock(context, files),
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
