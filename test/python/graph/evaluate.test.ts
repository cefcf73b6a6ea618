// The evaluator gives exactly the string that CPython computes, for the ways in which names of modules are made.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateString } from '../../../src/python/graph/evaluate.ts';
import { deriveModuleFacts } from '../../../src/python/graph/module-facts.ts';
import { isKnown, type StringPattern } from '../../../src/python/graph/string-pattern.ts';
import type { CodeScope } from '../../../src/python/graph/value.ts';
import { decodeSummary } from '../../../src/python/summary/decode.ts';
import { summarise } from '../../../src/python/summary/summarise.ts';

const python = spawnSync('python3', ['--version']).status === 0;

/** What `result` can be at the end of the code. */
function evaluated(code: string): readonly StringPattern[] {
  const summary = decodeSummary(summarise(new TextEncoder().encode(`${code}\nuse(result)\n`)));
  if (summary === null) throw new Error('the code was not summarised');
  const facts = deriveModuleFacts(summary, { version: [3, 12], platform: 'linux' }, true);
  const site = facts.callsOf('use')[0];
  const argument = site?.call.arguments[0];
  if (site === undefined || argument === undefined) throw new Error('there is no call');
  const scope: CodeScope = {
    budget: { left: 1_000_000, onlySeen: false },
    moduleName: 'package.module',
    packageName: 'package',
    target: { version: [3, 12], platform: 'linux' },
    isProjectWord: () => false,
    absolute: (_, name) => name,
    moduleValue: () => null,
    starValue: () => null,
    callsOf: () => [],
    attributesOf: (name) => facts.attributesOf(name),
    overridesOf: () => [],
    functionsNamed: (name) => facts.functionsNamed(name),
  };
  return evaluateString(argument, { scope, unit: site.unit, depth: 0, tests: [], entered: null, locals: null });
}

const codes = [
  'result = "a" "b" + "c" + "."',
  'x = "a"\nresult = f"{x}.{x}b"',
  'result = "%s.%s%%" % ("a", "b")',
  'result = "%(x)s-%(y)s" % {"y": "b", "x": "a"}',
  'result = "{}.{}".format("a", "b")',
  'result = "{1}.{0}{{}}".format("a", "b")',
  'result = "{x}.{y}".format(y="a", x="b")',
  'result = ".".join(["a", "b", "c"])',
  'result = ".".join(("a",))',
  'result = "".join([])',
  'result = "-".join("a.b.c".split("."))',
  'result = "a.b.c".rpartition(".")[0]',
  'result = "a.b.c".rpartition(".")[-1]',
  'result = "abc".rpartition(".")[0]',
  'result = "a.b.c".partition(".")[2]',
  'result = "a.b.c".split(".", 1)[1]',
  'result = "a.b.c".rsplit(".", 1)[0]',
  'result = "a.b.c".rsplit(".")[-1]',
  'm, c = "a.b.C".rsplit(".", maxsplit=1)\nresult = c + m',
  'result = "a.b.c".split(sep=".", maxsplit=1)[1]',
  '*b, c = "a.b.C".split(".")\nresult = ".".join(b)',
  'a, *b, c = "a.b.c.d".split(".")\nresult = "-".join(b)',
  't = {"k": "a.b"}\ndef f(x):\n    t[x] = "c"\n    return t["k"]\nresult = f("z")',
  'result = " a  b ".split()[1]',
  'm, c = "a.b.C".rsplit(".", 1)\nresult = c + m',
  'a, *b, c = ["1", "2", "3", "4"]\nresult = a + c',
  'result = "ABC".lower() + "abc".upper() + "aBC".capitalize() + "ab cd".title()',
  'result = "a/b/c".replace("/", ".")',
  'result = " a ".strip() + "xxaxx".strip("x") + "xxa".lstrip("x") + "axx".rstrip("x")',
  'result = "a.py".removesuffix(".py") + "lib.a".removeprefix("lib.")',
  'result = "a.py".removesuffix(".txt")',
  'result = "abcdef"[1:4] + "abcdef"[:-3] + "abcdef"[2] + "abcdef"[-1]',
  'result = __name__',
  'result = __name__.rpartition(".")[0] + ".x"',
  'result = ".".join(__name__.split(".")[:-1] + ["y"])',
  'T = {"a": "x", "b": "y"}\nresult = T["b"]',
  'T = {"a": ("x", "y")}\nresult = T["a"][1]',
  'T = {"a": "x", **{"c": "z"}}\nresult = T["c"]',
  'T = dict({"a": "x"})\nresult = T.get("a")',
  'result = ["a", "b", "c"][1]',
  'result = ["a", *["b", "c"]][2]',
  'result = list(("a", "b"))[0]',
  'result = [x + "!" for x in ["a"]][0]',
  'def f(x, y="d"):\n  return x + y\nresult = f("c")',
  'def f(x, y="d"):\n  return x + y\nresult = f(y="1", x="2")',
  'def f(*a):\n  return a[1]\nresult = f("c", "d")',
  'f = "a"\ndef g():\n  return f\nresult = g()',
  'result = (lambda: "x") and "y"',
  'x = "a"\nresult = str(x)',
  'class C:\n  x = "v"\nresult = C.x',
  'result = next(iter(["q"]))',
  'result = list(zip(["a"], ["b"]))[0][1]',
  'result = list(enumerate(["a"]))[0][1]',
  'result = [k + v for k, v in {"a": "b"}.items()][0]',
];

describe.skipIf(!python)('what CPython computes', () => {
  const script = `import json, sys
def run(code):
    space = {"__name__": "package.module", "__package__": "package"}
    exec(code, space)
    return space["result"]
print(json.dumps([run(code) for code in json.load(sys.stdin)]))`;
  const run = spawnSync('python3', ['-c', script], { input: JSON.stringify(codes), encoding: 'utf8' });
  const values = JSON.parse(run.stdout) as readonly string[];
  it.each(codes.map((code, index) => [code, values[index] ?? '']))('%s', (code, value) => {
    const found = evaluated(code);
    expect(found.filter(isKnown).map(([text]) => text)).toContain(value);
    // Names keep all that ever flows into them; nothing here has more than one value but these.
    if (!/\bor\b|and|C\.x/.test(code)) expect(found).toEqual([[value]]);
  });
});

describe('what is not known', () => {
  it.each([
    ['result = "a." + x', [['a.', '']]],
    ['result = f"{x}.b"', [['', '.b']]],
    ['result = "a.%s.b" % x', [['a.', '.b']]],
    ['result = x.lower()', [['', '']]],
    ['result = "a" if x else y', [['a'], ['', '']]],
    ['result = (result + "x") if y else "s"', [['', 'x'], ['s']]],
  ])('is a hole: %s', (code, patterns) => {
    expect(evaluated(code)).toEqual(patterns);
  });
});

describe('hostile code', () => {
  it('ends: names that grow in circles, sums and products of many', () => {
    const circle = 'a = b + "x"\nb = c + a\nc = a + b\nresult = a';
    const many = `L = [${Array.from({ length: 300 }, (_, index) => `"n${index}"`).join(',')}]
for a in L:
  for b in L:
    for c in L:
      result = a + b + c`;
    const deep = `${Array.from({ length: 500 }, (_, index) => `x${index + 1} = x${index} + x${index}`).join('\n')}\nresult = x500`;
    for (const code of [circle, many, deep]) expect(evaluated(code).length).toBeLessThan(5000);
  });
  it('gives a pattern that matches what a random formatting gives', () => {
    const word = fc.stringMatching(/^[a-z.]{0,6}$/);
    fc.assert(
      fc.property(fc.array(fc.record({ text: word, known: fc.boolean() }), { maxLength: 6 }), (parts) => {
        const code = `result = "" + ${parts.map(({ text, known }) => (known ? JSON.stringify(text) : 'unknown')).join(' + ') || '""'}`;
        const [pattern] = evaluated(code);
        const escaped = (pattern ?? ['']).map((piece) => piece.replaceAll('.', '\\.')).join('.*');
        expect(parts.map(({ text }) => text).join('')).toMatch(new RegExp(`^${escaped}$`));
      }),
    );
  });
});
