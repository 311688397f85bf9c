/** What a library or framework is here: what it adds to the language, and where it is given settings of mail. */
import type { JavaScriptTree } from '../formats/javascript';
import type { Evaluator, Library } from '../javascript/evaluator';
import type { Value } from '../javascript/values';
import type { Given, Reader, Site } from './site';

export interface MailLibrary extends Library {
  /** A program that uses it for mail has one of these words: without one its text is not even parsed. */
  readonly words?: readonly string[];
  readonly calls?: readonly CallEntry[];
  readonly files?: readonly FileEntry[];
  readonly keys?: readonly KeyEntry[];
  /** Places that are told in another way. */
  sites?(tree: JavaScriptTree, evaluator: Evaluator): readonly Site[];
}

interface Entry {
  /** What a person would call it: "NestJS mailer module". */
  readonly label: string;
  /** What reads the options; nodemailer where nothing is said. */
  readonly read?: Reader;
  /** What this way in sets where the options do not. */
  readonly defaults?: Site['defaults'];
}

/** Settings in the arguments of a call; looked for where one of the library's words stands. */
export interface CallEntry extends Entry {
  /** The name that is called, and the way to it inside the package: `MailerModule.forRoot`; empty for the package. */
  readonly path: string;
  readonly modules: RegExp;
  /** True where the name alone tells enough, wherever it is imported from. */
  readonly telling?: boolean;
  pick(args: readonly Value[], evaluator: Evaluator): readonly Given[];
}

/** Settings in what a file exports, told by its path. */
export interface FileEntry extends Entry {
  readonly path: RegExp;
  /** Of a file that a mistake in its name keeps the framework from reading. */
  readonly misnamed?: Site['misnamed'];
  pick(exported: Value, evaluator: Evaluator): readonly Given[];
  /** Of a name that other JSON files have, too: true for the framework's own. */
  owns?(exported: Value): boolean;
}

/** Settings in an object that is told by one of its keys. */
export interface KeyEntry extends Entry {
  readonly key: string;
  pick(object: Value): readonly Given[];
}

/** Libraries as one: the first that has an answer gives it. */
export function combined(libraries: readonly Library[]): Library {
  const modules = libraries.filter(({ module }) => module);
  const calls = libraries.filter(({ call }) => call);
  const injecting = libraries.filter(({ injected }) => injected);
  return {
    module: (...asked) => first(modules, (library) => library.module?.(...asked)),
    functions: Object.assign({}, ...libraries.map(({ functions }) => functions)),
    call: (...asked) => first(calls, (library) => library.call?.(...asked)),
    injected: (...asked) => first(injecting, (library) => library.injected?.(...asked)),
  };
}

function first(libraries: readonly Library[], ask: (library: Library) => Value | undefined): Value | undefined {
  for (const library of libraries) {
    const value = ask(library);
    if (value) return value;
  }
  return undefined;
}
