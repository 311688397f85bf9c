/** What the tree of a settings file says, and every mistake in it, at its place. */
import { RULE_IDS } from '../analyzer/rules/index';
import { type Entry, type Mistake, parseSettings, type Tree } from './settings-tree';
import { isChoice, namesRule, type SeverityChoice, type SeverityChoices } from './severities';
import { UNUSED_SUPPRESSION } from './suppressions';

/** What is said of some files, or of all. */
export interface Part {
  /** Patterns as in .gitignore; undefined: all files. */
  readonly files?: readonly string[];
  readonly choices: SeverityChoices;
  /** By rule or pattern of rules: what the rule does not speak of. */
  readonly exceptions: Readonly<Record<string, Exception>>;
}

/** Connections, by each of the lists that are given. */
export interface Exception {
  /** With `*` for any text. */
  readonly hosts?: readonly string[];
  readonly ports?: readonly number[];
}

export interface SettingsFile {
  /** As they are written. */
  readonly extends: readonly { readonly path: string; readonly at: Mistake['at'] }[];
  readonly ignore: readonly string[];
  /** A later one goes before an earlier one. */
  readonly parts: readonly Part[];
  readonly mistakes: readonly Mistake[];
}

const isKnown = (id: string) => id === UNUSED_SUPPRESSION || [...RULE_IDS].some((rule) => namesRule(id, rule));

/** Reads any text; what is wrong in it is left out, and the rest holds. */
export function readSettings(text: string, path: string): SettingsFile {
  const parsed = parseSettings(text, path);
  if ('mistake' in parsed) return { extends: [], ignore: [], parts: [], mistakes: [parsed.mistake] };
  const reader = new Reader();
  if (parsed.tree) reader.file(parsed.tree);
  return reader;
}

class Reader implements SettingsFile {
  readonly extends: { path: string; at: Mistake['at'] }[] = [];
  readonly ignore: string[] = [];
  readonly parts: Part[] = [];
  readonly mistakes: Mistake[] = [];

  file(tree: Tree): void {
    this.map(tree, 'it holds no object', {
      $schema: () => {},
      extends: ({ value }) => this.extends.push(...this.texts(value, "'extends' takes a path, or a list of paths")),
      rules: ({ value }) => this.parts.unshift(this.rules(value)),
      ignore: ({ value }) => {
        if (value.kind !== 'list') this.wrong(value.at, "'ignore' takes a list of patterns");
        else this.ignore.push(...this.patterns(value, "'ignore' takes a list of patterns"));
      },
      overrides: ({ value }) => {
        const items = value.kind === 'list' ? value.items : [value];
        for (const item of items) this.override(item);
      },
    });
  }

  private override(tree: Tree): void {
    let files: readonly string[] | undefined;
    let part: Part | undefined;
    this.map(tree, "'overrides' takes a list of objects with 'files' and 'rules'", {
      files: ({ value }) => {
        files = this.patterns(value, "'files' takes a pattern, or a list of patterns");
      },
      rules: ({ value }) => {
        part = this.rules(value);
      },
    });
    if (tree.kind !== 'map') return;
    if (!files || !part) this.wrong(tree.at, "an entry of 'overrides' needs 'files' and 'rules'");
    else this.parts.push({ ...part, files });
  }

  private rules(tree: Tree): Part {
    const choices: Record<string, SeverityChoice> = {};
    const exceptions: Record<string, Exception> = {};
    const isEmpty = tree.kind === 'scalar' && tree.value === null;
    if (tree.kind !== 'map' && !isEmpty) this.wrong(tree.at, "'rules' takes an object of rule ids and severities");
    for (const { key, at, value } of tree.kind === 'map' ? tree.entries : []) {
      if (!isKnown(key)) this.wrong(at, `there is no rule '${key}'`);
      const choose = (held: Tree) => {
        if (held.kind === 'scalar' && isChoice(held.value)) choices[key] = held.value;
        else {
          const given = held.kind === 'scalar' ? `, not ${JSON.stringify(held.value)}` : '';
          this.wrong(held.at, `'${key}' takes error, warning, information, hint, off or default${given}`);
        }
      };
      if (value.kind !== 'map') choose(value);
      else
        this.map(value, '', {
          severity: (entry) => choose(entry.value),
          exceptHosts: (entry) => {
            const hosts = this.patterns(entry.value, "'exceptHosts' takes a host, or a list of hosts");
            exceptions[key] = { ...exceptions[key], hosts };
          },
          exceptPorts: (entry) => {
            exceptions[key] = { ...exceptions[key], ports: this.ports(entry.value) };
          },
        });
    }
    return { choices, exceptions };
  }

  /** Hands each entry of a map to the reader of its name. */
  private map(tree: Tree, otherwise: string, readers: Readonly<Record<string, (entry: Entry) => void>>): void {
    if (tree.kind !== 'map') this.wrong(tree.at, otherwise);
    else
      for (const entry of tree.entries) {
        const names = Object.keys(readers).filter((name) => name !== '$schema');
        if (Object.hasOwn(readers, entry.key)) readers[entry.key]!(entry);
        else this.wrong(entry.at, `there is no setting '${entry.key}'; there are ${listOf(names)}`);
      }
  }

  private patterns(tree: Tree, otherwise: string): string[] {
    return this.texts(tree, otherwise).map(({ path }) => path);
  }

  private ports(tree: Tree): number[] {
    const items = tree.kind === 'list' ? tree.items : [tree];
    return items.flatMap((item) => {
      if (item.kind === 'scalar' && isPort(item.value)) return [item.value];
      this.wrong(item.at, "'exceptPorts' takes a port, or a list of ports");
      return [];
    });
  }

  private texts(tree: Tree, otherwise: string): { path: string; at: Mistake['at'] }[] {
    const items = tree.kind === 'list' ? tree.items : [tree];
    return items.flatMap((item) => {
      if (item.kind === 'scalar' && typeof item.value === 'string') return [{ path: item.value, at: item.at }];
      this.wrong(item.at, otherwise);
      return [];
    });
  }

  private wrong(at: Mistake['at'], because: string): void {
    this.mistakes.push({ because, at });
  }
}

const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65536;

/** `'rules', 'ignore' and 'extends'` */
const listOf = (names: readonly string[]) =>
  names
    .map((name) => `'${name}'`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
