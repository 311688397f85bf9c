/**
 * Makes the moving picture of the README and the pictures of the walkthrough, from a real VS Code on a copy of examples/.
 *
 *   node scripts/screencast.js [FOLDER]     FOLDER is where they go, default media
 */
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { applyPalette, GIFEncoder, quantize } = require('gifenc');
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
const { root } = require('./vscode/places');
const { runScript } = require('./vscode/run-script');
const { serve, userFolder } = require('./vscode/serve');
const { copyExamples, linkExtension } = require('./vscode/staging');
const { THEMES, writeUserSettings } = require('./vscode/user-settings');

const SIZE = { width: 1000, height: 620 };

/** How long each frame of the GIF stands, in milliseconds. */
const SHORT = 1500;
const LONG = 3200;

const SETTINGS = {
  'workbench.colorTheme': THEMES.dark,
  'workbench.activityBar.location': 'hidden',
  'window.commandCenter': false,
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
};

/** The pictures of the walkthrough, each with the frame that it is cut out of. */
const WALKTHROUGH = { findings: 'hover', fixes: 'fixes', test: 'consent', ci: 'project' };
const CROP = { width: 760, height: 430 };

const SOURCE = 'app/src/mailer.ts';

const PROJECT = `# For everybody who works on this project, in editors and in CI
rules:
  starttls-not-required: error
  port-25-submission:
    severity: error
    exceptHosts: ["*.internal.example.com"]
ignore: [legacy/**]
overrides:
  - files: ["*.staging.env"]
    rules:
      certificate-not-verified: warning
      tls-disable: off
`;

async function main({ atEnd, log, temporaryFolder }) {
  const out = path.resolve(process.argv[2] ?? path.join(root, 'media'));
  buildExtensionIfStale();
  const vscode = await installVSCode(log);
  const browser = await launchBrowser(log);
  atEnd(() => browser.close());
  const temporary = temporaryFolder();
  const folder = copyExamples(temporary);
  fs.writeFileSync(path.join(folder, '.mail-config-lint.yaml'), PROJECT);
  const extension = linkExtension(temporary);
  const dataFolder = path.join(temporary, 'vscode');
  const served = await serve(vscode, { atEnd, dataFolder, trusted: true });
  writeUserSettings(userFolder(dataFolder), SETTINGS);
  const page = await newPage(browser, SIZE);
  const { keyboard } = page;
  await openVSCode(page, served.url({ folder, extension }));

  const frames = [];
  const frame = async (name, hold) => {
    const file = path.join(temporary, `${name}.png`);
    await screenshot(page, file);
    frames.push({ name, hold, pixels: await pixelsOf(page, fs.readFileSync(file)) });
  };
  const goTo = async (place) => {
    await keyboard.press('Control+G');
    await keyboard.type(place);
    await keyboard.press('Enter');
  };

  await openFile(page, path.join(folder, SOURCE));
  await waitForFindings(page);
  await keyboard.press('Control+B');
  await frame('findings', SHORT);
  await goTo('7:12');
  await keyboard.press('Control+K');
  await keyboard.press('Control+I');
  await page.locator('.monaco-hover-content', { hasText: 'tls-port-mismatch' }).first().waitFor();
  await frame('hover', LONG);
  await keyboard.press('Escape');
  await keyboard.press('Control+.');
  await page.locator('.action-widget', { hasText: 'Explain tls-port-mismatch' }).waitFor();
  await frame('fixes', LONG);
  await keyboard.press('Enter');
  await page.locator('.view-line', { hasText: 'secure: true' }).first().waitFor();
  await frame('fixed', SHORT);
  await keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await frame('problems', LONG);
  await keyboard.press('Control+1');
  await goTo('6:5');
  await runCommand(page, 'Mail Config Lint: Test Mail Connection');
  await page.locator('[role=dialog][aria-modal=true]').waitFor();
  await frame('consent', LONG);
  await keyboard.press('Escape');
  await keyboard.press('Control+J');
  await openFile(page, path.join(folder, '.mail-config-lint.yaml'));
  await frame('project', SHORT);
  await page.context().close();
  write(frames, out);
  return 0;
}

/** The browser decodes the picture: red, green, blue and opacity of each pixel. */
async function pixelsOf(page, png) {
  const context = await page.context().browser().newContext();
  const blank = await context.newPage();
  const base64 = await blank.evaluate(
    async ([data, { width, height }]) => {
      const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
      const canvas = new OffscreenCanvas(width, height).getContext('2d');
      canvas.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0);
      const { data: pixels } = canvas.getImageData(0, 0, width, height);
      let text = '';
      for (let start = 0; start < pixels.length; start += 8192)
        text += String.fromCharCode(...pixels.subarray(start, start + 8192));
      return btoa(text);
    },
    [png.toString('base64'), SIZE],
  );
  await context.close();
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** `project` is for the walkthrough alone. */
function write(frames, out) {
  const gif = GIFEncoder();
  for (const { pixels, hold } of frames.filter(({ name }) => name !== 'project')) {
    const palette = quantize(pixels, 128);
    gif.writeFrame(applyPalette(pixels, palette), SIZE.width, SIZE.height, { palette, delay: hold });
  }
  gif.finish();
  fs.writeFileSync(path.join(out, 'screencast.gif'), gif.bytes());
  fs.mkdirSync(path.join(out, 'walkthrough'), { recursive: true });
  for (const [picture, frame] of Object.entries(WALKTHROUGH)) {
    const { pixels } = frames.find(({ name }) => name === frame);
    fs.writeFileSync(path.join(out, 'walkthrough', `${picture}.png`), indexedPng(cropped(pixels)));
  }
}

function cropped(pixels) {
  const rows = Array.from({ length: CROP.height }, (_, row) => {
    const start = row * SIZE.width * 4;
    return pixels.subarray(start, start + CROP.width * 4);
  });
  return new Uint8Array(Buffer.concat(rows));
}

/** A PNG of 16 colours (PNG specification, third edition, sections 5 and 11): a seventh of what a browser writes. */
function indexedPng(pixels) {
  const { width, height } = CROP;
  const palette = quantize(pixels, 16);
  const indexes = applyPalette(pixels, palette);
  const rows = Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.of(0), inPairs(indexes.subarray(row * width, (row + 1) * width))]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', zlib.deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Two pixels in each byte. */
const inPairs = (indexes) =>
  Uint8Array.from({ length: indexes.length / 2 }, (_, at) => (indexes[2 * at] << 4) | indexes[2 * at + 1]);

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(zlib.crc32(body), body.length + 4);
  return framed;
}

runScript(main);
