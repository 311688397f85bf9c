/** What is told about the text under the pointer. */
import { isReadBy, RESTRICTIONS } from '../../analyzer/data/postfix-parameters';
import { TABLE_TYPES, valuesOf } from '../../analyzer/data/postfix-words';
import { allDefinitions, type Definition, type Instance } from '../../analyzer/dialects/postfix/instance';
import { nearestParameter } from '../../analyzer/dialects/postfix/names';
import { readProtocols } from '../../analyzer/dialects/postfix/protocols';
import { parseNextHop, portNumber } from '../../analyzer/dialects/postfix/services';
import { isMadeOfText, tablesOf } from '../../analyzer/dialects/postfix/tables';
import type { ServiceEntry } from '../../analyzer/formats/master-cf-tree';
import type { Project, SourceDocument } from '../../analyzer/model';
import { cell, joined, type Markdown, md, paragraphs, trusted } from '../../show/markdown';
import { describeParameter, describeRestriction } from './describe';
import { columnText } from './hover-column';
import { networkText } from './hover-network';
import { olderDefaults } from './level';
import { restrictionClasses, tableOf } from './names';
import { parameterOf } from './parameters';
import type { Hover } from './results';
import { effectiveInCode, inCode, shownWord, withoutSecrets } from './shown';
import { namesIn, type Token, tokenAt } from './token';
import { serviceId, type View, viewOf } from './view';

export function hoverAt(document: SourceDocument, project: Project, offset: number): Hover | undefined {
  const view = viewOf(document, project);
  const token = view && tokenAt(view, offset);
  const told = token ? tell(view, token, project) : [];
  return token && told.length > 0 ? { span: token.span, markdown: paragraphs(told) } : undefined;
}

function tell(view: View, token: Token, project: Project): Markdown[] {
  switch (token.kind) {
    case 'name':
    case 'reference':
      return tellParameter(view, token.name, token.definition);
    case 'column':
      return columnText(view, token.service, token.column);
    case 'word':
      return [...tellWord(view, token), ...tableFile(view, token, project)];
  }
}

function tellParameter(view: View, name: string, from: Definition): Markdown[] {
  const known = describeParameter(name);
  const head = known.length > 0 ? known : [md`**${shownWord(view.instance, name)}**`, ownName(view.instance, name)];
  return [...head, effectiveValues(view, name, from.service)];
}

function ownName(instance: Instance, name: string): Markdown {
  const definitions = allDefinitions(instance);
  if (restrictionClasses(instance).has(name)) return md`A restriction class of this configuration.`;
  const uses = definitions.filter((each) => namesIn(each).some((reference) => reference.name === name)).length;
  if (!definitions.some((each) => each.name === name)) {
    return md`Defined nowhere in these files: it stands for an empty text.`;
  }
  if (uses > 0) return md`A parameter of this configuration, used by ${uses === 1 ? '1 other' : `${uses} others`}.`;
  const table = tableOf(instance, name);
  if (table) return md`A parameter of the lookup table ${inCode(withoutSecrets(instance, name, table))}.`;
  const near = nearestParameter(name);
  const meant = near ? md` Perhaps ${inCode(near)} is meant.` : '';
  return md`No parameter of Postfix, and nothing in these files refers to it.${meant}`;
}

/** More services than anyone reads of. */
const MOST_SERVICES = 12;

/** The value in main.cf, and in every service that sees another one. */
function effectiveValues({ instance, main, spaceOf }: View, name: string, own: ServiceEntry | undefined): Markdown {
  const lines: Markdown[] = [];
  const origin = main.definition(name) ? '' : ' (the default)';
  if (own) lines.push(md`In this service: ${effectiveInCode(spaceOf(own), name)}`);
  if (instance.main && (main.value(name) !== undefined || main.definition(name))) {
    lines.push(md`${own ? 'In main.cf' : 'Here'}: ${effectiveInCode(main, name)}${origin}`);
  }
  const known = parameterOf(name);
  const others = instance.services.filter((entry) => {
    if (entry === own || entry.overrides.length === 0) return false;
    if (entry.overrides.some((override) => override.name === name)) return true;
    return known && isReadBy(known, entry.program.text) && spaceOf(entry).value(name) !== main.value(name);
  });
  for (const entry of others.slice(0, MOST_SERVICES)) {
    lines.push(md`In ${shownWord(instance, serviceId(entry))}: ${effectiveInCode(spaceOf(entry), name)}`);
  }
  if (others.length > MOST_SERVICES) lines.push(md`and in ${others.length - MOST_SERVICES} more services`);
  return joined(lines, '  \n');
}

function tellWord(view: View, token: Extract<Token, { kind: 'word' }>): Markdown[] {
  const { definition } = token;
  const text = shownWord(view.instance, token.text);
  const { name } = definition;
  const kind = parameterOf(name)?.kind;
  const value = valuesOf(name).get(text) ?? valuesOf(name).get(text.toLowerCase());
  if (kind === 'protocols') return protocolText(view, definition);
  if (kind === 'level') return levelText(text);
  if (kind === 'net-list') return networkText(text);
  if (value) return [md`**${text}** — ${trusted(value)}`];
  const restriction = kind === 'restrictions' || kind === undefined ? restrictionText(view.instance, text) : [];
  if (restriction.length > 0) return restriction;
  if (kind === 'nexthop' || kind === 'nexthop-list') return nextHopText(text);
  return tableText(text);
}

function protocolText({ spaceOf, instance }: View, { name, raw, service }: Definition): Markdown[] {
  const list = spaceOf(service).expand(raw);
  if (list === undefined) return [];
  const { allowed, broken } = readProtocols(list);
  if (broken !== undefined)
    return [md`Postfix does not know ${inCode(shownWord(instance, broken))}, and switches TLS off.`];
  const versions = allowed.filter((version) => version !== 'SSLv2').map((version) => version.replace('v', ' '));
  return [md`**${name}** lets through: ${versions.join(', ') || 'nothing'}`];
}

function levelText(text: string): Markdown[] {
  const older = olderDefaults(text);
  if (!older) return [md`${inCode(text)} is no level: digits with dots, such as \`3.6\`.`];
  if (older.length === 0) return [md`All defaults are those of the newest release.`];
  const rows = older.map(({ name, here, newest }) => md`| ${name} | ${cell(inCode(here))} | ${cell(inCode(newest))} |`);
  return [
    md`**Level ${text}** keeps these older defaults:`,
    joined([md`| parameter | here | newest level |`, md`| --- | --- | --- |`, ...rows], '\n'),
  ];
}

function restrictionText(instance: Instance, text: string): Markdown[] {
  if (RESTRICTIONS.has(text.toLowerCase())) return describeRestriction(text);
  if (!restrictionClasses(instance).has(text)) return [];
  const list = instance.settings.get(text);
  const contents = list ? inCode(withoutSecrets(instance, text, list.raw)) : md`not defined, so that smtpd ends`;
  return [md`**${text}** — restriction class`, contents];
}

function nextHopText(text: string): Markdown[] {
  const { host, bracketed, port } = parseNextHop(text);
  const number = port === undefined ? 25 : portNumber(port);
  const lookup = bracketed ? 'is connected to as it is, without an MX lookup' : 'is looked up for its MX hosts';
  return [md`${inCode(host)} ${lookup}; port ${Number.isNaN(number) ? inCode(port ?? '') : number}.`];
}

/** Whether the text that a table is made of is among the files. */
function tableFile(view: View, { text, definition }: Extract<Token, { kind: 'word' }>, project: Project): Markdown[] {
  const table = view.spaceOf(definition.service).expand(text) ?? text;
  if (!isMadeOfText(table)) return [];
  const tables = tablesOf(view.instance, project);
  const document = tables.document(table);
  if (!document) return [md`The text that it is made of is not in the workspace.`];
  const entries = tables.entries(table)?.length ?? 0;
  const path = inCode(shownWord(view.instance, document.path));
  return [md`Made of ${path}: ${entries === 1 ? '1 entry' : `${entries} entries`}.`];
}

function tableText(text: string): Markdown[] {
  const types = /^!?((?:[a-z][\w-]*:)+)/i.exec(text)?.[1]?.split(':').slice(0, -1) ?? [];
  return types.flatMap((type) => {
    const words = TABLE_TYPES.get(type.toLowerCase());
    return words ? [md`**${type}:** — ${trusted(words)}`] : [];
  });
}
