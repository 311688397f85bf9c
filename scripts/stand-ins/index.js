/** An esbuild plugin that leaves out what the packages bring and nobody uses. */
const path = require('node:path');

/** Features of the language client whose requests our server does not answer. */
const ABSENT_FEATURES = [
  'callHierarchy',
  'colorProvider',
  'declaration',
  'documentLink',
  'fileOperations',
  'formatting',
  'implementation',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'selectionRange',
  'semanticTokens',
  'signatureHelp',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
  'workspaceSymbol',
];

const FEATURE = new RegExp(`^\\./(?:${ABSENT_FEATURES.join('|')})$`);

const standIn = (name) => ({ path: path.join(__dirname, name) });

const standIns = {
  name: 'stand-ins',
  setup(build) {
    build.onResolve({ filter: FEATURE }, ({ importer }) =>
      /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]client\.js$/.test(importer)
        ? standIn('feature.js')
        : undefined,
    );
    build.onResolve({ filter: /^@lezer\/highlight$/ }, () => standIn('highlight.js'));
    build.onResolve({ filter: /^minimatch$/ }, () => standIn('minimatch.js'));
    build.onResolve({ filter: /^semver\/functions\/parse$/ }, () => standIn('semver-parse.js'));
    build.onResolve({ filter: /^semver\/functions\/satisfies$/ }, () => standIn('semver-satisfies.js'));
  },
};

module.exports = { standIns };
