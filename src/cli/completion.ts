/** What a shell offers after `mail-config-lint`: made of the usage texts, so that it never lags behind them. */
import { SEVERITIES } from '../analyzer/model';
import { RULE_IDS } from '../analyzer/rules/index';
import { REPORTERS } from './reporters/index';

/** What there is to complete. */
export interface Completed {
  readonly commands: readonly string[];
  /** The usage texts, in which each option has a line. */
  readonly lint: string;
  readonly test: string;
}

interface Option {
  readonly name: string;
  /** The word for its value; undefined for a switch. */
  readonly takes?: string;
  readonly means: string;
}

/** The options that a usage text lists, one a line. */
function optionsIn(usage: string): Option[] {
  return [...usage.matchAll(/^ {2}--([a-z-]+)(?: ([A-Z=]+))? +(\S.*)$/gm)].map(([, name = '', takes, means = '']) => ({
    name,
    takes,
    means,
  }));
}

/** The values that are offered for an option; undefined: files. */
function valuesOf({ name }: Option): readonly string[] | undefined {
  if (name === 'format') return Object.keys(REPORTERS);
  if (name === 'fail-on') return [...SEVERITIES, 'never'];
  if (name === 'rule') return [...RULE_IDS];
  return undefined;
}

const flags = (options: readonly Option[]) => options.map(({ name }) => `--${name}`).join(' ');

const bash = ({ commands, lint, test }: Completed) => `# eval "$(mail-config-lint completion bash)"
_mail_config_lint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words
  case $before in
${optionsIn(lint)
  .filter((option) => valuesOf(option))
  .map((option) => `    --${option.name}) words='${valuesOf(option)?.join(' ')}' ;;\n`)
  .join('')}    explain) words='${[...RULE_IDS].join(' ')}' ;;
    *) case \${COMP_WORDS[1]} in
         test) words='${flags(optionsIn(test))}' ;;
         *) words='${flags(optionsIn(lint))}' ;;
       esac
       [ "$COMP_CWORD" -eq 1 ] && words="$words ${commands.join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _mail_config_lint mail-config-lint
`;

const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');

const zshOption = (option: Option) => {
  const values = valuesOf(option);
  const action = values ? `(${values.join(' ')})` : '_files';
  return `'--${option.name}[${quoted(option.means)}]${option.takes ? `:${quoted(option.takes)}:${action}` : ''}'`;
};

const zsh = ({ commands, lint, test }: Completed) => `#compdef mail-config-lint
# mail-config-lint completion zsh > "\${fpath[1]}/_mail-config-lint"
_mail-config-lint() {
  if (( CURRENT == 2 )); then compadd -- ${commands.join(' ')}; fi
  case $words[2] in
    explain) compadd -- ${[...RULE_IDS].join(' ')} ;;
    test) _arguments ${optionsIn(test).map(zshOption).join(' ')} '*:path:_files' ;;
    *) _arguments ${optionsIn(lint).map(zshOption).join(' ')} '*:path:_files' ;;
  esac
}
_mail-config-lint "$@"
`;

const fishOption = (when: string) => (option: Option) => {
  const values = valuesOf(option);
  const value = values ? ` -xa '${values.join(' ')}'` : option.takes ? ' -r' : '';
  return `complete -c mail-config-lint -n '${when}' -l ${option.name}${value} -d '${option.means.replaceAll("'", "\\'")}'\n`;
};

const fish = ({ commands, lint, test }: Completed) =>
  [
    '# mail-config-lint completion fish | source\n',
    `complete -c mail-config-lint -n __fish_use_subcommand -a '${commands.join(' ')}'\n`,
    `complete -c mail-config-lint -n '__fish_seen_subcommand_from explain' -xa '${[...RULE_IDS].join(' ')}'\n`,
    ...optionsIn(lint).map(fishOption('not __fish_seen_subcommand_from test explain rules init lsp completion')),
    ...optionsIn(test).map(fishOption('__fish_seen_subcommand_from test')),
  ].join('');

const SCRIPTS: Readonly<Record<string, (completed: Completed) => string>> = { bash, zsh, fish };

export const SHELLS = Object.keys(SCRIPTS);

/** Undefined for a shell that is not known. */
export const completionFor = (shell: string, completed: Completed): string | undefined =>
  Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell]?.(completed) : undefined;
