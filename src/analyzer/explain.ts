/** What a configuration really means, in words for a person. Never shows a secret. */
import type { MailConfig, Place, Setting, TlsMode, Verification } from './model';

const TLS: Readonly<Record<TlsMode, string>> = {
  implicit: 'TLS from the first byte (implicit TLS)',
  starttls: 'STARTTLS is required: without it nothing is sent',
  opportunistic: 'STARTTLS if offered: an attacker can strip it',
  off: 'no encryption',
};

const within = (place: Place, uri: string, offset: number) =>
  place.uri === uri && place.span.start <= offset && offset <= place.span.end;

const samePlace = (a: Place, b: Place) => a.uri === b.uri && a.span.start === b.span.start && a.span.end === b.span.end;

/** The value or the key of a setting, whichever an offset lies in: they may stand in two files. */
export const placeAt = ({ at, key }: Setting<unknown>, uri: string, offset: number): Place | undefined =>
  [at, key].find((place) => place && within(place, uri, offset));

/** The setting that an offset lies in, by value or key; undefined where there is none. */
export function settingAt(config: MailConfig, uri: string, offset: number): Setting<unknown> | undefined {
  return config.settings.find((setting) => setting.origin.kind !== 'default' && placeAt(setting, uri, offset));
}

function origin(setting: Setting<unknown>): string {
  switch (setting.origin.kind) {
    case 'default':
      return ' (not set; this is what happens without it)';
    case 'variable':
      return ` (from the variable \`${setting.origin.name}\`)`;
    case 'fallback':
      return ` (if \`${setting.origin.name}\` is not set)`;
    case 'environment':
      return ` (from the variable \`${setting.origin.name}\`, which no file here defines)`;
    default:
      return '';
  }
}

/** One line a property that is decided at a setting's place: "Encryption: STARTTLS if offered: …". */
function meanings(config: MailConfig): { setting: Setting<unknown> | undefined; line: string }[] {
  const known = <T>(setting: Setting<T> | undefined, words: (value: T) => string) =>
    setting && (setting.value === undefined ? 'not known' : words(setting.value)) + origin(setting);
  const { host, port, tls, verify, versions, auth } = config;
  return [
    { setting: host, line: `Server: ${known(host, (value) => `\`${value}\``)}` },
    { setting: port, line: `Port: ${known(port, (value) => (Number.isNaN(value) ? 'not a number' : String(value)))}` },
    { setting: tls, line: `Encryption: ${known(tls, (mode) => TLS[mode])}` },
    {
      setting: verify,
      line: `Certificate: ${known(verify, (value) => ({ full: 'checked', 'chain-only': 'checked, but not its name', none: 'not checked' })[value])}`,
    },
    { setting: versions, line: `TLS versions: ${known(versions, (value) => value.join(', ') || 'none')}` },
    {
      setting: auth?.user,
      line: `Login: ${known(auth?.user, (value) => (value ? 'a user name is set' : 'the user name is empty'))}`,
    },
    { setting: auth?.password, line: `Password: ${known(auth?.password, (value) => (value ? 'set' : 'empty'))}` },
  ].filter(({ setting }) => setting !== undefined);
}

/** A label is a text, whatever stars and underscores it has. */
const escaped = (text: string) => text.replace(/[\\`*_[\]<>]/g, '\\$&');

/** What the setting at a place decides, and then the whole connection, as Markdown; undefined where it decides nothing. */
export function explain(config: MailConfig, setting: Setting<unknown>): string | undefined {
  const all = meanings(config);
  const here = all
    .filter((meaning) => meaning.setting && samePlace(meaning.setting.at, setting.at))
    .map(({ line }) => line);
  if (here.length === 0) return undefined;
  const rest = all.map(({ line }) => line).filter((line) => !here.includes(line));
  const where = config.world ? ` (${config.world})` : '';
  return [
    ...here.map((line) => `**${line}**`),
    `*${escaped(config.label + where)}*`,
    ...rest.map((line) => `- ${line}`),
  ].join('\n\n');
}

/** The connection in one line: `smtp.example.com:587, STARTTLS if offered: …`. */
export function summary(config: MailConfig): string {
  const host = config.host?.value ?? (config.host ? `(${config.host.name})` : 'host not set');
  const port = config.port?.value ?? (config.port ? `(${config.port.name})` : '');
  const tls = config.tls.value === undefined ? 'encryption not known' : TLS[config.tls.value];
  return `${host}${port === '' ? '' : `:${port}`}, ${tls}`;
}

/** The level at which a Postfix client protects its connections; empty for everything else. */
export const postfixLevel = ({ postfix }: MailConfig): string =>
  postfix?.effective('smtp_tls_security_level').value?.toLowerCase() ?? '';

/** How the program checks certificates; `full`, where nobody knows, so that a test of the connection tells all. */
export function verificationInUse(config: MailConfig): Verification {
  const { verify, tls } = config;
  // A login that refuses plaintext makes TLS compulsory at this level, and the certificate is still not looked at.
  return verify?.value ?? (tls.value && postfixLevel(config) === 'may' ? 'none' : 'full');
}
