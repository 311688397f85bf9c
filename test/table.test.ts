/** The tables against what was found out about each application: the mode for every port, scheme and test case. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ENTRIES, TABLES } from '../src/analyzer/data/dialects';
import type { Condition, PortRule, TableDialect, TlsRule } from '../src/analyzer/data/dialects-shape';
import { spellBoolean } from '../src/analyzer/dialects/table/booleans';
import { allHold, decide, type Known, portByRules, UNSET } from '../src/analyzer/dialects/table/conditions';
import { gather } from '../src/analyzer/dialects/table/gather';
import type { Gathered } from '../src/analyzer/dialects/table/gathered';
import { sourcesOf } from '../src/analyzer/dialects/table/source';
import { keyOfField } from '../src/analyzer/dialects/table/write';
import { parseDotenv } from '../src/analyzer/formats/dotenv';
import { NO_PROJECT } from '../src/analyzer/model';
import vectors from './table-vectors.json';

const byId = new Map(TABLES.map((table) => [table.id, table]));

const tableOf = (id: string): TableDialect => {
  const table = byId.get(id);
  assert.ok(table, `no table ${id}`);
  return table;
};

function gathered(table: TableDialect, settings: Readonly<Record<string, unknown>>): Gathered {
  const text = Object.entries(settings)
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('');
  const document = { uri: 'file:///project/.env', path: '/project/.env', text };
  const [source] = sourcesOf(parseDotenv(text, document.uri), document, NO_PROJECT);
  return gather(table, source!);
}

interface Case {
  readonly dialect: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly port?: number | string;
  readonly scheme?: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly mode: string;
}

/** A server with a port, a scheme and options, in the keys that the table has for them. */
function endpoint(table: TableDialect, { port, scheme, query }: Omit<Case, 'dialect' | 'settings' | 'mode'>) {
  const [host, portKey, both, url] = (['host', 'port', 'hostPort', 'url'] as const).map((field) =>
    keyOfField(table, field),
  );
  const suffix = port === undefined || port === 'none' ? '' : String(port);
  const authority = `smtp.example.com${suffix && `:${suffix}`}`;
  const isUrl = scheme !== undefined || (!host && !both);
  if (isUrl) {
    const options = Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`);
    return {
      [url ?? host!]: `${scheme ?? 'smtp'}://${authority}${options.length > 0 ? `/?${options.join('&')}` : ''}`,
    };
  }
  return host
    ? { [host]: 'smtp.example.com', ...(portKey && suffix ? { [portKey]: suffix } : {}) }
    : { [both!]: authority };
}

const modeOf = (table: TableDialect, settings: Readonly<Record<string, unknown>>) =>
  decide(table, gathered(table, settings).lookup).mode;

const portRules = ({ port }: TableDialect) => (Array.isArray(port) ? (port as readonly PortRule[]) : []);

interface Asking {
  readonly if?: Readonly<Record<string, Condition>>;
}

const rulesOf = (table: TableDialect): Asking[] => [
  ...table.tls,
  ...(table.verify?.rules ?? []),
  ...portRules(table),
  ...(table.unused ?? []).map((conditions) => ({ if: conditions })),
];

/** What may be written for a condition to hold, and for it not to hold. */
function valuesFor({ boolean }: TableDialect, condition: Condition): { yes: Known[]; no: Known[] } {
  const text = (word: string | number): Known => ({ set: true, text: String(word) });
  if (condition === 'set') return { yes: [text('x')], no: [UNSET] };
  if (condition === 'unset') return { yes: [UNSET], no: [text('x')] };
  if (typeof condition === 'boolean') {
    const words = [true, false]
      .map((value) => spellBoolean(boolean, value, []))
      .map((word) => (word ? text(word) : UNSET));
    const [yes, no] = condition ? words : [...words].reverse();
    return { yes: [yes!], no: [no!, UNSET] };
  }
  if ('anyCase' in condition) return { yes: condition.anyCase.map(text), no: [UNSET, text('x')] };
  if ('not' in condition) return { yes: [text('x'), UNSET], no: condition.not.map(text) };
  return { yes: condition.map(text), no: [UNSET, text('x')] };
}

/** All that a table makes of its switches, as a text to compare. */
function readingOf(table: TableDialect, lookup: (name: string) => Known): string {
  const first = <Rule extends Asking>(rules: readonly Rule[]) =>
    rules.findIndex((rule) => allHold(table, rule.if ?? {}, lookup) !== false);
  const verify = table.verify?.rules ?? [];
  const unused = (table.unused ?? []).some((conditions) => allHold(table, conditions, lookup) === true);
  return JSON.stringify([decide(table, lookup).mode, verify[first(verify)]?.is, portByRules(table, lookup), unused]);
}

/** True where there are two readings that differ, and this one name is all that is written otherwise. */
function matters(table: TableDialect, name: string): boolean {
  const rules = rulesOf(table);
  const conditions = rules.flatMap((rule) => (rule.if?.[name] === undefined ? [] : [rule.if[name]]));
  const values = [UNSET, ...conditions.flatMap((one) => Object.values(valuesFor(table, one)).flat())];
  const written = (of: readonly Asking[], side: 'yes' | 'no') =>
    of.flatMap((rule) =>
      Object.entries(rule.if ?? {}).map(([key, one]) => [key, valuesFor(table, one)[side][0] ?? UNSET] as const),
    );
  return rules.some((rule, index) => {
    const own = written([rule], 'yes');
    // With the rules before it as they are, and where they do not hold, as far as other names decide that.
    return [new Map(own), new Map([...written(rules.slice(0, index), 'no'), ...own])].some((base) => {
      const lookup = (value: Known) => (key: string) => (key === name ? value : (base.get(key) ?? UNSET));
      return new Set(values.map((value) => readingOf(table, lookup(value)))).size > 1;
    });
  });
}

describe('tables', () => {
  it('have one entry for each application, with its source', () => {
    assert.equal(byId.size, ENTRIES.length);
    for (const { id, sources } of ENTRIES) assert.ok(sources.length > 0, id);
  });

  it('are described on a page that is up to date', () => {
    execFileSync(process.execPath, ['scripts/docs-dialects.js', '--check']);
  });

  it('ask only for keys that they have', () => {
    for (const table of TABLES) {
      const rules = [...table.tls, ...(table.verify?.rules ?? [])];
      for (const key of rules.flatMap((rule) => Object.keys(rule.if ?? {}))) {
        const known = /^[?$]/.test(key) || key in table.keys || key === 'NODE_TLS_REJECT_UNAUTHORIZED';
        assert.ok(known, `${table.id}: ${key}`);
      }
    }
  });

  it('ask for every switch that they name', () => {
    for (const table of TABLES) {
      const rules = [...table.tls, ...(table.verify?.rules ?? []), ...portRules(table)];
      const asked = new Set(rules.flatMap((rule) => Object.keys(rule.if ?? {})));
      const idle = Object.keys(table.keys).filter(
        (key) => /^(?:tls|verify)$/.test(table.keys[key]!) && !asked.has(key) && !table.obsolete?.[key],
      );
      assert.deepEqual(idle, [], table.id);
    }
  });

  it('read something else where a switch that they ask for is flipped', () => {
    const idle = TABLES.flatMap((table) =>
      [...new Set(rulesOf(table).flatMap((rule) => Object.keys(rule.if ?? {})))]
        .filter((name) => !matters(table, name))
        .map((name) => `${table.id}: ${name}`),
    );
    assert.deepEqual(idle, []);
  });

  it('have no rule behind one that always holds', () => {
    for (const table of TABLES) {
      const open = table.tls.flatMap((rule, index) => (rule.if === undefined ? [index] : []));
      assert.ok(
        open.every((index) => index === table.tls.length - 1),
        `${table.id}: rules that nothing reaches`,
      );
    }
  });

  it('have no rule that an earlier one makes useless', () => {
    const holds = (rule: TlsRule) =>
      Object.entries(rule.if ?? {}).map(([key, wanted]) => `${key}=${JSON.stringify(wanted)}`);
    for (const table of TABLES)
      table.tls.forEach((rule, index) => {
        const own = new Set(holds(rule));
        const earlier = table.tls.slice(0, index).find((other) => holds(other).every((one) => own.has(one)));
        assert.equal(earlier, undefined, `${table.id}: ${JSON.stringify(rule)}`);
      });
  });

  const check = ({ dialect, settings, mode, ...place }: Case) => {
    const table = tableOf(dialect);
    const found = modeOf(table, { ...endpoint(table, place), ...settings });
    assert.equal(found, mode, `${dialect} ${JSON.stringify({ ...place, ...settings })}`);
  };

  it('yield the mode of each port where no switch is set', () => {
    for (const [dialect, modes] of Object.entries(vectors.byPort))
      for (const [port, mode] of Object.entries(modes)) check({ dialect, settings: {}, port, mode });
  });

  it('yield the mode of each URL scheme and port', () => {
    for (const [dialect, schemes] of Object.entries(vectors.byScheme))
      for (const [scheme, modes] of Object.entries(schemes))
        for (const [port, mode] of Object.entries(modes as Record<string, string>))
          check({ dialect, settings: {}, scheme, port, mode });
  });

  it('yield the mode of each test case', () => {
    for (const one of vectors.cases as Case[]) if (one.dialect !== 'nodemailer-generic') check(one);
  });
});
