/**
 * Takes pictures of examples in VS Code with the extension's findings.
 *
 *   node scripts/screenshot.js [options] FILE...        FILE as seen from examples/
 *
 *   --theme NAME      dark (default), light, high-contrast, high-contrast-light; may be repeated
 *   --out FOLDER      where the pictures go, default out/screenshots; app/.env in dark becomes app-env-dark.png
 *   --command TITLE   a command to run before the picture, as the palette shows it; may be repeated
 *   --size WxH        of the window, default 1280x800
 *   --scale N         picture pixels for one of the window's, default 1
 */
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { buildExtensionIfStale } = require('./vscode/extension-build');
const { installVSCode } = require('./vscode/install-vscode');
const {
  launchBrowser,
  newPage,
  openFile,
  openVSCode,
  runCommand,
  screenshot,
  waitForFindings,
} = require('./vscode/page');
const { examples, root } = require('./vscode/places');
const { runScript } = require('./vscode/run-script');
const { serve, userFolder } = require('./vscode/serve');
const { copyExamples, linkExtension } = require('./vscode/staging');
const { THEMES, writeUserSettings } = require('./vscode/user-settings');

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      theme: { type: 'string', multiple: true, default: ['dark'] },
      out: { type: 'string', default: path.join(root, 'out', 'screenshots') },
      command: { type: 'string', multiple: true, default: [] },
      size: { type: 'string', default: '1280x800' },
      scale: { type: 'string', default: '1' },
    },
  });
  if (positionals.length === 0) throw new Error('Name at least one file of examples/, for instance: app/src/mailer.ts');
  const missing = positionals.find((file) => !fs.existsSync(path.join(examples, file)));
  if (missing) throw new Error(`There is no ${missing} in examples/.`);
  const unknown = values.theme.find((name) => !(name in THEMES));
  if (unknown) throw new Error(`There is no theme '${unknown}'. Choose of: ${Object.keys(THEMES).join(', ')}`);
  const [width, height] = values.size.split('x').map(Number);
  if (!width || !height) throw new Error(`'${values.size}' is no size. Write it as 1280x800.`);
  return { ...values, files: positionals, window: { width, height, scale: Number(values.scale) } };
}

const fileName = (file) =>
  file
    .split(/[\\/.]+/)
    .filter(Boolean)
    .join('-');

async function main({ atEnd, log, temporaryFolder }) {
  const { files, theme: themes, out, command: commands, window } = readArguments();
  buildExtensionIfStale();
  const vscode = await installVSCode(log);
  const browser = await launchBrowser(log);
  atEnd(() => browser.close());
  const temporary = temporaryFolder();
  const folder = copyExamples(temporary);
  const extension = linkExtension(temporary);
  const dataFolder = path.join(temporary, 'vscode');
  fs.mkdirSync(out, { recursive: true });
  const served = await serve(vscode, { atEnd, dataFolder, trusted: true });

  for (const theme of themes) {
    writeUserSettings(userFolder(dataFolder), { 'workbench.colorTheme': THEMES[theme] });
    const page = await newPage(browser, window);
    await openVSCode(page, served.url({ folder, extension }));
    for (const file of files) {
      await openFile(page, path.join(folder, file));
      await waitForFindings(page);
      for (const title of commands) await runCommand(page, title);
      const picture = path.join(out, `${fileName(file)}-${theme}.png`);
      await screenshot(page, picture);
      console.log(picture);
    }
    await page.context().close();
  }
  return 0;
}

runScript(main);
