/**
 * Kinds of files: the one place that says which files are read, and as what. The watcher, the editor's selectors, the
 * activation, the command line's walk and the lists in the documentation follow from it.
 */
import type { SourceDocument } from './model';
import { TEMPLATE_WORDS } from './paths';

export interface Kind {
  /** What people call it. */
  readonly title: string;
  /**
   * Names of its files, in any case; with a slash, ends of paths. `*` stands for any text within a name, `[._-]` for
   * one of the characters. The endings of templates may follow: `compose.yml.j2`.
   */
  readonly names: readonly string[];
  /** Those of them that are settings, by their folder or by their name in lower case; absent: all are. */
  readonly only?: { readonly folder: RegExp; readonly name: RegExp };
  /** The ids that editors give the language of such files. */
  readonly languages: readonly string[];
  /** Those ids are given to many other files, too, so that the name alone decides. */
  readonly byNameOnly?: true;
  /** Without it a text cannot hold mail settings; absent for programs, whose libraries have such words. */
  readonly hint?: RegExp;
  /** A program, of which no templates are read. */
  readonly isCode?: true;
  /** Variables of an environment: read although git ignores the file, as it should. */
  readonly isEnvironment?: true;
  /** Booleans and numbers stand plain; elsewhere every value is text. */
  readonly isTyped?: true;
  /** The blanks before a line mean nothing, so that a YAML text may hold such a file. */
  readonly isIndentable?: true;
  /** Its maps belong to the applications that name the kind, and mean nothing to the others. */
  readonly hasOwnMaps?: true;
  /** What starts a comment; absent where none can be written. */
  readonly comment?: '#' | '//';
  /** The path of a file for one profile: what stands before and behind the profile is the path of the file for all. */
  readonly forOneProfile?: RegExp;
}

/** Names of the modules that hold Django's settings. */
export const DJANGO_NAMES = ['settings.py', '*_settings.py', 'settings[_-]*.py', 'settings/*.py'] as const;

/** Superset's own settings, with the second file that its images read. */
export const SUPERSET_NAMES = ['superset_config.py', 'superset_config_*.py'] as const;

/** Modules in which Flask's settings, and the settings of mail libraries, often stand. */
export const FLASK_NAMES = ['config.py', '*_config.py', 'config/*.py', 'app.py', '__init__.py', '*mail*.py'] as const;

/** The first kind that has the name of a file decides. */
export const KINDS = {
  javascript: {
    title: 'JavaScript and TypeScript',
    names: ['*.js', '*.cjs', '*.mjs', '*.jsx', '*.ts', '*.cts', '*.mts', '*.tsx', '*.astro', '*.vue', '*.svelte'],
    languages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'astro', 'vue', 'svelte'],
    isCode: true,
    comment: '//',
  },
  json: {
    title: 'JSON',
    names: ['*.json', '*.jsonc'],
    // Most others are manifests, locks, schemas and data.
    only: {
      folder: /^configs?$/,
      name: /config|datasources|settings|secret|credentials|smtp|mail|env|realm|keycloak|immich|sftpgo|kickstart|task-?def|^app\./,
    },
    languages: ['json', 'jsonc'],
    byNameOnly: true,
    hint: /smtp|mail/i,
    isTyped: true,
    isIndentable: true,
    forOneProfile: /^((?:.*\/)?appsettings)\.[^/.]+(\.json)$/i,
  },
  hjson: {
    // The settings of Lemmy.
    title: 'HJSON',
    names: ['*.hjson'],
    languages: [],
    hint: /smtp|mail/i,
    isTyped: true,
    isIndentable: true,
    hasOwnMaps: true,
    comment: '#',
  },
  toml: {
    title: 'TOML',
    names: ['*.toml'],
    languages: ['toml'],
    hint: /smtp|mail/i,
    isTyped: true,
    isIndentable: true,
    comment: '#',
  },
  dockerfile: {
    title: 'Dockerfiles',
    names: [
      'Dockerfile',
      'Dockerfile[._-]*',
      'Containerfile',
      'Containerfile[._-]*',
      '*.dockerfile',
      '*.containerfile',
    ],
    languages: ['dockerfile'],
    hint: /smtp|mail|postconf/i,
    comment: '#',
  },
  yaml: {
    title: 'YAML',
    names: ['*.yml', '*.yaml'],
    languages: ['yaml', 'dockercompose'],
    hint: /smtp|mail|smarthost|relayhost|postconf|postfix|env_file|NODE_TLS_REJECT_UNAUTHORIZED/i,
    isTyped: true,
    isIndentable: true,
    comment: '#',
    forOneProfile: /^((?:.*\/)?application)-[^/]*(\.ya?ml)$/i,
  },
  properties: {
    title: 'Java properties',
    // The last one is Graylog's.
    names: ['*.properties', 'graylog.conf'],
    languages: ['properties', 'java-properties', 'spring-boot-properties'],
    byNameOnly: true,
    hint: /smtp|mail/i,
    isIndentable: true,
    comment: '#',
    forOneProfile: /^((?:.*\/)?application)-[^/]*(\.properties)$/i,
  },
  dotenv: {
    title: '.env files',
    names: [
      '.env',
      '.env.*',
      '.env[-_]*',
      '.envrc',
      '.envrc.*',
      '*.env',
      '*.env.*',
      '*[-_]env',
      'env',
      'dotenv',
      'dot-env',
      'env[-_]example',
      'env[-_]sample',
      'env[-_]template',
      'env[-_]dist',
    ],
    languages: ['dotenv'],
    hint: /smtp|mail|_DSN|relayhost|smarthost|NODE_TLS_REJECT_UNAUTHORIZED/i,
    isEnvironment: true,
    isIndentable: true,
    comment: '#',
  },
  ini: {
    // Those of Gitea, Gogs and Grafana, of Airflow, Odoo and Matomo; other programs read INI files by other rules.
    title: 'INI',
    names: [
      'app.ini',
      'app.ini.*',
      'grafana.ini',
      'grafana.ini.*',
      'custom.ini',
      'custom.ini.*',
      'airflow.cfg',
      'airflow*.cfg',
      'airflow*.cfg.*',
      'odoo.conf',
      'odoo*.conf',
      'odoo*.conf.*',
      'config.ini.php',
    ],
    languages: ['ini', 'properties'],
    byNameOnly: true,
    hint: /smtp|mail/i,
    isIndentable: true,
    hasOwnMaps: true,
    comment: '#',
  },
  ruby: {
    // The settings of GitLab: a file of its own, or the text of a variable.
    title: 'gitlab.rb',
    names: ['gitlab.rb', 'gitlab.rb.*', 'gitlab_omnibus_config'],
    languages: ['ruby'],
    byNameOnly: true,
    hint: /smtp_/,
    isTyped: true,
    isIndentable: true,
    hasOwnMaps: true,
    comment: '#',
  },
  systemd: {
    title: 'systemd units',
    // The second one is what `systemctl edit` writes, the third one Podman's Quadlet.
    names: ['*.service', 'override.conf', '*.container'],
    languages: [],
    hint: /smtp|mail|EnvironmentFile/i,
    comment: '#',
  },
  python: {
    // Those of Django, Superset and Flask, and where programs use FastAPI-Mail.
    title: 'Python mail settings',
    names: [...DJANGO_NAMES, ...SUPERSET_NAMES, ...FLASK_NAMES],
    languages: ['python'],
    byNameOnly: true,
    hint: /EMAIL_(?:HOST|PORT|USE_|BACKEND)|MAILERS|MAIL_SERVER|SMTP_HOST/,
    isCode: true,
    isTyped: true,
    hasOwnMaps: true,
    comment: '#',
  },
  php: {
    // Those of Laravel, CodeIgniter, WordPress, Moodle, Drupal, LibreNMS and Roundcube, and scripts that use PHPMailer.
    title: 'PHP mail settings',
    names: ['*.php'],
    only: {
      folder: /^mu-plugins$/,
      name: /mail|smtp|contact|send|functions|^wp-config|^config(?:\.inc)?\.php|^settings(?:\.\w+)?\.php/,
    },
    languages: ['php'],
    byNameOnly: true,
    hint: /SMTPSecure|SMTPAuth|WPMS_SMTP|smtphosts|(?:email_)?smtp_host|email_smtp_|smtp\.settings|mailer_dsn|['"](?:mailers|encryption|driver)['"]|MAIL_(?:HOST|USERNAME)/,
    isCode: true,
    isTyped: true,
    hasOwnMaps: true,
    comment: '//',
  },
  rails: {
    title: 'Rails settings',
    names: [
      'config/environments/*.rb',
      'config/initializers/*.rb',
      'config/application.rb',
      'config/environment.rb',
      'config/smtp.rb',
    ],
    languages: ['ruby'],
    byNameOnly: true,
    hint: /smtp_settings/i,
    isCode: true,
    isTyped: true,
    hasOwnMaps: true,
    comment: '#',
  },
  elixir: {
    // The settings of Akkoma, Pleroma and Mobilizon.
    title: 'Elixir mailer settings',
    names: ['*.exs'],
    languages: ['elixir'],
    byNameOnly: true,
    hint: /Emails?\.Mailer/,
    isCode: true,
    isTyped: true,
    hasOwnMaps: true,
    comment: '#',
  },
  msmtprc: {
    title: 'msmtprc',
    names: ['msmtprc', 'msmtprc[._-]*', '.msmtprc', '.msmtprc[._-]*', 'msmtp/config', '.msmtp/config'],
    languages: [],
    hint: /^[ \t]*account\b/m,
    isTyped: true,
    hasOwnMaps: true,
    comment: '#',
  },
  nix: {
    title: 'NixOS modules',
    names: ['*.nix'],
    languages: ['nix'],
    hint: /\bpostfix\b/,
    isCode: true,
    isTyped: true,
    comment: '#',
  },
  shell: {
    title: 'shell scripts',
    names: ['*.sh', '*.bash', 'entrypoint', 'docker-entrypoint'],
    languages: ['shellscript'],
    hint: /\bpostconf\b/,
    isCode: true,
    comment: '#',
  },
  'main.cf': {
    title: 'Postfix main.cf',
    names: ['main.cf', 'main.cf[.-]*', '*[._-]main.cf', '*[._-]main.cf[.-]*'],
    languages: ['postfix-main'],
    hint: /^(?:[ \t]*#)?[ \t]*(?:smtpd?_|myhostname|mydestination|mynetworks|relayhost|inet_|alias_|virtual_|queue_|compatibility_level|command_directory|daemon_directory|mailbox_|transport_maps|relay_|sender_)/m,
    comment: '#',
  },
  'master.cf': {
    title: 'Postfix master.cf',
    names: ['master.cf', 'master.cf[.-]*', '*[._-]master.cf', '*[._-]master.cf[.-]*'],
    languages: ['postfix-master'],
    hint: /^[^\s#]\S*(?:\s+|\/)(?:inet|unix(?:-dgram)?|fifo|pass)[\s/]/m,
    comment: '#',
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** The id of a kind. */
export type Format = keyof typeof KINDS;

const ENTRIES = Object.entries(KINDS) as readonly (readonly [Format, Kind])[];

/** Endings of what is copied and filled in, by people or by a template engine. */
export const TEMPLATE_ENDINGS: readonly string[] = [...TEMPLATE_WORDS, 'j2', 'jinja', 'jinja2'];

/** Paths that have a name of a kind and never are settings of a real server. Tested in lower case. */
const NEVER: readonly RegExp[] = [
  // Typings and what tools have made.
  /\.(?:d\.[cm]?ts|min\.[cm]?js|js\.map|snap)$/,
  /(?:^|\/)node_modules\//,
  // What editors keep of files as they were.
  /(?:^|\/)\.history\//,
  /^(?=.*\.(?:py|php|rb)$)(?:.*\/)?(?:site-packages|vendor|wp-includes|wp-admin|\.?venv|phpmailer)\//s,
  // Pages, patches and scripts about a file of Postfix.
  /\.cf(?:-\w+)?(?:\.\d)?\.(?:md|html?|rst|adoc|patch|diff|sh|py|go)$/,
  // Manifests and locks of packages.
  /(?:^|\/)(?:pnpm-lock\.ya?ml|(?:cargo|pyproject)\.toml|[jt]sconfig[^/]*\.json)$/,
  // The words of a user interface, and schemas.
  /^(?=.*\.(?:jsonc?|properties)$)(?:.*[/._-])?(?:i18n|l10n|locales?|lang|languages?|translations?|messages|schemas?)[/._-]/s,
  /(?:messages|labels|resources|_[a-z]{2}(?:_[a-z]{2})?)\.properties$/,
  // Environments of tests.
  /(?:^|\/)(?=[^/]*$)\.env\.(?:.*\.)?(?:test|testing|tests|e2e|ci)(?:\.|$)/s,
];

/** A name with its `*` and `[…]` as the source of an expression. */
const expressionOf = (name: string): string =>
  name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\[[^\][]*\]/g, (set) => set.replaceAll('\\.', '.'))
    .replaceAll('*', '[^/]*');

const TEMPLATE = `(?:\\.(?:${TEMPLATE_ENDINGS.join('|')}))?`;

/** Paths that end with one of some names, or with that of a template of it. */
const endingWith = (names: readonly string[], template = TEMPLATE) =>
  new RegExp(`(?:^|/)(?:${names.map(expressionOf).join('|')})${template}$`, 'i');

const PATTERNS = new Map(
  ENTRIES.map(([format, { names, isCode }]) => [
    format,
    { isOfPath: names.some((name) => name.includes('/')), pattern: endingWith(names, isCode ? '' : TEMPLATE) },
  ]),
);

function isNamedAs(format: Format, path: string, name: string): boolean {
  const { isOfPath, pattern } = PATTERNS.get(format)!;
  return pattern.test(isOfPath ? path : name);
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Endings of the names that say no more: `yml` of `*.yml`. */
const ENDINGS: ReadonlySet<string> = new Set(
  ENTRIES.flatMap(([, { names }]) => names.flatMap((name) => /^(?:.*\/)?\*\.(\w+)$/.exec(name)?.[1] ?? [])),
);

/** Names of each kind that are more than an ending. */
const OTHER_NAMES: readonly RegExp[] = ENTRIES.flatMap(([, { names }]) => {
  const others = names.map(lastPart).filter((name) => !/^\*\.\w+$/.test(name));
  return others.length > 0 ? new RegExp(`^(?:${others.map(expressionOf).join('|')})${TEMPLATE}$`, 'i') : [];
});

const TEMPLATE_END = new RegExp(`\\.(?:${TEMPLATE_ENDINGS.join('|')})$`);

/** A quick look at the name of a file, in lower case: false for most of what lies in a folder, and for nothing of ours. */
function mayBeNamed(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1);
  if (dot >= 0 && ENDINGS.has(ending)) return true;
  const stem = name.replace(TEMPLATE_END, '');
  return (
    (stem !== name && ENDINGS.has(stem.slice(stem.lastIndexOf('.') + 1))) || OTHER_NAMES.some((one) => one.test(name))
  );
}

const byName = new Map<string, RegExp>();

/** True for the path of a file, or of a template of it, by a name as the kinds have them: `application-*.yml`. */
export function hasName(path: string, name: string): boolean {
  const pattern = byName.get(name) ?? endingWith([name]);
  byName.set(name, pattern);
  return pattern.test(path);
}

const BY_LANGUAGE: ReadonlyMap<string, Format> = new Map(
  ENTRIES.flatMap(([format, { languages, byNameOnly }]) =>
    byNameOnly ? [] : languages.map((language) => [language, format] as const),
  ),
);

function isOneOf({ folder, name }: NonNullable<Kind['only']>, path: string): boolean {
  const [own = '', parent = ''] = path.split('/').reverse();
  return folder.test(parent) || name.test(own);
}

/** The format of a document by its path, else by the editor's language id; undefined where it is none of ours. */
export function formatOf({ path, languageId }: Pick<SourceDocument, 'path' | 'languageId'>): Format | undefined {
  const lower = path.toLowerCase();
  const byLanguage = BY_LANGUAGE.get(languageId ?? '');
  const name = lastPart(lower);
  const isNamed = mayBeNamed(name);
  if ((!isNamed && !byLanguage) || NEVER.some((pattern) => pattern.test(lower))) return undefined;
  if (!isNamed) return byLanguage;
  const named = ENTRIES.find(
    ([format, { only }]) => isNamedAs(format, lower, name) && (only === undefined || isOneOf(only, lower)),
  );
  return named?.[0] ?? byLanguage;
}

/** The entry of a format. */
export const kindOf = (format: Format): Kind => KINDS[format];

/** Of the family that programs load around their code: `.env`, `.env.local`; not `prod.env`, which something names. */
export const isOfEnvironment = (name: string): boolean =>
  /^\.env(?!rc)/.test(name) && formatOf({ path: name }) === 'dotenv';

/**
 * The path of the file that holds for all profiles, of which a file for one profile changes a part; undefined for any
 * other file. Spring: `application-prod.yml` over `application.yml`; .NET: `appsettings.Production.json`.
 */
export function pathForAllProfiles(format: Format, path: string): string | undefined {
  const [, stem, extension] = kindOf(format).forOneProfile?.exec(path) ?? [];
  return stem === undefined ? undefined : `${stem}${extension}`;
}

/** `main.cf` → `[mM][aA][iI][nN].[cC][fF]`. */
const inAnyCase = (name: string) =>
  name.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

/** Names, bare and with room for an ending, that between them match all files of a kind. */
function openNames({ names, isCode }: Kind): readonly string[] {
  if (isCode) return [...names];
  const open = names.map((name) => name.replace(/(?:\[[^\][]*\])?\*$/, ''));
  const shortest = open.filter((name) => !open.some((other) => other !== name && name.startsWith(other)));
  return [...new Set(shortest)].flatMap((name) => [name, `${name}*`]);
}

/**
 * Globs for every file that may be read, for an editor's watcher and selectors: without braces, in any case, from any
 * folder. A few other files have such names, too. Emacs' Eglot takes `*` for one character at least, so that a name
 * stands beside the same name with an ending.
 */
export const watchPatterns = (): readonly string[] =>
  ENTRIES.flatMap(([, kind]) => openNames(kind).map((name) => `**/${inAnyCase(name)}`));

/** The languages whose documents are read whatever their names are. */
export const languageIds = (): readonly string[] => [...BY_LANGUAGE.keys()];
