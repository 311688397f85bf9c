/** nodemailer's `auth`, and the login of a connection URL. */
import type { Known, ObjectValue } from '../../javascript/values';
import type { Auth, Setting, TokenSetting } from '../../model';
import type { Site } from '../site';
import { verdictOn } from './names';
import { isUnset, isUnsetByGuard, type Option, type Options, optionIn, partValue, settingFor } from './options';

const asText = (value: Known['value']) => (value === null || value === undefined ? undefined : String(value));

/** A key of `auth`; undefined and null count as missing, an empty text as written. */
function credential(option: Option | undefined, name: string): Setting<string> | undefined {
  if (!option || isMissing(option)) return undefined;
  return { ...settingFor(option, asText), name };
}

const isMissing = (option: Option) =>
  option.value.kind === 'known' && (option.value.value === undefined || option.value.value === null);

const isFilled = (object: ObjectValue, name: string): boolean => {
  const option = optionIn(object, name);
  return option !== undefined && (isUnsetByGuard(option) || !(option.value.kind === 'known' && !option.value.value));
};

/** What a complete set of OAuth2 options lacks, in nodemailer's words. */
function missingForOAuth2(auth: ObjectValue): string[] {
  const has = (name: string) => isFilled(auth, name);
  const missing = has('user') || has('service') ? [] : ['user'];
  if (has('provisionCallback') || has('accessToken')) return missing;
  if (has('serviceClient')) return [...missing, ...(has('privateKey') ? [] : ['privateKey'])];
  if (has('privateKey')) return [...missing, 'serviceClient'];
  return [...missing, ...['clientId', 'clientSecret', 'refreshToken'].filter((name) => !has(name))];
}

/** With these, besides the public names of user and client, anybody gets in. */
const OAUTH2_SECRETS = ['clientSecret', 'refreshToken', 'accessToken', 'privateKey'];

export function authOf(options: Options, site: Site): Auth | undefined {
  const elsewhere = site.loginElsewhere || !isUnset(options.get('customAuth')) ? { elsewhere: true } : {};
  const none: Auth | undefined = site.loginElsewhere ? { method: 'password', ...elsewhere } : undefined;
  const { url } = options;
  if (url?.url.user || url?.url.password) return urlLogin(options, elsewhere);
  const option = options.get('auth');
  if (!option) return none;
  const { value } = option;
  // Anything but an object with keys sends without logging in.
  if (value.kind === 'known') return none;
  if (value.kind !== 'object') return { method: 'password', elsewhere: true };
  return value.members.length === 0 ? none : objectLogin(value, elsewhere);
}

const oauth2Secrets = (auth: ObjectValue): Setting<string>[] =>
  OAUTH2_SECRETS.map((name) => credential(optionIn(auth, name), name)).filter((setting) => setting !== undefined);

const TOKEN_SETTINGS: readonly TokenSetting[] = [
  'accessUrl',
  'clientId',
  'clientSecret',
  'refreshToken',
  'accessToken',
];

const tokensOf = (auth: ObjectValue): Auth['tokens'] =>
  Object.fromEntries(
    TOKEN_SETTINGS.flatMap((name) => {
      const setting = credential(optionIn(auth, name), name);
      return setting ? [[name, setting]] : [];
    }),
  );

function objectLogin(auth: ObjectValue, elsewhere: { elsewhere?: boolean }): Auth {
  // A misspelt key holds what is missing, and is told by itself.
  const isMeant = auth.members.some(
    (member) => member !== 'unknown' && verdictOn(member.key, 'auth')?.kind === 'meant',
  );
  const [type, givenUser, givenPassword] = ['type', 'user', 'pass'].map((name) => optionIn(auth, name));
  const isGuarded = [givenUser, givenPassword].some((option) => option && isUnsetByGuard(option));
  const isOpen = isMeant || isGuarded || auth.members.includes('unknown') ? { elsewhere: true } : elsewhere;
  const user = credential(givenUser, 'user');
  if (type && type.value.kind !== 'known') return { method: 'password', user, elsewhere: true };
  const password = credential(givenPassword, 'pass');
  const isTyped = type?.value.kind === 'known' && String(type.value.value).toUpperCase() === 'OAUTH2';
  if (!isTyped && (password || !OAUTH2_SECRETS.some((name) => isFilled(auth, name))))
    return { method: 'password', user, password, insists: true, ...isOpen };
  const missing = [...(isTyped ? [] : ["type: 'OAuth2'"]), ...missingForOAuth2(auth)];
  return { method: 'oauth2', user, missing, secrets: oauth2Secrets(auth), tokens: tokensOf(auth), ...isOpen };
}

function urlLogin({ url }: Options, elsewhere: { elsewhere?: boolean }): Auth | undefined {
  if (!url) return undefined;
  const { user, password } = url.url;
  const setting = (part: typeof user, name: string) =>
    part && settingFor({ name, value: partValue(url, part), from: 'url' }, asText);
  return { method: 'password', user: setting(user, 'user'), password: setting(password, 'pass'), ...elsewhere };
}
