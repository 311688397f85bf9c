/** emailjs (and winston-mail, which is built on it): options like nodemailer's, with other meanings. */
import { placeOf } from '../javascript/syntax';
import { type Known, type ObjectValue, truthinessOf } from '../javascript/values';
import type { Auth, Change, Edit, MailConfig, Setting, TlsMode } from '../model';
import type { MailLibrary } from './library';
import { isUnset, isUnsetByGuard, type Option, optionIn, readPlace, settingFor } from './nodemailer/options';
import { setOption } from './nodemailer/write';
import { asOptions } from './pick';
import { frameOf, type Reader, type Site } from './site';

const asText = (value: Known['value']) => (value === undefined || value === null ? undefined : String(value));

/** `true` or an object; text counts for the default port only and encrypts nothing (emailjs 5.0.3). Undefined: unknown. */
function isOn(option: Option | undefined): boolean | undefined {
  if (!option || isUnset(option)) return false;
  const { value } = option;
  if (value.kind === 'known') return value.value === true;
  return value.kind === 'object' ? true : truthinessOf(value) === false ? false : undefined;
}

/** Undefined for options of which nothing is known. */
export const readEmailjs: Reader = (site, { options }) =>
  options.kind === 'object' ? configOf(site, options) : undefined;

function configOf(site: Site, object: ObjectValue): MailConfig {
  const get = (name: string) => optionIn(object, name);
  const tls = tlsOf(site, get('ssl'), get('tls'), get('host'));
  const host = get('host');
  const hostAt = host ? readPlace(host) : placeOf(site.anchor);
  const port = get('port');
  const settings = { host: host && settingFor(host, asText), port: portOf(port, tls, hostAt), tls };
  const auth = authOf(get('user'), get('password'));
  return {
    ...frameOf(site),
    host: settings.host ?? { value: 'localhost', raw: '', at: hostAt, name: 'host', origin: { kind: 'default' } },
    port: settings.port,
    tls,
    // Its STARTTLS takes any certificate, even where a CA is given.
    verify: tls.value === 'starttls' ? { ...tls, value: 'none', origin: { kind: 'default' } } : undefined,
    auth,
    expressible: ['off', 'starttls', 'implicit'],
    reading: object.members.includes('unknown') ? 'part' : 'whole',
    settings: [settings.host, settings.port, tls, auth?.user, auth?.password].filter(
      (setting) => setting !== undefined && setting.origin.kind !== 'default',
    ) as Setting<unknown>[],
    observations: [],
    write: (change) => write(object, change),
  };
}

function tlsOf(
  site: Site,
  ssl: Option | undefined,
  tls: Option | undefined,
  host: Option | undefined,
): Setting<TlsMode> {
  const implicit = isOn(ssl);
  const upgrade = isOn(tls);
  if (ssl && implicit !== false) return settingFor<TlsMode>(ssl, () => (implicit ? 'implicit' : undefined));
  if (tls && upgrade !== false) {
    const setting = settingFor<TlsMode>(tls, () => undefined);
    return { ...setting, value: upgrade ? 'starttls' : undefined };
  }
  const at = host ? readPlace(host) : placeOf(site.anchor);
  return { value: 'off', raw: '', at, name: 'ssl', origin: { kind: 'default' } };
}

function portOf(port: Option | undefined, tls: Setting<TlsMode>, at: Setting<number>['at']): Setting<number> {
  if (port && !isUnset(port)) return settingFor(port, Number);
  const value =
    tls.value === undefined ? undefined : tls.value === 'implicit' ? 465 : tls.value === 'starttls' ? 587 : 25;
  return { value, raw: '', at, name: 'port', origin: { kind: 'default' } };
}

function authOf(user: Option | undefined, password: Option | undefined): Auth | undefined {
  const filled = (option: Option | undefined) =>
    option && !(option.value.kind === 'known' && !option.value.value) ? settingFor(option, asText) : undefined;
  const given = { user: filled(user), password: filled(password) };
  const isGuarded = [user, password].some((option) => option && isUnsetByGuard(option));
  return given.user || given.password
    ? { method: 'password', ...given, ...(isGuarded ? { elsewhere: true } : {}) }
    : undefined;
}

function write(object: ObjectValue, change: Change): Edit[] | undefined {
  if (change.kind !== 'connection' || change.secret || change.verify || change.minVersion || change.ciphers)
    return undefined;
  const steps: (Edit[] | undefined)[] = [];
  if (change.host !== undefined) steps.push(setOption(object, 'host', change.host, []));
  if (change.port !== undefined) steps.push(setOption(object, 'port', change.port, ['host']));
  if (change.tls === 'implicit') steps.push(setOption(object, 'ssl', true, ['port', 'host']));
  if (change.tls === 'starttls') steps.push(setOption(object, 'tls', true, ['port', 'host']));
  const left = change.tls === 'implicit' ? 'tls' : change.tls === 'starttls' ? 'ssl' : undefined;
  const other = left && optionIn(object, left);
  if (change.tls === 'off' || change.tls === 'opportunistic') return undefined;
  if (other && isOn(other) !== false) steps.push(settingFor(other, (value) => value).editable?.remove?.());
  return steps.every((step) => step !== undefined) ? steps.flatMap((step) => step ?? []) : undefined;
}

export const emailjs: MailLibrary = {
  words: ['emailjs'],
  calls: [
    {
      label: 'emailjs client',
      path: 'SMTPClient',
      modules: /^(?:npm:)?emailjs(?:@[^/]*)?$/,
      read: readEmailjs,
      pick: ([options]) => asOptions(options && { options }),
    },
  ],
};
