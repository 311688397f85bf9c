/** The extension in the browser's own extension host, where there is no Node. */
import { notification, type Window } from './window';

const MAILER = `import nodemailer from 'nodemailer';
import { port } from './config/ports';

export const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, port, secure: true });
`;

describe('in a browser', () => {
  let window: Window;

  before(async function () {
    window = await this.openWindow({
      web: true,
      files: {
        'mailer.ts': MAILER,
        'config/ports.ts': 'export const port = 587;\n',
        '.env': 'SMTP_HOST=smtp.acme-mail.org\n',
      },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture(`failed: ${this.currentTest.title}`);
  });
  after(() => window?.close());

  it('lints what is open, with the files that it refers to', async () => {
    await window.openFile('mailer.ts');
    await window.runCommand('View: Toggle Problems');
    await window.page.locator('.markers-panel', { hasText: 'tls-port-mismatch' }).waitFor();
    await window.picture('browser');
  });

  it('says why connections cannot be tested, and what to do', async () => {
    await window.runCommand('Mail Config Lint: Test Mail Connection');
    await notification(window, 'mail-config-lint test')
      .filter({ hasText: 'A browser can open no connection' })
      .waitFor();
  });
});
