// Writes tar archives for tests: ustar headers, short names.

/** An archive of the files given; `kind` is the type of them all, and a value `->x` makes a symbolic link to x. */
export function tarBytes(files: Readonly<Record<string, string>>, kind = '0'): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const target = text.startsWith('->') ? text.slice(2) : '';
    const body = Buffer.from(target === '' ? text : '');
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(target === '' ? kind : '2', 156);
    header.write(target, 157, 100);
    header.write('ustar\x0000', 257, 'latin1');
    header.write(' '.repeat(8), 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc(-body.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
