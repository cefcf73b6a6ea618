// The names by which each module of the standard library may call what it is handed: data, read off its sources.
import names from './standard-names.json' with { type: 'json' };

// Recorded by test/recorded/call/standard-names.py from CPython 3.13.
const MODULES: Readonly<Record<string, Readonly<Record<keyof Names, string>>>> = names.modules;

/** What code in C reads from objects that it is handed, whatever module it is in. */
const ANYWHERE = new Set(
  'read readline readlines readinto read1 write writelines close closed flush seek tell fileno name mode isatty encoding errors readable writable seekable keys items values get send recv throw run'.split(
    ' ',
  ),
);

/** Names that the library puts together: by top-level module. */
const COMPUTED: Readonly<Record<string, RegExp>> = {
  ast: /^visit_/,
  asyncore: /^handle_/,
  cmd: /^(do|help|complete)_/,
  html: /^(handle|unknown)_/,
  http: /^do_/,
  optparse: /^(check|format)_/,
  smtpd: /^smtp_/,
  unittest: /^test/,
  urllib: /^http_error_|_(open|request|response)$/,
  xmlrpc: /^(dump|end)_|^xmlrpc_/,
};

/** Names that modules written in C use on what they are handed: by top-level module. */
const IN_C: Readonly<Record<string, ReadonlySet<string>>> = {
  ctypes: new Set(['_as_parameter_', 'from_param']),
  sqlite3: new Set(['step', 'finalize', 'inverse', 'value']),
};

interface Names {
  readonly defines: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
  readonly holds: ReadonlySet<string>;
}

const parsed = new Map<string, Names | null>();

/** Modules whose Python text stands in another one. */
const TEXTS: Readonly<Record<string, string>> = {
  collections: '_collections_abc',
  datetime: '_pydatetime',
  io: '_pyio',
  threading: '_threading_local',
  weakref: '_weakrefset',
};

function namesOf(module: string): Names | null {
  const known = parsed.get(module);
  if (known !== undefined) return known;
  const texts = [module, TEXTS[module] ?? ''].flatMap((name) => {
    const given = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
    return given === undefined ? [] : [given];
  });
  const made =
    texts.length === 0
      ? null
      : {
          defines: new Set(texts.flatMap(({ defines }) => defines.split(' '))),
          uses: new Set(texts.flatMap(({ uses }) => uses.split(' '))),
          holds: new Set(texts.flatMap(({ holds }) => holds.split(' '))),
        };
  parsed.set(module, made);
  return made;
}

/** The top-level module of a dotted name outside of the program; '' for built-ins. */
export function topOf(name: string): string {
  return name.startsWith('<') ? '' : name.slice(0, name.indexOf('.') < 0 ? name.length : name.indexOf('.'));
}

/** The top-level modules of classes of the standard library whose bases stand in others: data, recorded likewise. */
const ABOVE: Readonly<Record<string, string>> = names.above;

/** The top-level modules whose code a class outside of the program runs: its own, and those of its bases. */
function modulesOf(base: string): readonly string[] {
  return [topOf(base), ...(Object.hasOwn(ABOVE, base) ? (ABOVE[base] ?? '').split(' ') : [])];
}

/** Whether a class of the standard library may call a method of a subclass; true for libraries that are not it. */
export function mayOverride(base: string, name: string): boolean {
  return modulesOf(base).some((top) => namesOf(top)?.defines.has(name) !== false) || mayUse(base, name);
}

/** Whether a function of the standard library may use an attribute of what it is handed. */
export function mayUse(callee: string, name: string): boolean {
  const top = topOf(callee);
  if (ANYWHERE.has(name)) return true;
  if (top === '') return false;
  const known = namesOf(top);
  return (
    known === null || known.uses.has(name) || IN_C[top]?.has(name) === true || (COMPUTED[top]?.test(name) ?? false)
  );
}

/** Whether a class of the standard library asks an attribute of its objects for something, or calls it. */
export function mayHold(base: string, name: string): boolean {
  return modulesOf(base).some((top) => namesOf(top)?.holds.has(name) === true);
}

/** Whether a top-level module is one of the standard library that names are known of. */
export function isStandard(top: string): boolean {
  return namesOf(top) !== null;
}

/** Whether a module of the standard library has a name itself, as far as its Python text shows; true for other modules. */
export function isOwnName(top: string, name: string): boolean {
  const known = namesOf(top);
  return known === null || !/^[a-z]/.test(name) || known.defines.has(name);
}

/** Methods that give a text, whatever they are called on. */
export const GIVES_TEXT: ReadonlySet<string> = new Set(
  'read_text decode lower upper strip lstrip rstrip casefold capitalize swapcase zfill hexdigest isoformat strftime'.split(
    ' ',
  ),
);

let everywhere: ReadonlySet<string> | null = null;

/** Whether an attribute of something that the standard library gave is none of its own: no object of its has the name. */
export function isForeign(of: string, name: string): boolean {
  // Names with a capital or an underscore are not listed.
  if (!/^[a-z]/.test(name)) return false;
  if (!of.startsWith('<') && namesOf(topOf(of)) === null) return false;
  everywhere ??= new Set([
    ...names.elsewhere.split(' '),
    ...Object.values(MODULES).flatMap(({ defines, uses }) => [...defines.split(' '), ...uses.split(' ')]),
  ]);
  return !everywhere.has(name);
}

/** Special names of the language and of the standard library. */
const SPECIAL = new Set(
  `abs add aenter aexit aiter all and anext annotations author await bases bool bytes call cause ceil class class_getitem
classcell cmp code coerce complex contains context copy debug deepcopy defaults del delattr delete delitem delslice
dict dir div divmod doc enter eq exit file firstlineno float floor floordiv format fspath func future ge get getattr
getattribute getitem getnewargs getnewargs_ex getslice getstate globals gt hash hex iadd iand idiv ifloordiv ilshift
imatmul imod import imul index init init_subclass instancecheck int invert ior ipow irshift isub iter itruediv ixor
kwdefaults le len length_hint license loader long lshift lt main match_args matmul metaclass missing mod module mro
mro_entries mul name ne neg new next nonzero oct or orig_bases orig_class package parameters path pos post_init pow
prepare qualname radd rand rdiv rdivmod reduce reduce_ex replace repr reversed rfloordiv rlshift rmatmul rmod rmul ror
round rpow rrshift rshift rsub rtruediv rxor self set set_name setattr setitem setslice setstate signature sizeof
slotnames slots spec static_attributes str sub subclasscheck subclasses subclasshook text_signature traceback truediv
trunc type_params unicode value version weakref wrapped xor`
    .split(/\s+/)
    .map((name) => `__${name}__`),
);

/** Whether a name is special to some library alone: it calls such methods without a word in the class's code. */
export function isLibraryHook(name: string): boolean {
  return /^__[a-z]\w*__$/.test(name) && !SPECIAL.has(name);
}
