/** One transport in one world as the model's configuration. */

import type { JavaScriptTree } from '../../formats/javascript';
import { removeItem } from '../../javascript/edit';
import type { Evaluator } from '../../javascript/evaluate';
import { expressionOf, parentOf, placeOf, textOf } from '../../javascript/syntax';
import { type ObjectValue, truthinessOf, type Value } from '../../javascript/values';
import type { MailConfig, Observation, Project, Proposal, Setting, Verification } from '../../model';
import { emailjsConfig } from '../emailjs';
import { inside } from '../pick';
import type { Given, Site } from '../site';
import { textsForBooleans } from './booleans';
import { authOf } from './login';
import { observe } from './observe';
import { isUnset, type Option, type Options, optionIn, optionsOf, settingFor } from './options';
import { environmentVerification, processVerification } from './process-switch';
import { ciphersOf, hostOf, portOf, servernameOf, tlsOf, verifyOf, versionsOf } from './transport';
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

/** What a run of the evaluator works with. */
export interface World {
  readonly tree: JavaScriptTree;
  readonly evaluator: Evaluator;
  readonly version: Version;
  readonly project: Project;
}

/** The SMTP transports that a site makes in one world; those of which nothing is known are left out. */
export function configsOf(site: Site, world: World): MailConfig[] {
  if (!world.evaluator.assumeReached(site.node)) return [];
  if (site.oldForm) return [oldConfig(site, world)];
  return site.given(world.evaluator).flatMap((given) => configOf(site, given, world) ?? []);
}

/** `'Shop <shop@example.org>'`, or `{ name, address }`. */
function senderOf(sender: Value | undefined): Setting<string> | undefined {
  const value = inside(sender, 'address')?.options ?? sender;
  if (value?.kind !== 'known' && value?.kind !== 'unknown') return undefined;
  return settingFor({ name: 'from', value, from: 'object' }, (text) => (typeof text === 'string' ? text : undefined));
}

function configOf(site: Site, { options: value, holder, sender }: Given, world: World): MailConfig | undefined {
  if (value.kind === 'object' && isOtherTransport(value)) return undefined;
  const own: Site = holder ? { ...site, node: value.kind === 'object' ? value.node : holder, anchor: holder } : site;
  if (site.reader === 'emailjs') return value.kind === 'object' ? emailjsConfig(own, value, frame(own)) : undefined;
  const { version, project } = world;
  // From here on each key is looked at many times, and the options that there may be, too.
  world.evaluator.budget.spend(100 + (value.kind === 'object' ? 10 * value.members.length : 0));
  const options = optionsOf(value, version);
  if (!options || isBlank(value, options)) return undefined;
  if (options.url?.url.broken) return silentConfig(own, observe(options, own, version));
  const port = portOf(options, own);
  if (port.origin.kind === 'literal') tellStage(options.get('secure'), world.evaluator);
  const booleans = textsForBooleans(options);
  const tls = tlsOf(options, own, port, version);
  const isMistaken = booleans.some(({ observation, isRead }) => isRead && observation.at.name === 'secure');
  const config: MailConfig = {
    ...frame(own),
    host: hostOf(options, own),
    port,
    // One mistake is told once: a mode that follows from it would be mended in the wrong place.
    tls: isMistaken ? { ...tls, value: undefined } : tls,
    verify: verificationOf(options, own, world),
    versions: versionsOf(options),
    ciphers: ciphersOf(options),
    servername: servernameOf(options),
    auth: authOf(options, own),
    sender: senderOf(sender),
    complete: !(options.object?.members.includes('unknown') ?? false) && !options.uncertain,
    settings: [],
    observations: [
      ...misnamed(site),
      ...observe(options, own, version),
      ...booleans.map(({ observation }) => observation),
    ],
    write: (change) => write({ options, config: complete, project }, change),
  };
  const complete: MailConfig = { ...config, settings: settingsOf(config) };
  return complete;
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
  const effect = `nodemailer has no function \`${name}\`: the call throws "is not a function".`;
  return [{ kind: 'unknown-key', at, nearest: meant, effect }];
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

type Frame = Pick<MailConfig, 'dialect' | 'label' | 'role' | 'extent' | 'anchor' | 'expressible' | 'secretsBelong'>;

const frame = (site: Site): Frame => ({
  dialect: 'nodemailer',
  label: site.label,
  role: 'submission',
  extent: placeOf(site.node),
  anchor: placeOf(site.anchor),
  expressible: ['off', 'opportunistic', 'starttls', 'implicit'],
  secretsBelong: false,
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
  return { ...frame(site), tls: unknown, complete: false, settings: [], observations, write: () => undefined };
}

/** `createTransport('SMTP', {…})` throws since nodemailer 3: of its options only the login is judged. */
function oldConfig(site: Site, { evaluator, version, project }: World): MailConfig {
  const node = site.oldForm ?? site.node;
  const at: Setting<unknown> = {
    value: undefined,
    raw: textOf(node),
    at: placeOf(node),
    name: `createTransport(${textOf(node)}, …)`,
    origin: { kind: 'literal' },
    editable: { replace: () => undefined, remove: () => removeItem(node) },
  };
  const fix: Proposal = {
    title: 'Give the options first',
    change: { kind: 'remove', settings: [at] },
    suggestion: true,
  };
  const because =
    'this form ended with nodemailer 0.7, and since 3.0 it throws. Give the options as the first argument.';
  const silent = silentConfig(site, [{ kind: 'deprecated', at, because, fix }]);
  const [given] = site.given(evaluator);
  const options = given && optionsOf(given.options, version);
  if (!options) return silent;
  const config: MailConfig = { ...silent, host: hostOf(options, site), auth: authOf(options, site) };
  return { ...config, write: (change) => write({ options, config, project }, change) };
}
