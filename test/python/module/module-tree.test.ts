// Listing the files of a tree: links that lead in circles end.
import { describe, expect, it } from 'vitest';
import { fileTree, listFiles, type ModuleTree } from '../../../src/python/module/module-tree.ts';

describe('the files of a tree', () => {
  it('are those below a folder, without folders that are refused', () => {
    const tree = fileTree('/root', ['a/b.py', 'a/c/d.py', 'a/tests/e.py', 'f.py'], () => new Uint8Array());
    expect(listFiles(tree, 'a', (path) => !path.endsWith('/tests'))).toEqual({
      files: ['a/b.py', 'a/c/d.py'],
      isCut: false,
    });
  });

  it('are cut where folders hold themselves', () => {
    const loop: ModuleTree = {
      root: '/root',
      list: () =>
        new Map([
          ['one', 'directory'],
          ['two', 'directory'],
          ['x.py', 'file'],
        ]),
      readBytes: () => new Uint8Array(),
    };
    const { files, isCut } = listFiles(loop, '', () => true);
    expect(isCut).toBe(true);
    expect(files.length).toBeLessThan(500_000);
  });
});
