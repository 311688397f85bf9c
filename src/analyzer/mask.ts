/**
 * Takes secrets out of texts. What is known to be one is taken out wherever it stands. What looks like one is, too: the
 * login in a URL, however it is written, and a random word in a value of unknown meaning. A name alone is no secret.
 */
import { isPlaceholder } from './secrets';

export const HIDDEN = '***';

/** Below this length a secret cannot be told from a part of an ordinary word. */
const SHORTEST = 4;

/** Longer values are no settings; only their beginning is looked at. In UTF-16 code units. */
const LONGEST = 20_000;

/** What parts the words of a text; a password in a URL may hold everything else. */
const WORDS = /[^\s"'`<>]+/g;

/** `smtps://`, also mistyped as `smtps:/` and `smtps//`; a table of Postfix with a login in its name is like a scheme. */
const SCHEME = /^[\w+.-]*?:?\/\/+|^(?:smtps?|submissions?|https?|ssl|tls|direct|static):\/*/i;

/** Colons that end no user name: of a drive of Windows, a table of Postfix, a kind of address. */
const NO_USER = /^(?:[a-z]:[\\/]|(?:inline|mailto|xmpp|sips?|acct):)/i;

/** Commands in a list of OpenSSL's ciphers, which is parted by colons (openssl-ciphers(1)). */
const CIPHERS = /:@(?:STRENGTH|SECLEVEL)/;

/** A port, and what may follow it in a URL or in a sentence. */
const PORT = /^\d{0,5}(?:[:/?#,;.)\]]|$)/;

/** A name that a tool replaces by a secret is none itself. */
const REFERENCE = /^(?:\$\{[\w.]+\}?|\$[A-Z_][A-Z\d_]*|\{\{[^}"']*\}\})$/;

interface UserInfo {
  /** Of user and password together, from 0, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly password: string;
}

/** What stands before the host in a URL: up to the last `@`, as a password may hold one itself. */
function userInfoIn(word: string): UserInfo | undefined {
  if (NO_USER.test(word)) return undefined;
  const start = SCHEME.exec(word)?.[0].length ?? 0;
  const at = CIPHERS.test(word) ? -1 : word.lastIndexOf('@');
  const colon = word.indexOf(':', start);
  if (colon < 0 || (at >= 0 && at < colon)) return undefined;
  // Half typed, where the host is still to come.
  const end = at >= 0 ? at : word.slice(0, start).endsWith('//') && word[start] !== '[' ? word.length : colon;
  const password = word.slice(colon + 1, end);
  const isHost = at < 0 || /\.|^localhost$/.test(word.slice(start, colon));
  const isExpression = at < 0 && /^(?:\$?\{|%\()/.test(password);
  const isPort = isHost && PORT.test(password);
  return end <= colon + 1 || isExpression || isPort || REFERENCE.test(password) ? undefined : { start, end, password };
}

/** `?token=...&password=...`, also with semicolons. */
const PARAMETERS = /([?&;])([\w.-]+)=([^&;#\s"'`<>]+)/g;

const SECRET_NAME = /pass|pwd|token|secret|api[_-]?key|credential|signature|^(?:key|sig|auth|code)$/i;

const isSecret = (name: string, value: string) => SECRET_NAME.test(name) && !REFERENCE.test(value);

function withoutPasswords(word: string): string {
  const found = userInfoIn(word);
  const rest = found ? word.slice(0, found.start) + HIDDEN + word.slice(found.end) : word;
  return rest.replace(PARAMETERS, (whole, before: string, name: string, value: string) =>
    isSecret(name, value) ? `${before}${name}=${HIDDEN}` : whole,
  );
}

/** Percent-decoded, as far as that is possible. */
const decoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** The least that a URL with a secret has; most texts are none. */
const mayHoldUrl = (text: string): boolean => /[:=%]/.test(text);

function maskWord(word: string): string {
  if (!mayHoldUrl(word)) return word;
  const masked = withoutPasswords(word);
  const plain = decoded(masked);
  const hidden = withoutPasswords(plain);
  return hidden === plain ? masked : hidden;
}

/** A text without the passwords and tokens of its URLs; enough for texts that belong to no configuration. */
export const maskUrls = (text: string): string => text.replace(WORDS, maskWord);

/** `user:pass word@host`: a blank parts the words, so that only a value can be read that is all of it. */
const WHOLE = /^(?:[\w+.-]*:\/\/.*@|[^\s:@/\\]+:[^/\\].*@[\w.-]+(?::\d+)?\/?$)/s;

/** Passwords and tokens of URLs in a value, whole and in the parts that a reader may take for host and port. */
export function passwordsIn(value: string): string[] {
  if (!mayHoldUrl(value)) return [];
  const text = value
    .slice(0, LONGEST)
    .trim()
    .replace(/^["'`]|["'`]$/g, '');
  const words = [...(WHOLE.test(text) ? [text] : []), ...(text.match(WORDS) ?? [])];
  return words
    .flatMap((word) => [word, decoded(word)])
    .flatMap((word) => {
      const password = userInfoIn(word)?.password ?? '';
      const parameters = [...word.matchAll(PARAMETERS)].filter(([, , name, value]) => isSecret(name!, value!));
      return [password, ...parameters.map((match) => match[3]!)];
    })
    .flatMap((password) => [password, ...password.split(/[/?#@:\s]+/)]);
}

const SHORTEST_TOKEN = 12;

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;

/** Digits between letters, capital ones among them: `Zk7wQx2Lm9vB`. */
const MIXED = /^(?=.*[A-Z]).*[A-Za-z]\d+[A-Za-z]/;

function isRandom(word: string): boolean {
  if (word.length < SHORTEST_TOKEN) return false;
  // `9f86d081884c7d659a2f`, which no host and no name is like.
  const changes = () => (word.match(/[a-z](?=\d)|\d(?=[a-z])/g) ?? []).length;
  return MIXED.test(word) || (/^[\da-z]{20,}$/.test(word) && changes() >= 4);
}

/** The least that such a word is; most texts hold none. */
const LONG_WORD = /[\w+/=~!$%^*-]{12}/;

/** Words that look made by a machine: keys, tokens, generated passwords. */
export function tokensIn(value: string): string[] {
  if (!LONG_WORD.test(value)) return [];
  const text = value.slice(0, LONGEST);
  // A path has folders; within anything else a slash may be a letter of Base64.
  const words = (text.match(/[\w+/=~!$%^*-]+/g) ?? []).flatMap((word) =>
    word.startsWith('/') ? word.split('/') : [word],
  );
  return [...(text.match(UUID) ?? []), ...words.filter(isRandom)];
}

/** The part of a Base64 text that stays the same whatever follows the secret. */
function base64(secret: string): string {
  const bytes = new TextEncoder().encode(secret);
  return btoa(String.fromCharCode(...bytes)).slice(0, Math.floor((bytes.length * 8) / 6));
}

/**
 * How a secret may be written: as it is, for a URL, in quotes of JavaScript or JSON, in Base64 as Kubernetes has it, and
 * in lower case as part of a host.
 */
export function formsOf(secret: string): string[] {
  const plain = decoded(secret);
  const url = encodeURIComponent(plain.replace(/\p{Cs}/gu, ''));
  const quoted = JSON.stringify(secret).slice(1, -1);
  const forms = [secret, plain, url, url.replaceAll('%20', '+'), quoted, base64(secret.slice(0, LONGEST))];
  return [...forms, ...forms.map((form) => form.toLowerCase())];
}

/** A setting's value without the passwords and tokens of its URLs, also where a blank stands in one. */
export const maskValue = (value: string): string =>
  maskWith(passwordsIn(value))(WHOLE.test(value) ? withoutPasswords(value) : value);

/** Finds where some texts stand in others, in one pass however many there are. */
function finderOf(texts: readonly string[]): (text: string) => readonly { start: number; end: number }[] {
  const byStart = new Map<string, string[]>();
  for (const text of texts) {
    const start = text.slice(0, SHORTEST);
    const same = byStart.get(start);
    if (same) same.push(text);
    else byStart.set(start, [text]);
  }
  return (text) => {
    const found: { start: number; end: number }[] = [];
    if (texts.length === 0) return found;
    for (let start = 0; start + SHORTEST <= text.length; start++) {
      for (const one of byStart.get(text.slice(start, start + SHORTEST)) ?? []) {
        if (!text.startsWith(one, start)) continue;
        const end = start + one.length;
        const last = found.at(-1);
        if (last && start < last.end) last.end = Math.max(last.end, end);
        else found.push({ start, end });
      }
    }
    return found;
  };
}

/** Takes these secrets out of texts, and those that URLs hold. Placeholders are words of everybody, and stay. */
export function maskWith(secrets: Iterable<string>): (text: string) => string {
  const real = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST && !isPlaceholder(secret));
  const find = finderOf([...new Set(real.flatMap(formsOf))].filter((form) => form.length >= SHORTEST));
  const withoutSecrets = (text: string) => {
    let rest = '';
    let done = 0;
    for (const { start, end } of find(text)) {
      rest += text.slice(done, start) + HIDDEN;
      done = end;
    }
    return rest + text.slice(done);
  };
  return (text) => maskUrls(withoutSecrets(text));
}
