// Syntax fidelity: compares every statement and expression of all files below a folder with CPython's `ast`.
//
// node bench/syntax.ts FOLDER PYTHON…   (each file by the first interpreter that parses it; newest first)
import { compareFiles, listPython } from '../test/python/summary/ast-oracle.ts';

const [folder = '.', ...pythons] = process.argv.slice(2);
const { compared, differences, rejected } = compareFiles(pythons, listPython(folder));
for (const difference of differences) console.log(difference.slice(0, 500));
for (const path of rejected) console.log(`${path}: no interpreter parses it`);
console.log(
  `${compared} files compared, ${differences.length} differ, ${rejected.length} rejected by every interpreter`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
