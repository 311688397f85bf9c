import type { MailConfig, PostfixService, Setting } from '../model';
import { reach } from '../trust';
import { provider } from './connection';
import type { Message } from './message';
import { isYes, publicServer, setBeside } from './postfix-service';
import type { Report, Rule } from './rule';

/** SASL mechanisms by their registered names. `plaintext`: the password itself is sent. */
const MECHANISMS: ReadonlyMap<string, 'plaintext' | 'token' | 'other'> = new Map([
  ['plain', 'plaintext'],
  ['login', 'plaintext'],
  ['xoauth2', 'token'],
  ['oauthbearer', 'token'],
  ...[
    'anonymous',
    'cram-md5',
    'digest-md5',
    'external',
    'gs2-krb5',
    'gs2-iakerb',
    'gss-spnego',
    'gssapi',
    'kerberos_v4',
    'ntlm',
    'otp',
    'passdss-3des-1',
    'plain-clienttoken',
    'securid',
    'srp',
    ...['1', '224', '256', '384', '512'].flatMap((size) => [`scram-sha-${size}`, `scram-sha-${size}-plus`]),
  ].map((name) => [name, 'other'] as const),
]);

/** Names of Cyrus SASL's plug-ins, and two mechanisms in one word. */
const MEANT: Readonly<Record<string, string>> = {
  crammd5: 'cram-md5',
  digestmd5: 'digest-md5',
  gssapiv2: 'gssapi',
  plain_login: 'plain, login',
  scram: 'scram-sha-256, scram-sha-1',
  login_plain: 'plain, login',
};

/** Providers that offer nothing but PLAIN, LOGIN and OAuth2. */
const PLAINTEXT_ONLY: ReadonlySet<string> = new Set([
  'gmail',
  'microsoft365',
  'outlook-com',
  'amazon-ses',
  'sendgrid',
  'mailgun',
  'yahoo',
]);

const IN_TLS = 'smtp_sasl_tls_security_options';
const NO_ANONYMOUS = 'noanonymous';

const hasNoPlaintext = ({ value }: Setting<string>) =>
  value
    ?.toLowerCase()
    .split(/[\s,]+/)
    .includes('noplaintext') === true;

const MESSAGES = {
  filter: (unknown: readonly string[], isNone: boolean): Message => ({
    headline: `${unknown
      .slice(0, 2)
      .map((word) => `\`${word}\``)
      .join(', ')} ${unknown.length > 1 ? 'are not SASL mechanisms' : 'is not a SASL mechanism'}`,
    detail:
      (isNone
        ? 'The filter lets nothing through, so all mail waits: "offered no supported AUTH mechanisms". '
        : 'The filter compares whole names, so such a word lets nothing through. ') +
      'Write the names that servers offer, such as `plain`, `login` or `cram-md5`.',
  }),
  client: (isDefault: boolean, isCertain: boolean): Message => ({
    headline: isDefault
      ? `\`${IN_TLS}\` keeps the default \`noplaintext\``
      : '`noplaintext` also applies within TLS, which excludes PLAIN and LOGIN',
    detail:
      `The client may not log in with PLAIN and LOGIN. ${isCertain ? 'The server offers nothing else, and' : 'Where the server offers nothing else,'} ` +
      `all mail waits: "No worthy mechs found". Set \`${IN_TLS} = ${NO_ANONYMOUS}\`: TLS protects the password.`,
  }),
  server: (name: string): Message => ({
    headline: '`noplaintext` also applies within TLS, so clients cannot use PLAIN or LOGIN',
    detail:
      'Dovecot offers no others by default, and without a mechanism smtpd stops: "no SASL authentication mechanisms". ' +
      `Set \`${name} = ${NO_ANONYMOUS}\`.`,
  }),
} as const;

/** The words of the filter that let mechanisms through; undefined where a table, a file or a template decides. */
function filterOf(service: PostfixService): readonly Setting<string>[] | undefined {
  const words = service.words('smtp_sasl_mechanism_filter');
  return words?.every(({ value }) => value !== undefined && !/[:/]/.test(value))
    ? words.filter(({ value }) => !value!.startsWith('!'))
    : undefined;
}

const kindOf = ({ value }: Setting<string>) => MECHANISMS.get(value!.toLowerCase());

function filterReport(service: PostfixService, words: readonly Setting<string>[]): Report | undefined {
  const unknown = words.filter((word) => kindOf(word) === undefined);
  const [first] = unknown;
  if (!first) return undefined;
  const filter = service.effective('smtp_sasl_mechanism_filter');
  const meant = (word: Setting<string>) => MEANT[word.value!.toLowerCase()];
  const value = words.map((word) => (kindOf(word) ? word.value : meant(word))).join(', ');
  return {
    at: filter,
    ...MESSAGES.filter(
      unknown.map(({ value: word }) => word!),
      unknown.length === words.length,
    ),
    fixes: unknown.every(meant)
      ? [{ title: `Write \`${value}\``, change: { kind: 'replace', setting: filter, value }, suggestion: true }]
      : [],
  };
}

/** The options that count for a login, with the setting where they are written. */
function clientOptions({ tls, verify }: MailConfig, service: PostfixService): Setting<string> | undefined {
  const plain = service.effective('smtp_sasl_security_options');
  const inTls = service.effective(IN_TLS);
  const verified = service.effective('smtp_sasl_tls_verified_security_options');
  // Without TLS it is the lack of TLS that has to be told.
  if (tls.value === 'off' || (tls.value === undefined && !hasNoPlaintext(plain))) return undefined;
  // A certificate that is verified has options of its own.
  if (verify?.value !== 'none' && verified.origin.kind !== 'default') return undefined;
  return inTls.origin.kind === 'default' && plain.origin.kind !== 'default' ? { ...plain, value: inTls.value } : inTls;
}

function checkClient(config: MailConfig, service: PostfixService, report: (report: Report) => void): void {
  const enable = service.effective('smtp_sasl_auth_enable');
  // Without passwords there is no login, which is reported already.
  const isIdle = isYes(enable) !== true || service.effective('smtp_sasl_password_maps').value === '';
  if (isIdle || reach(config) === 'local') return;
  const filter = filterOf(service);
  const ofFilter = filter && filterReport(service, filter);
  if (ofFilter) report(ofFilter);
  const options = clientOptions(config, service);
  // A filter that names other mechanisms shows that the server offers them.
  if (!options || !filter || ofFilter || !hasNoPlaintext(options)) return;
  if (filter.some((word) => kindOf(word) !== 'plaintext')) return;
  const at = options.origin.kind === 'default' ? enable : options;
  const known = provider(config);
  const isCertain = filter.length > 0 || (known !== undefined && PLAINTEXT_ONLY.has(known.id));
  report({
    at,
    severity: isCertain ? 'error' : undefined,
    ...MESSAGES.client(at === enable, isCertain),
    fixes: [{ ...setBeside(config, at, IN_TLS, NO_ANONYMOUS), asWritten: true }],
  });
}

function checkServer(config: MailConfig, service: PostfixService, report: (report: Report) => void): void {
  if (isYes(service.effective('smtpd_sasl_auth_enable')) !== true || config.tls.value === 'off') return;
  const name = 'smtpd_sasl_tls_security_options';
  const own = service.effective(name);
  const plain = service.effective('smtpd_sasl_security_options');
  const at = own.origin.kind === 'default' ? plain : own;
  if (at.origin.kind === 'default' || !hasNoPlaintext(own)) return;
  report({
    at,
    severity: 'information',
    ...MESSAGES.server(name),
    fixes: [setBeside(config, at, name, NO_ANONYMOUS, true)],
  });
}

export const postfixNoLoginMethod: Rule = {
  id: 'postfix-no-login-method',
  severity: 'warning',
  category: 'postfix',
  summary: 'no mechanism is left that client and server could use for the login',
  fix: 'safe',
  check(config, report) {
    const server = publicServer(config);
    if (server) checkServer(config, server, report);
    else if (config.role === 'relay' && config.postfix) checkClient(config, config.postfix, report);
  },
};
