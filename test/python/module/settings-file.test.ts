// The names in files of settings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBeSettings, namesIn } from '../../../src/python/module/settings-file.ts';

const texts = (text: string): readonly string[] => namesIn(text).map((each) => each.text);

describe('names in files of settings', () => {
  it('are values and entries of lists', () => {
    expect(texts('a:\n  - shop.table:\n      wide: yes\n  - plinth\n  - "shop.cart"\n')).toEqual([
      'shop.table',
      'plinth',
      'shop.cart',
    ]);
    expect(texts('emoji: !!python/name:shop.emoji.smile')).toEqual(['shop.emoji.smile']);
    expect(texts('use = shop.app:main\nlist = shop.one, shop.two')).toEqual(['shop.app.main', 'shop.one', 'shop.two']);
    expect(texts('{"plugins": ["shop.one", "shop.two"]}')).toEqual(['shop.one', 'shop.two']);
  });

  it('are no keys, remarks, loggers, paths, addresses or numbers', () => {
    const text = `# shop.one
; shop.two
  shop.three: INFO
"shop.four" : 1
qualname = shop.five
url: https://www.shop.org/shop.six, mail@shop.org, docs/shop.py, shop.md/x, 1.2.shop, shop.co-op, %(shop.x)s
key: value # shop.seven
`;
    expect(texts(text)).toEqual([]);
  });

  it('know their lines', () => {
    expect(namesIn('\n\r\nx: shop.one\n')).toEqual([{ text: 'shop.one', line: 3 }]);
  });

  it('are found in any text in linear time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => namesIn(text).length >= 0));
    expect(texts('a.'.repeat(200_000))).toEqual([]);
    expect(namesIn('- a.b\n'.repeat(100_000)).length).toBeLessThan(3000);
  });
});

describe('files of settings', () => {
  it('are those that no tool for developers reads', () => {
    expect(['mkdocs.yml', 'conf/app.toml', 'alembic.ini', 'a/b.json'].filter(mayBeSettings)).toHaveLength(4);
    const tools = [
      'pyproject.toml',
      'setup.cfg',
      'tox.ini',
      'package.json',
      '.codecov.yml',
      'docker-compose.yml',
      'a.py',
    ];
    expect(tools.filter(mayBeSettings)).toEqual([]);
  });
});
