/** What is known of providers: the rows are sound, and what ends is judged by the day of the analysis. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../src/analyzer/analyze';
import rows from '../src/analyzer/data/providers.json';
import type { Project } from '../src/analyzer/model';
import { endpointTls, providerOf } from '../src/analyzer/providers';
import { disk, uriOf } from '../src/workspace/disk';
import { Workspace } from '../src/workspace/workspace';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const DAY = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

function retired(host: string, today: string | undefined) {
  const text = `MAIL_MAILER=smtp\nMAIL_HOST=${host}\nMAIL_PORT=587\nMAIL_USERNAME=a@northwind-post.eu\nMAIL_PASSWORD=x1y2z3\n`;
  const document = { uri: 'file:///project/.env', path: '/project/.env', text };
  const project: Project = { read: () => undefined, environmentFiles: () => [], ...(today && { today }) };
  const { findings } = analyze(document, project);
  return findings.filter(({ rule }) => rule === 'provider-retired').map(({ severity }) => severity);
}

describe('providers', () => {
  it('are judged by the day of the analysis', () => {
    const host = 'smtp.office365.com';
    assert.deepEqual(retired(host, '2026-12-31'), ['information']);
    assert.deepEqual(retired(host, '2027-01-01'), ['warning']);
    assert.deepEqual(retired(host, undefined), ['information']);
    assert.deepEqual(retired('smtp-mail.outlook.com', undefined), ['warning'], 'over when it was last checked');
    assert.deepEqual(retired('smtp.sendgrid.net', '2027-01-01'), []);
  });

  it('have each host once, and say when a login or an end was checked', () => {
    const hosts = rows.flatMap((row) => row.hosts).filter((host) => !/^(?:localhost|127\.0\.0\.1)$/.test(host));
    assert.deepEqual(
      hosts.filter((host, index) => hosts.indexOf(host) !== index),
      [],
    );
    const facts = rows.filter((row) => 'login' in row || 'retired' in row);
    assert.ok(facts.length >= 25);
    for (const row of facts) {
      assert.match('checked' in row ? String(row.checked) : '', DAY, row.id);
      assert.ok(row.sources.length > 0, row.id);
      if ('retired' in row) assert.match(row.retired!.day, DAY, row.id);
    }
  });

  it('have ports of their own', () => {
    assert.equal(endpointTls(providerOf('smtp.lettermint.co'), 2465), 'starttls');
    assert.equal(endpointTls(providerOf('mobile.charter.net'), 587), 'implicit');
    assert.equal(providerOf('ssl0.ovh.net')?.id, 'ovh');
    assert.equal(providerOf('smtp-legacy.office365.com')?.id, 'microsoft365-legacy-tls');
  });
});

describe('platforms', () => {
  const SETTINGS =
    'MAIL_MAILER=smtp\nMAIL_SCHEME=smtps\nMAIL_HOST=mail.northwind-post.eu\nMAIL_PORT=465\nMAIL_USERNAME=a\nMAIL_PASSWORD=x1y2z3\n';

  it('are known as long as a file of the workspace says so', () => {
    const folder = makeTemporaryFolder();
    try {
      const [env, railway] = [join(folder, '.env'), join(folder, 'railway.json')];
      writeFileSync(env, SETTINGS);
      const workspace = new Workspace(disk);
      workspace.setRoots([folder]);
      const rules = () => workspace.findings(uriOf(env)).map(({ rule }) => rule);
      assert.deepEqual(rules(), []);
      writeFileSync(railway, '{}');
      workspace.pathChanged(railway);
      assert.deepEqual(rules(), ['platform-blocks-port']);
      assert.ok(workspace.dependents(uriOf(railway)).includes(uriOf(env)));
      rmSync(railway);
      workspace.pathChanged(railway);
      assert.deepEqual(rules(), []);
    } finally {
      removeTemporaryFolder(folder);
    }
  });
});
