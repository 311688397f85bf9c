/** What a shell offers after `mail-config-lint`: made of the usage texts, so that it never lags behind them. */
import { SEVERITIES } from '../analyzer/model';
import { RULE_IDS } from '../analyzer/rules/index';
import { REPORTERS } from './reporters/index';

/** The usage texts, in which each option has a line. */
export interface Usages {
  readonly lint: string;
  readonly test: string;
  /** Values of options of `test`, by name. */
  readonly testValues: Values;
}

/** What there is to complete. */
export interface Completed extends Usages {
  readonly commands: readonly string[];
}

type Values = Readonly<Record<string, readonly string[]>>;

interface Option {
  readonly name: string;
  /** The word for its value; undefined for a switch. */
  readonly takes?: string;
  readonly means: string;
  /** What is offered as its value; undefined: files. */
  readonly values?: readonly string[];
}

const LINT_VALUES: Values = {
  format: Object.keys(REPORTERS),
  'fail-on': [...SEVERITIES, 'never'],
  rule: [...RULE_IDS],
};

/** The options that a usage text lists, one a line, each with the first thing that is said of it. */
function optionsIn(usage: string, values: Values): Option[] {
  const lines = usage.replaceAll(/\n {20,}/g, ' ');
  return [...lines.matchAll(/^ {2}--([a-z-]+)(?: ([A-Z=]+))? +(\S.*)$/gm)].map(([, name = '', takes, text = '']) => ({
    name,
    takes,
    means: text.split(/[.;] /, 1)[0] ?? '',
    values: values[name],
  }));
}

const lintOptions = ({ lint }: Usages) => optionsIn(lint, LINT_VALUES);
const testOptions = ({ test, testValues }: Usages) => optionsIn(test, testValues);

const flags = (options: readonly Option[]) => options.map(({ name }) => `--${name}`).join(' ');

const bashValues = (command: string) => (option: Option) =>
  option.values ? `    ${command}:--${option.name}) words='${option.values.join(' ')}' ;;\n` : '';

const bash = (completed: Completed) => `# eval "$(mail-config-lint completion bash)"
_mail_config_lint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words
  case \${COMP_WORDS[1]}:$before in
${testOptions(completed).map(bashValues('test')).join('')}${lintOptions(completed).map(bashValues('*')).join('')}    *:explain) words='${[...RULE_IDS].join(' ')}' ;;
    *) case \${COMP_WORDS[1]} in
         test) words='${flags(testOptions(completed))}' ;;
         *) words='${flags(lintOptions(completed))}' ;;
       esac
       [ "$COMP_CWORD" -eq 1 ] && words="$words ${completed.commands.join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _mail_config_lint mail-config-lint
`;

const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');

const zshOption = (option: Option) => {
  const action = option.values ? `(${option.values.join(' ')})` : '_files';
  return `'--${option.name}[${quoted(option.means)}]${option.takes ? `:${quoted(option.takes)}:${action}` : ''}'`;
};

const zsh = (completed: Completed) => `#compdef mail-config-lint
# mail-config-lint completion zsh > "\${fpath[1]}/_mail-config-lint"
_mail-config-lint() {
  if (( CURRENT == 2 )); then compadd -- ${completed.commands.join(' ')}; fi
  case $words[2] in
    explain) compadd -- ${[...RULE_IDS].join(' ')} ;;
    test) _arguments ${testOptions(completed).map(zshOption).join(' ')} '*:path:_files' ;;
    *) _arguments ${lintOptions(completed).map(zshOption).join(' ')} '*:path:_files' ;;
  esac
}
_mail-config-lint "$@"
`;

const fishOption = (when: string) => (option: Option) => {
  const value = option.values ? ` -xa '${option.values.join(' ')}'` : option.takes ? ' -r' : '';
  return `complete -c mail-config-lint -n '${when}' -l ${option.name}${value} -d '${option.means.replaceAll("'", "\\'")}'\n`;
};

const fish = (completed: Completed) =>
  [
    '# mail-config-lint completion fish | source\n',
    `complete -c mail-config-lint -n __fish_use_subcommand -a '${completed.commands.join(' ')}'\n`,
    `complete -c mail-config-lint -n '__fish_seen_subcommand_from explain' -xa '${[...RULE_IDS].join(' ')}'\n`,
    ...lintOptions(completed).map(
      fishOption('not __fish_seen_subcommand_from test explain rules find init lsp mcp completion'),
    ),
    ...testOptions(completed).map(fishOption('__fish_seen_subcommand_from test')),
  ].join('');

const SCRIPTS: Readonly<Record<string, (completed: Completed) => string>> = { bash, zsh, fish };

export const SHELLS = Object.keys(SCRIPTS);

/** Undefined for a shell that is not known. */
export const completionFor = (shell: string, completed: Completed): string | undefined =>
  Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell]?.(completed) : undefined;
