// Which language a template is written in, and which module of a program renders it.
import { readDjango } from './django-names.ts';
import { readJinja } from './jinja-names.ts';
import type { TemplateLanguage, TemplateNames } from './template-names.ts';

/**
 * The module that has to be loaded for templates of a language to be rendered, and whether the language calls what a
 * template reads (`{{ user.get_name }}`). A language is what its engine says it is, so the engine is named here.
 */
export interface TemplateEngine {
  readonly language: TemplateLanguage;
  readonly module: string;
  readonly callsAttributes: boolean;
  /** What Python registers functions with, null where that is a dictionary. */
  readonly registry: Registry | null;
  /** The classes whose objects templates ask for what they like, though no code hands them over. */
  readonly made: ReadonlySet<string>;
}

/** A class whose instances take functions by decorators, each under its own name or one that is written. */
export interface Registry {
  readonly module: string;
  readonly type: string;
  readonly methods: ReadonlySet<string>;
}

/** `django.template.Library`: its methods store functions under names that only a template gives back. */
const DJANGO_LIBRARY: Registry = {
  module: 'django.template.library',
  type: 'Library',
  methods: new Set(['filter', 'tag', 'simple_tag', 'simple_block_tag', 'inclusion_tag']),
};

/** `loop`, `self.block`, `macro.name`, `namespace()`: made by the code that Jinja writes for a template. */
const JINJA_MADE = new Set([
  'jinja2.runtime.LoopContext',
  'jinja2.runtime.AsyncLoopContext',
  'jinja2.runtime.BlockReference',
  'jinja2.runtime.TemplateReference',
  'jinja2.runtime.Macro',
  'jinja2.utils.Cycler',
  'jinja2.utils.Joiner',
  'jinja2.utils.Namespace',
]);

export const TEMPLATE_ENGINES: readonly TemplateEngine[] = [
  { language: 'jinja', module: 'jinja2', callsAttributes: false, registry: null, made: JINJA_MADE },
  { language: 'django', module: 'django.template', callsAttributes: true, registry: DJANGO_LIBRARY, made: new Set() },
];

/** Only Jinja has these: marks that eat space, tags of its own, calls with arguments. */
const JINJA =
  /\{[{%]-|-[}%]\}|\{%\s*(?:set|macro|call|import|from|raw|do|endraw|endset|endmacro)\b|\{\{[^}]*\(|\{%\s*\w+[^%]*\w\(/;
/** Only Django has these: libraries, tags of its own, arguments of filters. */
const DJANGO =
  /\{%\s*(?:load|url|csrf_token|empty|comment|verbatim|blocktrans(?:late)?|translate|ifchanged|regroup|widthratio|templatetag|endwith|static|now|cycle|firstof|lorem|spaceless)\b|\|\w+:["'\w]/;

/** Reads a template in each language that it may be written in, of those whose engines are there. */
export function readTemplate(
  text: string,
  file: string,
  engines: readonly TemplateEngine[],
): readonly { readonly engine: TemplateEngine; readonly names: TemplateNames }[] {
  if (!/\{[{%]/.test(text)) return [];
  const fitting = engines.filter((engine) => engines.length === 1 || mayBe(text, file, engine.language));
  return fitting.map((engine) => ({ engine, names: engine.language === 'jinja' ? readJinja(text) : readDjango(text) }));
}

/** Whether a text may be of a language, where both have an engine. What neither gives away is read as both. */
function mayBe(text: string, file: string, language: TemplateLanguage): boolean {
  if (/(?:^|\/)jinja2?\/|\.(?:j2|jinja2?|jinja-\w+)$|\.j(?:2|inja2?)\.\w+$/.test(file)) return language === 'jinja';
  const [isJinja, isDjango] = [JINJA.test(text), DJANGO.test(text)];
  return isJinja === isDjango || (language === 'jinja' ? isJinja : isDjango);
}
