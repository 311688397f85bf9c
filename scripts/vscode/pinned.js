/**
 * The packages that make up the VS Code that is served from npm, exact in version and in content.
 *
 * code-server 4.100.3 holds VS Code 1.100.3, the newest that runs on Node 20. Its own shrinkwrap pins what lies below it.
 * Two packages replace ones of the same interface that would have to be compiled or downloaded by an install script.
 */
const codeServer = {
  'code-server': {
    version: '4.100.3',
    integrity: 'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
  },
  '@vscode/ripgrep': {
    version: '1.18.0',
    integrity: 'sha512-ns5lWe44tSfbTMbVUsyB+I1819PVSw4AdpgK0RNkzfWfwy6+3IUNSxwSrfTno1/oWaS/hERNz+XLWVyga2aJBQ==',
  },
  '@lydell/node-pty': {
    version: '1.1.0',
    integrity: 'sha512-VDD8LtlMTOrPKWMXUAcB9+LTktzuunqrMwkYR1DMRBkS6LQrCt+0/Ws1o2rMml/n3guePpS7cxhHF7Nm5K4iMw==',
  },
};

/** Only for Linux on x64. 138 is the last line of this package that runs on Node 20. */
const chromium = {
  '@sparticuz/chromium': {
    version: '138.0.2',
    integrity: 'sha512-vs5qUiK6kFCzLCxZ2buWONcB6jdF3VWdYp6kH1tt56tZ78p51dMAxfWsfk9P62z/jAeqbVg4V6Rb3Ic4aAeOKQ==',
  },
};

module.exports = { codeServer, chromium };
