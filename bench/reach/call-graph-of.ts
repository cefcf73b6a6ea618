// The seam between PyCG's micro-benchmark and Theriac's call graph.

/** Callers and their callees by dotted name, as PyCG writes `callgraph.json`. */
export type CallGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The call graph of the Python program in `folder`, whose entry is `entry` (`main.py`).
 *
 * Names: a module's top level is the module's name relative to the folder (`main`, `nested.to_import`, a package by
 * its own name), functions and classes follow with dots and without `<locals>` (`main.MyClass.func`), lambdas are
 * numbered in each scope (`main.<lambda1>`), built-ins are `<builtin>.len`, methods of literals `<**PyStr**>.join`,
 * what is imported and not in the folder keeps its dotted name (`ext.Cls.fun`).
 */
export type CallGraphOf = (folder: string, entry: string) => CallGraph | Promise<CallGraph>;

/** Theriac's own; null until `src/python/` has a call graph to answer with. */
export const callGraphOf: CallGraphOf | null = null as CallGraphOf | null;
