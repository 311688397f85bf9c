/** JSON files that hold nodemailer's options: LoopBack's data sources, Ghost's configuration. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { applyEdits } from '../src/analyzer/edits';
import { spell } from '../src/analyzer/spelling';
import { projectOf } from './support/fixture';

function lint(path: string, content: unknown) {
  const text = JSON.stringify(content, undefined, 2);
  const document = { uri: `file://${path}`, path, text, languageId: 'javascript' };
  const project = projectOf([document]);
  const { configs, findings, failures } = analyze(document, project);
  assert.deepEqual(failures, []);
  return { text, configs, findings, project };
}

const wrong = { host: 'mail.northwind-post.eu', port: 465, secure: false, auth: { user: 'robot', pass: 'changeme' } };

describe('nodemailer options in JSON', () => {
  it("finds LoopBack's mail connector and nothing else", () => {
    const { configs, findings } = lint('/server/datasources.json', {
      db: { connector: 'memory' },
      mail: {
        connector: 'mail',
        transports: [
          { type: 'smtp', ...wrong },
          { type: 'stub', port: 25 },
        ],
      },
      other: { connector: 'rest', transport: { type: 'smtp', ...wrong } },
    });
    assert.deepEqual(
      configs.map(({ label, port }) => [label, port?.value]),
      [['LoopBack mail connector', 465]],
    );
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['tls-port-mismatch'],
    );
  });

  it('reads the old name of `secure` that Ghost still honours, and mends it in place', () => {
    const { host, port, auth } = wrong;
    const mail = { transport: 'SMTP', options: { host, port, secureConnection: false, auth } };
    const { text, findings, project } = lint('/config.production.json', {
      url: 'https://blog.northwind-post.eu',
      mail,
    });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['tls-port-mismatch'],
    );
    const { config, proposals } = findings[0]!.subjects[0]!;
    const edits = spell(proposals[0]!, config, project) ?? [];
    assert.equal(applyEdits(text, edits), text.replace('"secureConnection": false', '"secureConnection": true'));
  });

  it('leaves the settings of other programs to the tables, under such a name, too', () => {
    const smtp = { host: 'mail.northwind-post.eu', port: 465, secure: false, user: 'robot', password: 'changeme' };
    for (const path of ['/config.production.json', '/config.prod.json', '/config/datasources.json', '/config.json'])
      assert.deepEqual(
        lint(path, { smtp }).findings.map(({ rule }) => rule),
        lint('/settings.json', { smtp }).findings.map(({ rule }) => rule),
        path,
      );
    assert.notEqual(lint('/settings.json', { smtp }).findings.length, 0);
  });

  it('says nothing of other files and other transports', () => {
    assert.deepEqual(lint('/config.production.json', { mail: { transport: 'Direct', options: wrong } }).configs, []);
    assert.deepEqual(lint('/package.json', { mail: { transport: 'SMTP', options: wrong } }).configs, []);
    assert.deepEqual(lint('/datasources.json', 'smtp').configs, []);
  });
});
