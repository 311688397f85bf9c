/**
 * Gives a page of the served VS Code the extension as vscode.dev would: from a web server, to be run in a worker of the
 * browser. Loaded from the machine behind the page it would not be allowed to start a worker of its own.
 */
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { root } = require('./places');

/** What the package holds, as far as a browser asks for it. */
const SERVED = /^\/(?:package\.json|README\.md|(?:dist|media|syntaxes)\/[\w.-]+)$/;
const TYPES = { '.js': 'text/javascript', '.json': 'application/json' };

/**
 * @param {import('./run-script').Frame['atEnd']} atEnd
 * @returns {Promise<string>} host and port
 */
async function serveExtension(atEnd) {
  const server = http.createServer(({ url }, response) => {
    const file = path.join(root, url);
    if (!SERVED.test(url) || !fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${server.address().port}`;
}

/**
 * The workbench reads what is under development from an attribute into which the server writes its configuration.
 * @param {import('playwright-core').Page} page
 * @param {string} authority
 */
const addWebExtension = (page, authority) =>
  page.addInitScript(
    (extensions) => {
      const { getAttribute } = Element.prototype;
      Element.prototype.getAttribute = function (name) {
        const value = getAttribute.call(this, name);
        if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
        const settings = JSON.parse(value);
        return JSON.stringify({ ...settings, developmentOptions: { ...settings.developmentOptions, extensions } });
      };
    },
    [{ scheme: 'http', authority, path: '/' }],
  );

module.exports = { serveExtension, addWebExtension };
