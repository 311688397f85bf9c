/** An esbuild plugin that leaves out what the packages, and our own tables, bring and no program uses. */
const fs = require('node:fs');
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

const manifest = path.join(__dirname, '../../package.json');

/** What programs say of themselves. */
function shownOfManifest() {
  const { version, homepage, bugs } = require(manifest);
  return { contents: JSON.stringify({ version, homepage, bugs }), loader: 'json' };
}

/** Node reads the text of a table faster than a table that is part of a program, and reads it when the table is used. */
const asText = (json) => ({ contents: `module.exports = JSON.parse(${JSON.stringify(json)});`, loader: 'js' });

/** Where the rows of our tables come from is for those who edit them. */
const PROVENANCE = new Set(['source', 'sources']);
/** In the entries of applications, as `npm run format` writes them. */
const PROVENANCE_OF_ENTRY = /^ {4}(?:sources: \[[^\]]*\]|checked: (?:\{[^}]*\}|\w+)|verified: '[a-z]+'),$/gm;

function withoutProvenance(file) {
  const text = fs.readFileSync(file, 'utf8');
  if (!file.endsWith('.json')) return { contents: text.replace(PROVENANCE_OF_ENTRY, ''), loader: 'ts' };
  const kept = (key, value) => (PROVENANCE.has(key) ? undefined : value);
  return asText(JSON.stringify(JSON.parse(text), kept));
}

/** A package that is imported and required is bundled once, as modules. */
const asModules = (name) => ({ path: path.join(path.dirname(require.resolve(name)), 'index.js') });

const standIns = {
  name: 'stand-ins',
  setup(build) {
    build.onResolve({ filter: FEATURE }, ({ importer }) =>
      /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]client\.js$/.test(importer)
        ? standIn('feature.js')
        : undefined,
    );
    build.onResolve({ filter: /^@lezer\/(?:common|lr|php|python)$/ }, ({ path: name }) => asModules(name));
    build.onResolve({ filter: /^@lezer\/highlight$/ }, () => standIn('highlight.js'));
    build.onResolve({ filter: /^minimatch$/ }, () => standIn('minimatch.js'));
    build.onResolve({ filter: /^semver\/functions\/parse$/ }, () => standIn('semver-parse.js'));
    build.onResolve({ filter: /^semver\/functions\/satisfies$/ }, () => standIn('semver-satisfies.js'));
    build.onLoad({ filter: /[\\/]package\.json$/ }, ({ path: file }) =>
      file === manifest ? shownOfManifest() : undefined,
    );
    build.onLoad({ filter: /[\\/]src[\\/](?:\w+[\\/])data[\\/][\w-]+\.(?:json|ts)$/ }, ({ path: file }) =>
      withoutProvenance(file),
    );
  },
};

module.exports = { standIns };
