/** Spells a change of the connection in nodemailer's options, where they are written and in their style. */
import { insertProperty, literalText } from '../../javascript/edit';
import { expressionOf, hasError, isNamed, type Node } from '../../javascript/syntax';
import { type Member, type ObjectValue, truthinessOf } from '../../javascript/values';
import type { Change, ConnectionChange, Edit, MailConfig, Project, Scalar } from '../../model';
import { removeMember } from './edits';
import { isUnset, type Option, type Options, optionIn, settingFor } from './options';
import { secretEdits } from './password';
import { urlEdits } from './url-edits';

/** What is needed to write: the options, and the configuration that was made of them. */
export interface Written {
  readonly options: Options;
  readonly config: MailConfig;
  readonly project: Project;
}

type Edits = Edit[] | undefined;

/** All of several steps, or nothing. */
function all(...steps: readonly Edits[]): Edits {
  return steps.every((step) => step !== undefined) ? steps.flatMap((step) => step ?? []) : undefined;
}

export function write(written: Written, wanted: Change): Edits {
  if (wanted.kind !== 'connection') return undefined;
  const { options, config, project } = written;
  const steps: Edits[] = [];
  if (wanted.secret) steps.push(secretEdits(options, wanted.secret, config, project));
  const isUrl =
    options.url !== undefined && (options.get('port')?.from !== 'object' || options.get('secure')?.from === 'url');
  if (wanted.host !== undefined || wanted.port !== undefined || wanted.tls !== undefined)
    steps.push(isUrl ? urlEdits(options, wanted) : connectionEdits(options, config, wanted));
  if (wanted.verify) steps.push(verifyEdits(options, config));
  if (wanted.minVersion) steps.push(versionEdits(options));
  if (wanted.ciphers) steps.push(removeFromTls(options, 'ciphers'));
  return all(...steps);
}

/** Inserts an option behind the first of `neighbours` that the literal has, else at its end. */
function insert(object: ObjectValue | undefined, key: string, value: Scalar, neighbours: readonly string[]): Edits {
  const node = object?.node;
  const expression = node && expressionOf(node);
  if (expression?.kind !== 'object' || hasError(node as Node)) return undefined;
  const { properties } = expression;
  const named = (name: string) => properties.find((property) => property.key === name);
  const sibling = neighbours.map(named).find((property) => property !== undefined) ?? properties.at(-1);
  // A spread behind the place could set the option again.
  const spreads = properties.slice(sibling ? properties.indexOf(sibling) + 1 : 0).some(({ kind }) => kind === 'spread');
  const place = spreads ? properties.at(-1) : sibling;
  return insertProperty(node as Node, properties, key, literalText(value, (node as Node).tree), place);
}

/** Sets an option of an object that is written, else inserts it. */
export function setOption(object: ObjectValue, name: string, value: Scalar, neighbours: readonly string[]): Edits {
  return change(object, optionIn(object, name), name, value, neighbours);
}

function change(
  object: ObjectValue | undefined,
  option: Option | undefined,
  name: string,
  value: Scalar,
  neighbours: readonly string[],
): Edits {
  if (!option || (isUnset(option) && !option.member)) return insert(object, name, value, neighbours);
  if (option.from !== 'object') return undefined;
  if (option.value.kind === 'known' && option.value.value === value) return [];
  const edit = settingFor(option, (known) => known).editable?.replace(value);
  return edit && [edit];
}

const set = (options: Options, name: string, value: Scalar, neighbours: readonly string[]): Edits =>
  change(options.object, options.get(name), name, value, neighbours);

function connectionEdits(options: Options, config: MailConfig, change: ConnectionChange): Edits {
  const steps: Edits[] = [];
  if (change.host !== undefined) steps.push(set(options, 'host', change.host, ['service', 'url']));
  if (change.port !== undefined) steps.push(portEdits(options, config, change.port, change.tls));
  if (change.tls === 'implicit') steps.push(implicitEdits(options));
  if (change.tls === 'starttls') steps.push(starttlsEdits(options));
  if (change.tls === 'opportunistic' || change.tls === 'off') return undefined;
  return all(...steps);
}

function portEdits(options: Options, config: MailConfig, port: number, tls: ConnectionChange['tls']): Edits {
  const option = options.get('port');
  if (option?.from === 'service') return option.value.kind === 'known' && option.value.value === port ? [] : undefined;
  const isDefault = (!option || isUnset(option)) && config.port?.value === port;
  if (isDefault && tls !== 'implicit') return [];
  return set(options, 'port', port, ['host', 'service']);
}

const isOn = (option: Option | undefined) => option !== undefined && truthinessOf(option.value) !== false;

/** Takes a switch out that would contradict the new mode. */
function without(options: Options, name: string): Edits {
  const option = options.get(name);
  if (!isOn(option)) return [];
  if (!option?.member || option.from !== 'object') return undefined;
  return removeMember(option.member);
}

function implicitEdits(options: Options): Edits {
  return all(set(options, 'secure', true, ['port', 'host', 'service']), without(options, 'ignoreTLS'));
}

function starttlsEdits(options: Options): Edits {
  const secure = options.get('secure');
  // One that nobody knows may stay: with implicit TLS `requireTLS` asks for nothing.
  const off = secure && truthinessOf(secure.value) === true ? set(options, 'secure', false, ['port', 'host']) : [];
  return all(
    off,
    set(options, 'requireTLS', true, ['secure', 'port', 'host', 'service']),
    without(options, 'ignoreTLS'),
    without(options, 'opportunisticTLS'),
  );
}

function removeFromTls(options: Options, name: string): Edits {
  const option = options.tls(name);
  if (option?.from === 'url' && options.url) return urlEdits(options, { remove: `tls.${name}` });
  const tls = options.object && optionIn(options.object, 'tls');
  return option?.member && removeMember(option.member, outer(tls));
}

/** The `tls` property, where it holds its object in place. */
function outer(tls: Option | undefined): Member | undefined {
  const property = tls?.member?.property;
  return property && isNamed(property.value, 'ObjectExpression') ? tls?.member : undefined;
}

function verifyEdits(options: Options, config: MailConfig): Edits {
  const { verify } = config;
  if (!verify) return undefined;
  for (const name of ['rejectUnauthorized', 'checkServerIdentity']) {
    const option = options.tls(name);
    if (!option || isUnset(option)) continue;
    if (option.value.kind === 'known' && option.value.source.origin.kind === 'variable') {
      const edit = verify.editable?.replace(true);
      return edit && [edit];
    }
    return removeFromTls(options, name);
  }
  return verify.editable?.remove?.();
}

function versionEdits(options: Options): Edits {
  const method = options.tls('secureProtocol');
  const least = options.tls('minVersion');
  const most = options.tls('maxVersion');
  if (method && !isUnset(method)) {
    const setting = settingFor(method, (value) => value);
    const renamed = setting.editable?.rename?.('minVersion');
    const replaced = setting.editable?.replace('TLSv1.2');
    return renamed && replaced && [renamed, replaced];
  }
  const raised = (): Edits => {
    const edit = least && settingFor(least, (value) => value).editable?.replace('TLSv1.2');
    return edit && [edit];
  };
  const isOld = most?.value.kind === 'known' && /^(?:SSLv[23]|TLSv1(?:\.1)?)$/.test(String(most.value.value));
  return all(least && !isUnset(least) ? raised() : [], isOld ? removeFromTls(options, 'maxVersion') : []);
}
