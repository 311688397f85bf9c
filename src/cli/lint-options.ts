/** What `lint` is asked for: it is also what happens without a command. */
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { SEVERITIES, type Severity } from '../analyzer/model';
import { RULE_IDS } from '../analyzer/rules/index';
import { SETTINGS_FILE } from '../workspace/project-settings';
import { isChoice, namesRule, type SeverityChoices } from '../workspace/severities';
import { UNUSED_SUPPRESSION } from '../workspace/suppressions';
import { type Format, isFormat, REPORTERS } from './reporters/index';
import { count, HELP, parsed } from './usage';

export const USAGE = `Usage: mail-config-lint [lint] [OPTION...] [PATH...]
       mail-config-lint test [OPTION...] [PATH|URL|HOST:PORT...]
       mail-config-lint find ADDRESS
       mail-config-lint explain RULE | rules | init | lsp --stdio | mcp | completion SHELL

Finds insecure and broken mail settings in nodemailer code (JavaScript and TypeScript), .env files, Dockerfiles, YAML,
JSON, HJSON, TOML, INI, Java properties, gitlab.rb, msmtprc, systemd units, Python mail settings, Rails settings,
PHP mail settings, Elixir mailer settings, and Postfix main.cf and Postfix master.cf; what NixOS modules and shell
scripts write into main.cf, too.
A PATH is a file, or a folder that is searched as a workspace of its own; without PATH it is the working directory.

What is reported:
  --rule RULE            report only this rule; may be repeated, or name several with commas
  --severity RULE=LEVEL  set a rule, or several by a pattern such as 'postfix-*', to ${SEVERITIES.join(', ')},
                         or off; may be repeated
  --quiet                report errors only
  --ignore PATTERN       leave out files, with a pattern as in .gitignore from the working directory; may be repeated
  --config FILE          take the settings from this file, in place of those that projects have
  --changed-since REV    report only files that git says have changed since this revision, or are new
  --baseline FILE        report only findings that this file does not hold
  --update-baseline      write all findings to the --baseline file instead of reporting them

How:
  --format FORMAT        ${Object.keys(REPORTERS).join(', ')} (pretty)
  --fail-on SEVERITY     exit with 1 for findings at least as severe: ${SEVERITIES.join(', ')}, or never (hint)
  --max-warnings N       exit with 1 only for errors, or for more than N warnings
  --color, --no-color    colours or none, whatever the terminal and NO_COLOR say
  --watch                lint again whenever a file changes, until interrupted

Fixes:
  --fix                  apply the safe fixes, then report what remains
  --diff                 print what --fix would change as a unified diff, and write nothing

  --stdin-filename PATH  lint standard input as this file's text
  --version              print the version
  --help                 print this text

Other commands, each with its own --help:
  test                   connect to the server of a configuration and report what is wrong
  explain RULE           print the page of a rule
  rules                  list all rules
  init                   write a ${SETTINGS_FILE} to start with
  lsp --stdio            serve an editor that speaks LSP
  mcp                    serve an assistant that speaks MCP
  completion SHELL       print the completions for bash, zsh or fish
A folder that is named like a command is linted as ./NAME.

Severities of rules, and files to leave out, come from the nearest ${SETTINGS_FILE} in the folders above a file.

Exit status: 0 no findings, 1 findings, 2 usage error, 3 failure: a file could not be read or written, or a bug.
`;

export interface LintOptions {
  readonly kind: 'lint';
  readonly format: Format;
  readonly fix: boolean;
  /** Print what `fix` would change, and write nothing. */
  readonly diff: boolean;
  /** Report errors only. */
  readonly quiet: boolean;
  /** The least severity that makes the exit status 1; undefined: none does. */
  readonly failOn: Severity | undefined;
  /** More warnings make the exit status 1, too. */
  readonly maxWarnings?: number;
  /** The file whose text comes through standard input; there are no paths then. */
  readonly stdinFilename?: string;
  readonly paths: readonly string[];
  /** The rules that are reported; undefined: all. */
  readonly rules?: ReadonlySet<string>;
  /** They go before those of the project. */
  readonly severities: SeverityChoices;
  /** Of files that are left out. */
  readonly ignored: readonly string[];
  /** A settings file that counts in place of the projects' own. */
  readonly config?: string;
  /** Undefined: as the terminal wants. */
  readonly colour?: boolean;
  /** A revision of git. */
  readonly changedSince?: string;
  /** The path of a baseline. */
  readonly baseline?: string;
  readonly updateBaseline: boolean;
  readonly watch: boolean;
}

const isRule = (id: string) => RULE_IDS.has(id) || id === UNUSED_SUPPRESSION;

function checkRule(id: string): string {
  if (!isRule(id)) throw new Error(`there is no rule '${id}'; \`mail-config-lint rules\` lists them`);
  return id;
}

function checkPattern(pattern: string): string {
  if ([...RULE_IDS].some((id) => namesRule(pattern, id))) return pattern;
  throw new Error(`no rule matches '${pattern}'; \`mail-config-lint rules\` lists them`);
}

function rulesOf(values: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return values && new Set(values.flatMap((value) => value.split(',')).map((id) => checkRule(id.trim())));
}

function severitiesOf(values: readonly string[] | undefined): SeverityChoices {
  const pairs = (values ?? []).map((value) => {
    const [, id = '', choice] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
    if (!isChoice(choice)) throw new Error(`--severity takes RULE=${[...SEVERITIES, 'off'].join('|')}`);
    return [id.includes('*') ? checkPattern(id) : checkRule(id), choice] as const;
  });
  return Object.fromEntries(pairs);
}

function formatOf(name: string): Format {
  if (isFormat(name)) return name;
  throw new Error(`there is no format '${name}'; use one of ${Object.keys(REPORTERS).join(', ')}`);
}

const OPTIONS = {
  format: { type: 'string', default: 'pretty' },
  rule: { type: 'string', multiple: true },
  severity: { type: 'string', multiple: true },
  fix: { type: 'boolean', default: false },
  diff: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  ignore: { type: 'string', multiple: true },
  config: { type: 'string' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  watch: { type: 'boolean', default: false },
  baseline: { type: 'string' },
  'update-baseline': { type: 'boolean', default: false },
  'changed-since': { type: 'string' },
  'fail-on': { type: 'string' },
  'max-warnings': { type: 'string' },
  'stdin-filename': { type: 'string' },
  version: { type: 'boolean', short: 'v', default: false },
  ...HELP,
} as const;

export const readLintOptions = (args: readonly string[]): LintOptions | { kind: 'print'; text: string } =>
  parsed('mail-config-lint --help', () => {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    if (values.help) return { kind: 'print', text: USAGE };
    if (values.version) return { kind: 'print', text: `${version}\n` };
    const { fix, diff, quiet, watch, baseline, config, ignore: ignored = [] } = values;
    const format = formatOf(values.format);
    const updateBaseline = values['update-baseline'];
    const stdinFilename = values['stdin-filename'];
    if (diff && (fix || format !== 'pretty')) throw new Error('--diff goes with neither --fix nor --format');
    if (updateBaseline && baseline === undefined) throw new Error('--update-baseline goes with --baseline FILE');
    if (stdinFilename !== undefined && (fix || diff || watch || positionals.length > 0))
      throw new Error('--stdin-filename goes with neither --fix, --diff, --watch nor PATH');
    if (watch && (fix || updateBaseline)) throw new Error('--watch goes with neither --fix nor --update-baseline');
    if (values.color && values['no-color']) throw new Error('--color and --no-color exclude each other');
    const colour = values['no-color'] ? false : values.color;
    const maxWarnings =
      values['max-warnings'] === undefined ? undefined : count('max-warnings', values['max-warnings']);
    const least = values['fail-on'] ?? (maxWarnings === undefined ? 'hint' : 'error');
    const failOn = SEVERITIES.find((severity) => severity === least);
    if (!failOn && least !== 'never') throw new Error(`--fail-on takes one of ${SEVERITIES.join(', ')}, never`);
    const paths = stdinFilename !== undefined ? [] : positionals.length > 0 ? positionals : ['.'];
    return {
      kind: 'lint',
      ...{ format, fix, diff, quiet, watch, baseline, updateBaseline, failOn, maxWarnings, stdinFilename, paths },
      ...{ ignored, config, colour },
      rules: rulesOf(values.rule),
      severities: severitiesOf(values.severity),
      changedSince: values['changed-since'],
    };
  });
