/** Fixes in a workspace: asked for and not before, anew where something has changed, never through a link that leads out. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { disk, uriOf } from '../src/workspace/disk';
import { Workspace } from '../src/workspace/workspace';
import { CliFolder } from './support/cli-folder';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const IMPORT = "const { PORT } = require('./ports');\n";
const transport = (options: string) =>
  `require('nodemailer').createTransport({ ${options}, auth: { user: process.env.U, pass: process.env.P } });\n`;
const OURS = IMPORT + transport("host: 'smtp.office365.com', port: PORT, secure: true");
const THEIRS = IMPORT + transport("host: 'mail.our-relay.net', port: PORT, secure: true");
const PORTS = 'exports.PORT = 465;\n';

describe('fixes in a workspace', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  function write(name: string, text: string): string {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return uriOf(file);
  }

  async function opened(): Promise<Workspace> {
    const workspace = new Workspace(disk);
    workspace.setRoots([folder]);
    await workspace.scan(folder);
    return workspace;
  }

  const titles = (workspace: Workspace, uri: string) =>
    workspace.findings(uri).flatMap((finding) => workspace.fixes(finding).map(({ title }) => title));

  it('are tried only when they are asked for, and once', async () => {
    const uri = write('.env', 'MAIL_PORT_X=465\n');
    write('a.js', transport("host: 'smtp.office365.com', port: process.env.MAIL_PORT_X, secure: true"));
    const workspace = await opened();
    const [finding] = workspace.findings(uri);
    let written = 0;
    for (const { config } of finding!.subjects) {
      const { write: spelt } = config!;
      const counting: typeof spelt = (change) => {
        written++;
        return spelt(change);
      };
      Object.assign(config!, { write: counting });
    }
    workspace.findings(uri);
    assert.equal(written, 0);
    assert.equal(workspace.fixes(finding!).length, 1);
    const first = written;
    assert.ok(first > 0);
    workspace.fixes(workspace.findings(uri)[0]!);
    assert.equal(written, first);
  });

  it('are found anew where a document that reads the edited one comes or changes', async () => {
    const ports = write('ports.js', PORTS);
    write('a.js', OURS);
    const workspace = await opened();
    assert.deepEqual(titles(workspace, ports), ['Use port 587 with required STARTTLS']);
    const other = uriOf(join(folder, 'b.js'));
    workspace.open({ uri: other, path: 'b.js', text: THEIRS });
    workspace.findings(other);
    assert.deepEqual(titles(workspace, ports), []);
    workspace.open({ uri: other, path: 'b.js', text: THEIRS.replace('PORT, secure', '465, secure') });
    workspace.findings(other);
    assert.deepEqual(titles(workspace, ports), ['Use port 587 with required STARTTLS']);
  });

  it('look at what would read a file that is only made', async () => {
    const uri = write(
      'a.js',
      transport("host: 'smtp.gmail.com', port: 465").replace('process.env.P', "'Zk7wQx2Lm9vB'"),
    );
    write('b.js', transport("host: 'smtp.gmail.com', port: 465").replace('process.env.P', 'process.env.SMTP_PASSWORD'));
    const workspace = await opened();
    // A .env with SMTP_PASS alone would make a misspelt name of SMTP_PASSWORD.
    assert.deepEqual(titles(workspace, uri), []);
  });
});

describe('fixes on the command line', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  it('spare what two files read that are named one by one', () => {
    folder.write('ports.js', PORTS);
    folder.write('a.js', OURS);
    folder.write('b.js', THEIRS);
    folder.run('--fix', 'a.js', 'b.js');
    assert.equal(folder.read('ports.js'), PORTS);
    assert.equal(folder.read('b.js'), THEIRS);
    folder.write('b.js', '');
    folder.run('--fix', 'a.js', 'b.js');
    assert.equal(folder.read('ports.js'), PORTS.replace('465', '587'));
  });

  it('write nothing through a link that leads out', () => {
    folder.write('home/ports.js', PORTS);
    folder.write('ws/a.js', OURS);
    symlinkSync('../home/ports.js', join(folder.path, 'ws/ports.js'));
    folder.run('--fix', 'ws');
    assert.equal(folder.read('home/ports.js'), PORTS);
  });
});
