import type { SourceDocument } from '../model';
import type { JavaScriptTree } from './javascript/tree';
import type { MainCfTree } from './main-cf';
import type { MasterCfTree } from './master-cf';
import type { SettingsTree } from './scope';

/** What a text becomes. Every parser tolerates half-typed text and never throws. */
export type Tree = JavaScriptTree | MainCfTree | MasterCfTree | SettingsTree;
export type Format = Tree['format'];

const BY_LANGUAGE: Readonly<Record<string, Format>> = {
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'javascript',
  typescriptreact: 'javascript',
  dotenv: 'dotenv',
  properties: 'dotenv',
  toml: 'toml',
  dockerfile: 'dockerfile',
  yaml: 'yaml',
  dockercompose: 'yaml',
  'postfix-main': 'main.cf',
  'postfix-master': 'master.cf',
};

/**
 * JSON files that programs read settings from, by the words in their names, and all of a folder `config`; most others
 * are manifests, locks, schemas and data.
 */
const JSON_SETTINGS =
  /(?:^|\/)(?:configs?\/[^/]+|[^/]*(?:config|settings|secrets?|credentials|smtp|mail|env|realm|keycloak|immich|sftpgo|task-?def)[^/]*|app)\.jsonc?(?:\.(?:example|sample|template|dist))?$/;

/** First match decides; the path is lower-cased. */
const BY_PATH: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:d\.[cm]?ts|min\.[cm]?js)$/, 'javascript'],
  [/\.[cm]?[jt]sx?$/, 'javascript'],
  [/(?:^|\/)(?:datasources[^/]*|config\.[a-z]+)\.json$/, 'javascript'],
  [JSON_SETTINGS, 'json'],
  [/\.toml(?:\.(?:example|sample|template|dist))?$/, 'toml'],
  [/(?:^|\/)(?:dockerfile|containerfile)(?:[._-][^/]*)?$|\.(?:docker|container)file$/, 'dockerfile'],
  [/\.ya?ml(?:\.(?:example|sample|template|dist|te?mpl|tpl|j2|jinja2?))?$/, 'yaml'],
  [/(?:^|\/)application[^/]*\.properties$/, 'dotenv'],
  [/(?:^|\/)\.env(?:rc)?(?:\.[^/]*|[-_](?:example|sample|template|dist))?$/, 'dotenv'],
  [/(?:^|\/)[^/]*\.env$/, 'dotenv'],
  [/(?:^|\/)(?:dot-?)?env\.(?:example|sample|template|dist|te?mpl|j2)$/, 'dotenv'],
  [/(?:^|\/)[^/]*\.env\.[^/.]+$/, 'dotenv'],
  // The INI files of Gitea, Gogs and Grafana, of Airflow and Odoo; other programs read INI files by other rules.
  [/(?:^|\/)(?:(?:app|grafana|custom)\.ini|airflow[^/]*\.cfg|odoo[^/]*\.conf)(?:\.[^/.]+)?$/, 'ini'],
  // GitLab's settings: a file of its own, or the text of a variable.
  [/(?:^|\/)(?:gitlab\.rb(?:\.[^/.]+)?|gitlab_omnibus_config)$/, 'ruby'],
  [/(?:^|\/)(?:\.?msmtprc(?:[._-][^/]*)?|\.?msmtp\/config)$/, 'msmtprc'],
  [/(?:^|[/._-])main\.cf(?:-\w+)?(?:\.[^/]+)?$/, 'main.cf'],
  [/(?:^|[/._-])master\.cf(?:-\w+)?(?:\.[^/]+)?$/, 'master.cf'],
];

/** Paths that look like a format and never are settings of a real server. */
const NEVER = new RegExp(
  [
    // Typings and what tools have made.
    /\.(?:d\.[cm]?ts|min\.[cm]?js|js\.map|snap)$/,
    /(?:^|\/)node_modules\//,
    // Pages, patches and scripts about a file of Postfix.
    /\.cf(?:-\w+)?(?:\.\d)?\.(?:md|html?|rst|adoc|patch|diff|sh|py|go)$/,
    // Manifests and locks of packages.
    /(?:^|\/)(?:pnpm-lock\.ya?ml|(?:cargo|pyproject)\.toml|[jt]sconfig[^/]*\.json)$/,
    // The words of a user interface, and schemas.
    /(?:^|[/._-])(?:i18n|l10n|locales?|lang|languages?|translations?|messages|schemas?)(?:[/._-].*)?\.jsonc?$/,
    // Environments of tests.
    /(?:^|\/)\.env(?:\.[^/]*)?\.(?:test|testing|tests|e2e|ci)(?:\.[^/]*)?$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** The format of a document by its path, else by the editor's language id; undefined where it is none of ours. */
export function formatOf(document: Pick<SourceDocument, 'path' | 'languageId'>): Format | undefined {
  const path = document.path.toLowerCase();
  if (NEVER.test(path)) return undefined;
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? BY_LANGUAGE[document.languageId ?? ''];
}

/** Words without which a text of a format cannot hold mail settings. */
const HINTS: Readonly<Record<Format, RegExp>> = {
  javascript:
    /nodemailer|createTransport|smtp|mailer|transporter|email-templates|exports\.email\b|next-auth\/providers|providers\/(?:email|nodemailer)|EmailPlugin|@adonisjs\/mail|(?:moleculer|nuxt|winston)-mail|emailjs|NODE_TLS_REJECT_UNAUTHORIZED/i,
  dockerfile: /smtp|mail/i,
  dotenv: /smtp|mail|_DSN|relayhost|smarthost|NODE_TLS_REJECT_UNAUTHORIZED/i,
  ini: /smtp|mail/i,
  json: /smtp|mail/i,
  msmtprc: /^[ \t]*account\b/m,
  ruby: /smtp_/,
  toml: /smtp|mail/i,
  yaml: /smtp|mail|smarthost|relayhost|NODE_TLS_REJECT_UNAUTHORIZED/i,
  'main.cf':
    /^\s*#?\s*(?:smtpd?_|myhostname|mydestination|mynetworks|relayhost|inet_|alias_|virtual_|queue_|compatibility_level|command_directory|daemon_directory|mailbox_|transport_maps|relay_|sender_)/m,
  'master.cf': /^[^\s#]\S*(?:\s+(?:inet|unix|unix-dgram|fifo|pass)\s|\/(?:inet|unix|unix-dgram|fifo|pass)\/)/m,
};

/** The cheap test before any parser runs: false means that the text certainly holds no mail settings. */
export function mayConcernMail(format: Format, text: string): boolean {
  return HINTS[format].test(text);
}
