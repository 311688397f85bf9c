/** One transport in one world as the model's configuration. */

import { removeItem } from '../../javascript/edit';
import type { Evaluator } from '../../javascript/evaluator';
import { expressionOf, parentOf, placeOf, textOf } from '../../javascript/syntax';
import { type External, type ObjectValue, truthinessOf, type Value } from '../../javascript/values';
import type { MailConfig, Observation, Proposal, Setting, Verification } from '../../model';
import { inside } from '../pick';
import { frameOf, type Given, type Reader, type Site, type World } from '../site';
import { textsForBooleans } from './booleans';
import { authOf } from './login';
import { inDefaults, observe } from './observe';
import { isUnset, type Option, type Options, optionIn, optionsOf, settingFor } from './options';
import { environmentVerification, processVerification } from './process-switch';
import { ciphersOf, clientOf, hostOf, portOf, servernameOf, tlsOf, verifyOf, versionsOf } from './transport';
import { isTransporter } from './transporter';
import type { Version } from './version';
import { write } from './write';

/** Transports that open no SMTP connection by themselves. */
const OTHER_TRANSPORTS = ['jsonTransport', 'streamTransport', 'sendmail', 'SES', 'send', 'mailer'];

function isOtherTransport(object: ObjectValue): boolean {
  return OTHER_TRANSPORTS.some((name) => {
    const option = object.members.some((member) => member !== 'unknown' && member.key === name)
      ? optionIn(object, name)
      : undefined;
    return option !== undefined && truthinessOf(option.value) !== false;
  });
}

/** `'Shop <shop@example.org>'`, or `{ name, address }`. */
function senderOf(sender: Value | undefined): Setting<string> | undefined {
  const value = inside(sender, 'address')?.options ?? sender;
  if (value?.kind !== 'known' && value?.kind !== 'unknown') return undefined;
  return settingFor({ name: 'from', value, from: 'object' }, (text) => (typeof text === 'string' ? text : undefined));
}

/** Undefined for what opens no SMTP connection of its own, and for settings of which nothing is known. */
export const readOptions: Reader = (site, given, world) => {
  const { options: value, sender, beside } = given;
  if (isTransporter(value)) return silentConfig(site, [inTransport(site, given, value)]);
  if (value.kind === 'object' && isOtherTransport(value)) return undefined;
  const { version, project } = world;
  // From here on each key is looked at many times, and the options that there may be, too.
  world.evaluator.budget.spend(100 + (value.kind === 'object' ? 10 * value.members.length : 0));
  const options = optionsOf(value, version);
  if (!options || isBlank(value, options)) {
    const told = [...oldCall(site, version), ...(beside?.kind === 'object' ? inDefaults(beside) : [])];
    return told.length > 0 || site.oldForm ? silentConfig(site, told) : undefined;
  }
  if (options.url?.url.broken) return silentConfig(site, observe(options, site, version));
  const port = portOf(options, site);
  if (port.origin.kind === 'literal') tellStage(options.get('secure'), world.evaluator);
  const booleans = textsForBooleans(options);
  const tls = tlsOf(options, site, port, version);
  const isMistaken =
    booleans.some(({ observation, isRead }) => isRead && observation.at.name === 'secure') &&
    !isOffAnyway(options.get('secure'), port);
  const config: MailConfig = {
    ...frame(site),
    host: hostOf(options, site),
    port,
    // One mistake is reported once: a mode that follows from it would be fixed in the wrong place.
    tls: isMistaken ? { ...tls, value: undefined } : tls,
    verify: verificationOf(options, site, world),
    versions: versionsOf(options),
    ciphers: ciphersOf(options),
    servername: servernameOf(options),
    auth: authOf(options, site),
    sender: senderOf(sender),
    client: clientOf(options),
    reading: options.object?.members.includes('unknown') || options.uncertain ? 'part' : 'whole',
    settings: [],
    observations: [
      ...misnamed(site),
      ...inMisnamedFile(site),
      ...oldCall(site, version),
      ...observe(options, site, version, beside),
      ...booleans.map(({ observation }) => observation),
    ],
    write: (change) => write({ options, config: whole, project }, change),
  };
  const whole: MailConfig = { ...config, settings: settingsOf(config) };
  return whole;
};

function inTransport({ node }: Site, { holder }: Given, made: External): Observation {
  const call = expressionOf(node);
  const argument = call.kind === 'call' ? call.args[0]?.value : undefined;
  return { kind: 'transport-in-transport', at: placeOf(holder ?? argument ?? node), made: placeOf(made.node) };
}

/** `nodemailer.createTransporter(…)`. */
function misnamed({ anchor, meant }: Site): Observation[] {
  if (meant === undefined) return [];
  const place = placeOf(anchor);
  const name = textOf(anchor);
  const around = parentOf(anchor);
  const isMember = around !== undefined && expressionOf(around).kind === 'member';
  const at: Setting<unknown> = {
    value: undefined,
    raw: name,
    at: place,
    name,
    origin: { kind: 'opaque' },
    editable: isMember ? { replace: () => undefined, rename: (wanted) => ({ ...place, text: wanted }) } : undefined,
  };
  return [{ kind: 'unknown-key', at, fact: { code: 'no-such-function', nearest: meant } }];
}

/** Told at the key that holds the settings. */
function inMisnamedFile({ anchor, misnamed: file }: Site): Observation[] {
  if (!file) return [];
  const name = textOf(anchor);
  const at: Setting<unknown> = { value: undefined, raw: name, at: placeOf(anchor), name, origin: { kind: 'opaque' } };
  return [{ kind: 'ignored', at, fact: { code: 'other-file', ...file } }];
}

/**
 * `secure: process.env.NODE_ENV === 'production'` is sure to be both, and one of the two does not suit a port that is
 * always the same; a port out of the environment may be another one in production.
 */
function tellStage(option: Option | undefined, { facts }: Evaluator): void {
  const { value } = option ?? {};
  if (value?.kind === 'unknown' && /^env:NODE_ENV === /.test(value.key ?? ''))
    facts.decide(value.key ?? '', value.source.raw);
}

/** `process.env.PORT === 465` is false for the text and, as the port is another one, would be so for the number. */
function isOffAnyway(secure: Option | undefined, { value: port, origin }: Setting<number>): boolean {
  const { value } = secure ?? {};
  if (value?.kind !== 'known' || value.value !== false || value.trail?.how !== 'never') return false;
  const { against, variable } = value.trail;
  const isOfPort = (origin.kind === 'variable' || origin.kind === 'fallback') && origin.name === variable;
  return isOfPort && typeof against === 'number' && port !== undefined && port !== against;
}

/** An object of which not one key is known tells nothing. */
const isBlank = (value: Value, options: Options) =>
  value.kind === 'object' &&
  !options.url &&
  value.members.length > 0 &&
  value.members.every((member) => member === 'unknown');

function verificationOf(options: Options, site: Site, { tree, evaluator }: World): Setting<Verification> | undefined {
  const own = verifyOf(options, evaluator);
  if (own && (own.value !== undefined || !isUnset(options.tls('rejectUnauthorized')))) return own;
  return processVerification(tree, evaluator) ?? environmentVerification(evaluator, site.anchor) ?? own;
}

const frame = (site: Site) => ({
  ...frameOf(site),
  expressible: ['off', 'opportunistic', 'starttls', 'implicit'] as const,
});

const settingsOf = ({ host, port, tls, verify, versions, ciphers, servername, auth }: MailConfig): Setting<unknown>[] =>
  [host, port, tls, verify, versions, ciphers, servername, auth?.user, auth?.password].filter(
    (setting) => setting !== undefined && setting.origin.kind !== 'default',
  ) as Setting<unknown>[];

/** A configuration of which nothing can be said but its observations. */
function silentConfig(site: Site, observations: readonly Observation[]): MailConfig {
  const unknown = {
    value: undefined,
    raw: '',
    at: placeOf(site.anchor),
    name: '',
    origin: { kind: 'opaque' as const },
  };
  return { ...frame(site), tls: unknown, reading: 'part', settings: [], observations, write: () => undefined };
}

/** `createTransport('SMTP', {…})` throws since nodemailer 3; the options that are meant stand behind it. */
function oldCall({ oldForm }: Site, version: Version): Observation[] {
  if (!oldForm || version.takesTransportName) return [];
  const at: Setting<unknown> = {
    value: undefined,
    raw: textOf(oldForm),
    at: placeOf(oldForm),
    name: `createTransport(${textOf(oldForm)}, …)`,
    origin: { kind: 'literal' },
    editable: { replace: () => undefined, remove: () => removeItem(oldForm) },
  };
  const fix: Proposal = {
    title: 'Give the options first',
    change: { kind: 'remove', settings: [at] },
    suggestion: true,
  };
  return [{ kind: 'deprecated', at, fact: { code: 'old-call' }, fix }];
}
