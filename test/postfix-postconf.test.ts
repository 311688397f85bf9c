/**
 * Our reading of main.cf and master.cf against that of the real `postconf`: effective values of every parameter,
 * overrides and fields of every service, and a finding for every warning and error that it prints. Skipped, aloud,
 * where Postfix is not installed.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARAMETERS } from '../src/analyzer/data/postfix-parameters';
import { createSpace } from '../src/analyzer/dialects/postfix/evaluate';
import { createInstance, type Instance } from '../src/analyzer/dialects/postfix/instance';
import { parseMainCf } from '../src/analyzer/formats/main-cf';
import { parseMasterCf } from '../src/analyzer/formats/master-cf';
import { compareLevels } from '../src/analyzer/formats/postfix-macros';
import type { Finding } from '../src/analyzer/model';
import { lint, textOf } from './support/fixture';
import {
  generatedConfigurations,
  type PostfixConfiguration,
  WRITTEN_CONFIGURATIONS,
} from './support/postfix-configurations';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

/** `GENERATED=1000 SEED=5001` looks at others, and at more of them. */
const GENERATED = Number(process.env.GENERATED ?? (process.env.EXHAUSTIVE === '1' ? 500 : 150));
const SEED = Number(process.env.SEED || 1);

const MAIN = 'file:///project/main.cf';
const MASTER = 'file:///project/master.cf';

/** Parameters whose values the packager or the machine decides, and those that each program sets for itself. */
const NOT_COMPARED = new Set(
  `config_directory daemon_directory html_directory manpage_directory readme_directory shlib_directory alias_maps
   mail_release_date mail_version process_id process_name service_name meta_directory sample_directory`.split(/\s+/),
);

const version = spawnSync('postconf', ['-dh', 'mail_version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const release = version.split('.').slice(0, 2).join('.');

/** Values as postconf prints them: on one line, every run of whitespace a blank. */
const plain = (value: string) => value.replace(/\s+/g, ' ').trim();

/** Never rejects. A fatal error makes every Postfix program sleep for a second, so that calls run side by side. */
const run = (options: string[]) =>
  new Promise<{ stdout: string; stderr: string; failed: boolean }>((resolve) => {
    execFile('postconf', options, (error, stdout, stderr) => resolve({ stdout, stderr, failed: error !== null }));
  });

interface Answer {
  readonly lines: ReadonlyMap<string, string>;
  readonly complaints: readonly string[];
  readonly failed: boolean;
}

async function postconf(folder: string, ...options: string[]): Promise<Answer> {
  const { stdout, stderr, failed } = await run(['-c', folder, ...options]);
  const lines = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const equals = line.indexOf(' =');
    if (equals > 0) lines.set(line.slice(0, equals), plain(line.slice(equals + 2)));
  }
  const complaints = stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replaceAll(folder, ''));
  return { lines, complaints, failed };
}

function instanceOf({ main, master }: PostfixConfiguration): Instance {
  return createInstance(parseMainCf(main, MAIN), parseMasterCf(master ?? '', MASTER), { release });
}

const documents = ({ main, master }: PostfixConfiguration) => [
  { uri: MAIN, path: '/project/main.cf', text: main },
  { uri: MASTER, path: '/project/master.cf', text: master ?? '' },
];

function compareParameters(instance: Instance, answer: Answer): string[] {
  const space = createSpace(instance);
  return [...answer.lines].flatMap(([name, theirs]) => {
    if (NOT_COMPARED.has(name) || /nis:mail.aliases/.test(theirs)) return [];
    const ours = space.value(name);
    return ours !== undefined && plain(ours) === theirs ? [] : [`${name}: postconf has "${theirs}", we "${ours}"`];
  });
}

function compareServices(instance: Instance, fields: Answer['lines'], overrides: Answer['lines']): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const entry of instance.services) {
    const key = `${entry.service.text}/${entry.type.text}`;
    const columns = {
      private: entry.private,
      unprivileged: entry.unprivileged,
      chroot: entry.chroot,
      wakeup: entry.wakeup,
    };
    for (const [column, { text }] of Object.entries(columns)) {
      if (fields.get(`${key}/${column}`) !== text)
        problems.push(`${key}/${column}: ${fields.get(`${key}/${column}`)}, ${text}`);
    }
    const command = fields.get(`${key}/command`)?.split(' ')[0];
    if (command !== entry.program.text) problems.push(`${key}: program ${command}, ${entry.program.text}`);
    const space = createSpace(instance, entry);
    for (const { name } of instance.overrides.get(entry) ?? []) {
      const at = `${key}/${name}`;
      seen.add(at);
      const ours = space.value(name);
      if (/nis:mail.aliases/.test(overrides.get(at) ?? '')) continue;
      if (plain(ours ?? '?') !== overrides.get(at))
        problems.push(`${at}: postconf has "${overrides.get(at)}", we "${ours}"`);
    }
  }
  for (const at of overrides.keys()) if (!seen.has(at)) problems.push(`${at}: only postconf has it`);
  return problems;
}

/** Which finding answers a complaint; undefined for complaints that are none about the configuration. */
function isAnswered(complaint: string, findings: readonly Finding[]): boolean | undefined {
  const said = (rule: string, text: string) =>
    findings.some((finding) => finding.rule === rule && textOf(finding).includes(text));
  const has = (rule: string, severity?: string) =>
    findings.some((finding) => finding.rule === rule && (!severity || finding.severity === severity));
  const [, unused] = /unused parameter: ([^=]*)=/.exec(complaint) ?? [];
  if (unused !== undefined) {
    // postconf prints bytes above 127 as question marks.
    const odd = /^\W/.test(unused) && (has('postfix-syntax') || has('postfix-unknown-parameter'));
    return said('postfix-unknown-parameter', `\`${unused}\``) || odd;
  }
  const [, undefinedName] = /undefined parameter: (\S+)/.exec(complaint) ?? [];
  // Names in capitals are left to the programs that fill them in.
  if (undefinedName !== undefined) {
    return (
      /^[A-Z][A-Z0-9_]+$/.test(undefinedName) ||
      said('postfix-unknown-parameter', `\`$${undefinedName}\``) ||
      // postconf prints bytes above 127 as question marks.
      findings.some(
        (finding) =>
          finding.rule === 'postfix-fatal-value' &&
          /definition/.test(textOf(finding)) &&
          textOf(finding)
            .replace(/[^\p{ASCII}]/gu, '??')
            // Within the name of a class postconf takes a default for empty: `${name}:a` is `:a`.
            .includes(`${undefinedName}\``),
      )
    );
  }
  const [, overridden] = /overriding earlier entry: ([^=]*)=/.exec(complaint) ?? [];
  if (overridden !== undefined) return said('duplicate-setting', `\`${overridden}\``);
  if (/read-only parameter assignment/.test(complaint)) return has('ignored-setting');
  if (/will be removed/.test(complaint)) return has('deprecated-option');
  if (/logical line must not start with whitespace|null byte/.test(complaint)) return has('postfix-syntax', 'warning');
  if (/comment after other text/.test(complaint)) return has('postfix-syntax');
  if (/deprecation|DEPRECATION|^postconf: warning: open "/.test(complaint)) return undefined;
  return has('postfix-syntax', 'error') || has('postfix-fatal-value', 'error');
}

/** Postfix reads a file that has just changed again and again, for up to two seconds. */
function write(file: string, text: string): void {
  writeFileSync(file, text);
  utimesSync(file, 1_700_000_000, 1_700_000_000);
}

async function examine(configuration: PostfixConfiguration, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  write(join(folder, 'main.cf'), configuration.main);
  write(join(folder, 'master.cf'), configuration.master ?? '');
  const answer = await postconf(folder, '-x');
  const services = configuration.master === undefined ? undefined : await postconf(folder, '-Px');
  const complaints = new Set([...answer.complaints, ...(services?.complaints ?? [])]);
  const findings = lint(documents(configuration));
  const instance = instanceOf(configuration);
  const problems = [...complaints]
    .filter((complaint) => isAnswered(complaint, findings) === false)
    .map((complaint) => `no finding for: ${complaint}\n  we have: ${findings.map(({ rule }) => rule).join(', ')}`);
  if (!answer.failed) problems.push(...compareParameters(instance, answer));
  if (services && !services.failed) {
    problems.push(...compareServices(instance, (await postconf(folder, '-F')).lines, services.lines));
  }
  return problems;
}

describe('Postfix as postconf reads it', () => {
  let folder = '';

  before(function () {
    if (!version) {
      console.log('    SKIPPED: postconf is not installed (apt-get install --no-install-recommends postfix)');
      this.skip();
    }
    folder = makeTemporaryFolder();
  });
  after(() => {
    if (folder) removeTemporaryFolder(folder);
  });

  it('has the defaults of the installed release', () => {
    const problems: string[] = [];
    const instance = createInstance(parseMainCf('', MAIN), undefined, { release });
    const space = createSpace(instance);
    const theirs = spawnSync('postconf', ['-dx', '-C', 'builtin'], { encoding: 'utf8' }).stdout;
    for (const line of theirs.split('\n').filter(Boolean)) {
      const name = line.slice(0, line.indexOf(' ='));
      if (NOT_COMPARED.has(name) || /nis:mail.aliases/.test(line)) continue;
      const ours = space.value(name);
      if (!PARAMETERS.has(name)) problems.push(`${name} is missing`);
      else if (ours !== undefined && plain(ours) !== plain(line.slice(name.length + 2)))
        problems.push(`${line}, we "${ours}"`);
    }
    assert.deepEqual(problems, []);
    assert.ok((compareLevels(release, '3.0') ?? -1) >= 0, version);
  });

  const agreesOnAll = async (configurations: readonly PostfixConfiguration[]) => {
    const differing: string[] = [];
    for (let start = 0; start < configurations.length; start += 25) {
      const batch = configurations.slice(start, start + 25);
      const outcomes = await Promise.all(
        batch.map((configuration, at) => examine(configuration, join(folder, String(at)))),
      );
      for (const [at, problems] of outcomes.entries()) {
        const { name, main, master = '' } = batch[at]!;
        if (problems.length > 0)
          differing.push(`${name}\n${problems.join('\n')}\n--- main.cf\n${main}\n--- master.cf\n${master}`);
      }
    }
    assert.equal(differing.length, 0, `${differing.length} differ\n\n${differing.slice(0, 10).join('\n\n')}`);
  };

  it(`agrees on ${WRITTEN_CONFIGURATIONS.length} cases of grammar and evaluation`, () =>
    agreesOnAll(WRITTEN_CONFIGURATIONS));

  it(`agrees on ${GENERATED} generated configurations`, () =>
    agreesOnAll([...generatedConfigurations(GENERATED, SEED)]));
});
