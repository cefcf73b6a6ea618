// Reads the fields of foreign JSON: tolerant of unknown ones, strict about those asked for, every fault kept by name.

/** The fields of one JSON object. Each reader gives a harmless value and notes a fault where the field is not right. */
export interface Fields {
  text(name: string): string;
  /** Null where the field is absent or null. */
  optionalText(name: string): string | null;
  number(name: string): number;
  optionalNumber(name: string): number | null;
  flag(name: string): boolean;
  /** Null where the field is absent or null. */
  optionalFlag(name: string): boolean | null;
  oneOf<T extends string>(name: string, values: readonly [T, ...T[]]): T;
  texts(name: string): readonly string[];
  /** An array of objects; an absent one is empty. */
  list<T>(name: string, read: (fields: Fields) => T): readonly T[];
  /** An array of any values, read one by one; an absent one is empty. */
  values<T>(name: string, read: (value: unknown, note: (fault: string) => void) => T): readonly T[];
  object<T>(name: string, read: (fields: Fields) => T): T;
  /** Null where the field is absent or null. */
  optional<T>(name: string, read: (fields: Fields) => T): T | null;
}

/** Opens a value for reading; faults such as `severity.score is not a number` are added to `faults`. */
export function openFields(value: unknown, where: string, faults: string[]): Fields {
  const record = isRecord(value) ? value : {};
  if (record !== value) faults.push(`${where === '' ? 'the value' : where} is not an object`);

  const name = (field: string) => (where === '' ? field : `${where}.${field}`);
  const wrong = (field: string, expected: string) => {
    faults.push(`${name(field)} is ${get(field) === undefined ? 'missing' : `not ${expected}`}`);
  };
  const get = (field: string): unknown => (Object.hasOwn(record, field) ? record[field] : undefined);
  const absent = (field: string) => get(field) === undefined || get(field) === null;

  const fields: Fields = {
    text(field) {
      const found = get(field);
      if (typeof found === 'string') return found;
      wrong(field, 'text');
      return '';
    },
    optionalText: (field) => (absent(field) ? null : fields.text(field)),
    number(field) {
      const found = get(field);
      if (typeof found === 'number') return found;
      wrong(field, 'a number');
      return 0;
    },
    optionalNumber: (field) => (absent(field) ? null : fields.number(field)),
    flag(field) {
      const found = get(field);
      if (typeof found !== 'boolean') wrong(field, 'true or false');
      return found === true;
    },
    optionalFlag: (field) => (absent(field) ? null : fields.flag(field)),
    oneOf(field, values) {
      const found = get(field);
      const known = values.find((candidate) => candidate === found);
      if (known === undefined) wrong(field, `one of ${values.join(', ')}`);
      return known ?? values[0];
    },
    texts: (field) =>
      fields.values(field, (item, note) => {
        if (typeof item === 'string') return item;
        note('is not text');
        return '';
      }),
    list: (field, read) => {
      let index = 0;
      return fields.values(field, (item) => read(openFields(item, `${name(field)}[${index++}]`, faults)));
    },
    values(field, read) {
      const found = get(field);
      if (found === undefined) return [];
      if (!Array.isArray(found)) {
        wrong(field, 'an array');
        return [];
      }
      return found.map((item: unknown, index) =>
        read(item, (fault) => faults.push(`${name(field)}[${index}] ${fault}`)),
      );
    },
    object: (field, read) => {
      if (absent(field)) wrong(field, 'an object');
      return read(openFields(absent(field) ? {} : get(field), name(field), absent(field) ? [] : faults));
    },
    optional: (field, read) => (absent(field) ? null : fields.object(field, read)),
  };
  return fields;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
