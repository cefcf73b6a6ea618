// Command lines that a project's files declare: Procfile, Dockerfile, compose, task runners, CI, shell scripts.

/** A command line as written, with the line of the file where it begins. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly line: number;
  /** It stands under a target that only checks or formats code: `lint:`. */
  readonly isCheck?: true;
}

/** Reads one kind of file. */
export type CommandReader = (text: string) => readonly CommandLine[];

/** Command lines kept of one file. */
const MAX_COMMANDS = 2000;
/** Longest line that is looked at. */
const MAX_LINE = 20_000;

/** The reader for a path relative to the project's root, null where the file declares no commands. */
export function commandReader(path: string): CommandReader | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^Procfile(\.\w+)?$/.test(name)) return readProcfile;
  if (/^(Dockerfile|Containerfile)([._-]\w+)*$|\.(dockerfile|containerfile)$/i.test(name)) return readDockerfile;
  if (/^(docker-)?compose([._-][\w-]+)*\.ya?ml$/.test(name)) return readYaml;
  if (/^\.github\/workflows\/[^/]+\.ya?ml$|^\.gitlab-ci\.ya?ml$|^\.circleci\/config\.ya?ml$/.test(path))
    return readYaml;
  if (/^(azure-pipelines|render|app|appspec|serverless|skaffold|bitbucket-pipelines)\.ya?ml$/.test(name))
    return readYaml;
  if (/^(GNU)?[Mm]akefile$|\.mk$|^\.?[Jj]ustfile$/.test(name)) return readRecipes;
  if (/^(tox|setup|uwsgi|supervisord?|circus)\.(ini|cfg|conf)$|\.service$/.test(name)) return readSettings;
  if (name === 'noxfile.py' || name === 'tasks.py' || name === 'fabfile.py') return readRuns;
  if (name === 'package.json') return readPackageJson;
  if (name === 'pyproject.toml' || name === 'fly.toml' || name === 'Pipfile') return readTomlScripts;
  if (/\.(sh|bash)$|^(docker-)?entrypoint$/.test(name)) return readShell;
  return null;
}

/** `web: gunicorn app:app`. */
function readProcfile(text: string): readonly CommandLine[] {
  return lines(text).flatMap(([line, content]) => commandsIn(/^[\w-]+:\s*(.+)$/.exec(content)?.[1] ?? '', line));
}

/** `RUN`, `CMD` and `ENTRYPOINT`, as a shell line or a JSON list. */
function readDockerfile(text: string): readonly CommandLine[] {
  return joinedLines(text).flatMap(([line, content]) => {
    const rest = /^\s*(?:ONBUILD\s+)?(?:HEALTHCHECK\s+.*?CMD|RUN|CMD|ENTRYPOINT)\s+(.*)$/is.exec(content)?.[1] ?? '';
    return commandsIn(rest.replace(/^(?:--\w+=\S+\s+)+/, ''), line);
  });
}

const COMMAND_KEY = /^(command|entrypoint|args|run|script|before_script|after_script|startCommand|buildCommand|cmd)$/;

/** The scalars and lists below keys that hold commands; keys nest by indentation. */
function readYaml(text: string): readonly CommandLine[] {
  const found: CommandLine[] = [];
  const keys: { readonly indent: number; readonly isCommand: boolean; readonly list: string[]; line: number }[] = [];
  const close = (indent: number): void => {
    for (let last = keys.at(-1); last !== undefined && last.indent >= indent; last = keys.at(-1)) {
      keys.pop();
      if (last.list.length > 0) found.push({ words: last.list, line: last.line });
    }
  };
  for (const [line, content] of lines(text)) {
    if (content.trim() === '' || content.trimStart().startsWith('#')) continue;
    const indent = content.length - content.trimStart().length;
    const key = /^\s*(?:-\s+)*([\w.-]+):(?:\s+(.*))?$/.exec(content);
    const inside = keys.findLast((each) => each.indent < indent);
    const item = /^\s*-\s+(.*)$/.exec(content)?.[1];
    if (key !== null && inside?.isCommand !== true) {
      close(indent);
      const value = (key[2] ?? '').replace(/^[|>][-+]?\d*\s*$/, '');
      const isCommand = COMMAND_KEY.test(key[1] ?? '');
      keys.push({ indent, isCommand, list: [], line });
      if (isCommand) found.push(...commandsIn(value, line));
    } else if (item !== undefined && keys.at(-1)?.isCommand === true && indent >= (keys.at(-1)?.indent ?? 0)) {
      // A list is either one command word by word or one command an item.
      const holder = keys.at(-1);
      const word = unquote(item);
      if (holder !== undefined && !/\s/.test(word)) {
        if (holder.list.length === 0) holder.line = line;
        holder.list.push(word);
      } else found.push(...commandsIn(word, line));
    } else if (inside?.isCommand === true) {
      found.push(...commandsIn(content, line));
    } else {
      close(indent);
    }
  }
  close(-1);
  return found.slice(0, MAX_COMMANDS);
}

/** The indented lines of a Makefile or justfile, without `@` and `-`. */
function readRecipes(text: string): readonly CommandLine[] {
  let isCheck = false;
  return joinedLines(text).flatMap(([line, content]) => {
    if (!/^\s/.test(content)) {
      const target = /^@?([\w-]+)[^:=]*:(?!=)/.exec(content)?.[1];
      if (target !== undefined) isCheck = CHECKS.test(target);
      return [];
    }
    const commands = commandsIn(content.trim().replace(/^[@+-]+\s*/, ''), line);
    return isCheck ? commands.map((command) => ({ ...command, isCheck: true as const })) : commands;
  });
}

/** Targets whose programs only look at code: which ones those are no list of tools can know. */
const CHECKS =
  /^(lint|linter|linting|format|formatting|fmt|style|codestyle|code-style|typecheck|type-check)([_-]\w+)*$/;

/** INI-like files: what follows `=`, and continuation lines. */
function readSettings(text: string): readonly CommandLine[] {
  return joinedLines(text).flatMap(([line, content]) => {
    if (/^\s*[#;[]/.test(content)) return [];
    const rest = /^\s*[\w.:-]+\s*=\s*(.*)$/.exec(content)?.[1] ?? content;
    return commandsIn(rest.replace(/^[@-]\s*/, ''), line);
  });
}

/** `session.run("gunicorn", "app")` and `c.run("gunicorn app")`: the literal arguments. */
function readRuns(text: string): readonly CommandLine[] {
  const found: CommandLine[] = [];
  for (const match of text.matchAll(/\brun(?:_always|_install)?\(\s*((?:f?(["'])(?:(?!\2)[^\\\n])*\2\s*,?\s*)+)/g)) {
    const words = [...(match[1] ?? '').matchAll(/(["'])((?:(?!\1)[^\\\n])*)\1/g)].map((part) => part[2] ?? '');
    const line = text.slice(0, match.index).split('\n').length;
    if (words.length === 1) found.push(...commandsIn(words[0] ?? '', line));
    else found.push({ words, line });
    if (found.length >= MAX_COMMANDS) break;
  }
  return found;
}

function readPackageJson(text: string): readonly CommandLine[] {
  let scripts: unknown = null;
  try {
    const parsed: unknown = JSON.parse(text);
    scripts = typeof parsed === 'object' && parsed !== null && 'scripts' in parsed ? parsed.scripts : null;
  } catch {
    return [];
  }
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.entries(scripts).flatMap(([name, command]) => {
    if (typeof command !== 'string') return [];
    const at = text.indexOf(`"${name}"`);
    return commandsIn(command, at === -1 ? 1 : text.slice(0, at).split('\n').length);
  });
}

/** The strings in tables of scripts, tasks and processes: `[project.scripts]`, `[tool.poe.tasks]`, `[scripts]`, … */
function readTomlScripts(text: string): readonly CommandLine[] {
  let inside = false;
  return lines(text).flatMap(([line, content]) => {
    const header = /^\s*\[{1,2}([^\]]+)\]{1,2}/.exec(content)?.[1];
    if (header !== undefined) {
      inside = /(^|\.)"?(gui-)?(scripts|tasks|processes)"?(\.|$)/.test(header);
      return [];
    }
    if (!inside) return [];
    return [...content.replace(/^[^=]*=/, '').matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].flatMap((match) =>
      commandsIn(match[1] ?? match[2] ?? '', line),
    );
  });
}

function readShell(text: string): readonly CommandLine[] {
  return joinedLines(text).flatMap(([line, content]) => commandsIn(content, line));
}

function lines(text: string): readonly (readonly [number, string])[] {
  return text
    .split(/\r\n|\r|\n/)
    .slice(0, MAX_LINE)
    .map((content, index) => [index + 1, content.slice(0, MAX_LINE)] as const);
}

/** Lines with those that end in a backslash joined to the next. */
function joinedLines(text: string): readonly (readonly [number, string])[] {
  const joined: [number, string][] = [];
  let open = false;
  for (const [line, content] of lines(text)) {
    const last = joined.at(-1);
    const more = content.endsWith('\\');
    const part = more ? content.slice(0, -1) : content;
    if (open && last !== undefined) {
      if (!part.trimStart().startsWith('#')) last[1] = `${last[1]} ${part.trim()}`.slice(0, MAX_LINE);
    } else joined.push([line, part]);
    open = more || (open && part.trimStart().startsWith('#'));
  }
  return joined;
}

/** The simple commands of a shell line or of a JSON list. */
function commandsIn(text: string, line: number): readonly CommandLine[] {
  const trimmed = unquote(text.trim());
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  if (trimmed.startsWith('[')) {
    const words = [...trimmed.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
    // `["sh", "-c", "exec gunicorn app"]`
    const script = /^-\w*c$/.test(words[1] ?? '') ? (words[2] ?? '') : null;
    if (script !== null) return commandsIn(script, line);
    if (words.length > 0) return [{ words, line }];
  }
  return splitCommands(trimmed).map((words) => ({ words, line }));
}

/** Splits at `&&`, `||`, `;`, `|`, `&` and parentheses; quotes hold words together. */
function splitCommands(text: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const match of text.matchAll(/&&|\|\||[;|&()]|(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s;|&()"'])+/g)) {
    const [word] = match;
    if (/^(?:&&|\|\||[;|&()])$/.test(word)) commands.push([]);
    else if (word.startsWith('#')) break;
    else commands.at(-1)?.push(word.replace(/["']/g, ''));
  }
  return commands.filter((words) => words.length > 0);
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
