/** What a configuration really means, in words for a person. */
import { code, type Markdown, md, paragraphs, plainText } from '../show/markdown';
import type { Shown } from '../show/shown';
import type { MailConfig, Place, Setting, TlsMode, Verification } from './model';
import { showingFor } from './showing';
import { modeInWords } from './words';

const GLOSSES: Readonly<Partial<Record<TlsMode, string>>> = {
  implicit: 'from the first byte',
  opportunistic: 'not enforced',
};

function glossed(mode: TlsMode): string {
  const gloss = GLOSSES[mode];
  return gloss ? `${modeInWords(mode)} (${gloss})` : modeInWords(mode);
}

const CHECKS: Readonly<Record<Verification, string>> = {
  full: 'verified',
  'chain-only': 'verified, but not the host name',
  none: 'not verified',
};

const within = (place: Place, uri: string, offset: number) =>
  place.uri === uri && place.span.start <= offset && offset <= place.span.end;

const samePlace = (a: Place, b: Place) => a.uri === b.uri && a.span.start === b.span.start && a.span.end === b.span.end;

/** The value of a setting, its key or what reads the variable, whichever an offset lies in: they may stand in three files. */
export const placeAt = ({ at, key, origin: from }: Setting<unknown>, uri: string, offset: number): Place | undefined =>
  [at, key, 'read' in from ? from.read : undefined].find((place) => place && within(place, uri, offset));

/** The setting that an offset lies in, by value or key; undefined where there is none. */
export function settingAt(config: MailConfig, uri: string, offset: number): Setting<unknown> | undefined {
  return config.settings.find((setting) => setting.origin.kind !== 'default' && placeAt(setting, uri, offset));
}

/** The setting whose value is written or read within a span: what an option is given, whatever that is made of. */
export const settingWithin = (config: MailConfig, { uri, span }: Place): Setting<unknown> | undefined =>
  config.settings.find(
    ({ at, origin: from }) =>
      from.kind !== 'default' &&
      [at, 'read' in from ? from.read : undefined].some(
        (place) => place?.uri === uri && span.start <= place.span.start && place.span.end <= span.end,
      ),
  );

function origin({ origin: from }: Setting<unknown>, show: Show): Markdown {
  switch (from.kind) {
    case 'default':
      return md` (not set; this is the default)`;
    case 'variable':
      return md` (from the variable ${code(show(from.name))})`;
    case 'fallback':
      return md` (if ${code(show(from.name))} is not set)`;
    case 'environment':
      return md` (from the variable ${code(show(from.name))}, which no file here defines)`;
    default:
      return md``;
  }
}

type Show = (text: string) => Shown;

/** More letters of a value than anyone reads in a hover. */
const LONGEST = 200;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

interface Meaning {
  readonly label: string;
  readonly value: Markdown;
  readonly setting: Setting<unknown>;
  /** "Encryption: opportunistic STARTTLS (not enforced)" */
  readonly line: Markdown;
}

/** One for each property that a setting decides. */
function meanings(config: MailConfig, show: Show): Meaning[] {
  const { host, port, tls, verify, versions, auth } = config;
  const line = <T>(label: string, setting: Setting<T> | undefined, words: (value: T) => Markdown | string) => {
    if (!setting) return [];
    const value = md`${setting.value === undefined ? 'unknown' : words(setting.value)}`;
    return [{ label, value, setting, line: md`${label}: ${value}${origin(setting, show)}` }];
  };
  return [
    line('Server', host, (value) => code(cut(show(value)))),
    line('Port', port, (value) => (Number.isNaN(value) ? 'not a number' : String(value))),
    line('Encryption', tls, glossed),
    line('Certificate', verify, (value) => CHECKS[value]),
    line('TLS versions', versions, (value) => value.join(', ') || 'none'),
    line('User name', auth?.user, (value) => (value ? 'set' : 'empty')),
    line('Password', auth?.password, (value) => (value ? 'set' : 'empty')),
  ].flat();
}

/** What a configuration comes to, one fact a property. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly setting: Setting<unknown>;
}

export const factsOf = (config: MailConfig): Fact[] =>
  meanings(config, showingFor([config]).show).map(({ label, value, setting }) => ({
    label,
    value: plainText(value),
    setting,
  }));

/**
 * What the setting at a place decides, and then the whole connection; undefined where it decides nothing. `written` says in
 * words where a place is, for a setting that is asked about elsewhere.
 */
export function explain(
  config: MailConfig,
  setting: Setting<unknown>,
  written?: (place: Place) => string,
): Markdown | undefined {
  const { show } = showingFor([config]);
  const all = meanings(config, show);
  const here = all.filter((meaning) => samePlace(meaning.setting.at, setting.at));
  if (here.length === 0) return undefined;
  const where = config.world ? ` (${config.world})` : '';
  return paragraphs([
    ...here.map(({ line }) => md`**${line}**`),
    written ? md`Set in ${code(show(written(setting.at)))}` : md``,
    md`*${cut(show(config.label + where))}*`,
    ...all.filter((meaning) => !here.includes(meaning)).map(({ line }) => md`- ${line}`),
  ]);
}

const loginInWords = ({ auth }: MailConfig): string => {
  if (!auth) return 'none';
  if (auth.method === 'oauth2') return 'OAuth2';
  const given = [auth.user && 'user name', auth.password && 'password'].filter(Boolean).join(' and ');
  return given || (auth.elsewhere ? 'not in these settings' : 'none');
};

/** The whole connection, where its head is pointed at: in four lines, and one for what is wrong with the certificate. */
export function explainWhole(config: MailConfig): Markdown {
  const { show } = showingFor([config]);
  const lines = meanings(config, show).filter(({ label }) => !/^(?:User name|Password|TLS versions)$/.test(label));
  const where = config.world ? ` (${config.world})` : '';
  return paragraphs([
    md`**${cut(show(config.label + where))}**`,
    ...lines.map(({ line }) => md`- ${line}`),
    md`- Login: ${loginInWords(config)}`,
  ]);
}

/** True where an offset lies in the head of a configuration. */
export const isAtHead = ({ anchor }: MailConfig, uri: string, offset: number): boolean => within(anchor, uri, offset);

/** The connection in one line: `smtp.example.com:587, opportunistic STARTTLS (not enforced)`. */
export function summary(config: MailConfig): Shown {
  const host = config.host?.value ?? (config.host ? `(${config.host.name})` : 'host not set');
  const port = config.port?.value ?? (config.port ? `(${config.port.name})` : '');
  const tls = config.tls.value === undefined ? 'encryption unknown' : glossed(config.tls.value);
  return showingFor([config]).show(`${host}${port === '' ? '' : `:${port}`}, ${tls}`);
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
