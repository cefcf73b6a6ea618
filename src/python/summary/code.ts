// The numbers that stand for kinds of nodes in a stored summary. Changing one changes SUMMARY_VERSION.

/** Before a node whose line is not 0 to 3 after the last one's: a signed distance follows, then the node. */
export const LINE = 0;
/** The two highest bits of a node's byte are how many lines it is after the last one. */
export const LINE_SHIFT = 6;
export const KIND_MASK = 63;

/** Expressions. */
export const expressionCode = {
  name: 1,
  string: 2,
  longString: 3,
  bytes: 4,
  longBytes: 5,
  integer: 6,
  number: 7,
  None: 8,
  True: 9,
  False: 10,
  '...': 11,
  format: 12,
  template: 13,
  field: 14,
  attribute: 15,
  subscript: 16,
  slice: 17,
  call: 18,
  starred: 19,
  tuple: 20,
  list: 21,
  set: 22,
  dictionary: 23,
  binary: 24,
  unary: 25,
  and: 26,
  or: 27,
  compare: 28,
  conditional: 29,
  lambda: 30,
  comprehension: 31,
  await: 32,
  yield: 33,
  yieldFrom: 34,
  walrus: 35,
  unread: 36,
  /** Stands where an optional expression is not there. */
  absent: 37,
} as const;

/** Statements. */
export const statementCode = {
  import: 1,
  from: 2,
  function: 3,
  class: 4,
  expression: 5,
  assign: 6,
  augmented: 7,
  annotated: 8,
  return: 9,
  delete: 10,
  raise: 11,
  assert: 12,
  global: 13,
  nonlocal: 14,
  if: 15,
  while: 16,
  for: 17,
  with: 18,
  try: 19,
  match: 20,
  type: 21,
  print: 22,
  exec: 23,
  unread: 24,
} as const;

/** Patterns. */
export const patternCode = { value: 1, capture: 2, star: 3, sequence: 4, or: 5, mapping: 6, instance: 7 } as const;

export const BINARY = ['|', '^', '&', '<<', '>>', '+', '-', '*', '/', '//', '%', '@', '**'] as const;
export const UNARY = ['not', '-', '+', '~', '`'] as const;
export const COMPARE = ['<', '>', '==', '!=', '<=', '>=', 'in', 'not in', 'is', 'is not'] as const;
export const PARAMETER = ['/', '', '*', '=', '**'] as const;
export const TYPE_PARAMETER = ['', '*', '**'] as const;
export const CONVERSION = [null, 's', 'r', 'a'] as const;
export const FORM = ['list', 'set', 'dictionary', 'generator'] as const;
export const PART = ['body', 'handler', 'else', 'finally'] as const;

/** The first bytes of a stored summary; the version follows. */
export const MAGIC = [0x54, 0x53] as const;
