/**
 * Writes what is made of the table of kinds of files: when the editor starts the extension and which files have its own
 * languages, in package.json, and the page docs/files.md; and of the libraries of JavaScript the words that they bring,
 * which the extension looks for without loading them. With --check it only compares, and fails on a difference.
 */
const fs = require('node:fs');
const { loadSource } = require('./load-source');

const PAGE = 'docs/files.md';
const WORDS = 'src/analyzer/data/library-words.json';

const code = (text) => `\`${text}\``;

/** An editor takes many of these files for plain text: templates, and names of which it knows nothing. */
const activationEvents = (kinds) => [
  ...[...new Set(kinds.flatMap(({ languages }) => languages)), 'plaintext'].map((language) => `onLanguage:${language}`),
  // Names that say enough by themselves; others are in any folder.
  ...kinds
    .flatMap(({ names }) => names)
    .filter((name) => !name.startsWith('*'))
    .map((name) => `workspaceContains:**/${name}`),
  // A page of a rule that is open when a window starts.
  'onFileSystem:mail-config-lint-docs',
];

/** Languages that no other extension has. Those of VS Code have other files of ours: the settings, which may have comments. */
function withFiles(language, kinds) {
  if (!language.id.startsWith('postfix-')) return language;
  const { names } = kinds.find(({ languages }) => languages.includes(language.id));
  return {
    ...language,
    filenames: names.filter((name) => !name.includes('*')),
    filenamePatterns: names.filter((name) => name.includes('*')),
  };
}

function pageOf(kinds, templateEndings) {
  const rows = kinds.map(
    ({ title, names, languages }) =>
      `| ${title} | ${names.map(code).join(', ')} | ${languages.map(code).join(', ') || '–'} |`,
  );
  return [
    '# Files that are read',
    '',
    'The command line reads these files when it searches a folder, and so does the language server. Case does not matter; `*`',
    'matches any text within a name, `[._-]` one of the characters. The names of settings files may also end as templates do:',
    `${templateEndings.map((ending) => code(`.${ending}`)).join(', ')}.`,
    '',
    'JSON is read only from files that hold settings by their names, such as `config/*.json` and `appsettings.json`; PHP only from',
    'files that have mail in their names, and from `wp-config.php`, `functions.php` and `mu-plugins/*.php`. Manifests, lock files,',
    'typings and translations are skipped, and so is every file without a word of mail in it.',
    '',
    'An editor sends the documents with these names, and those of any other name whose language id belongs to one kind only.',
    '',
    'This page is made from the table in `src/analyzer/kinds.ts`; change that, then run `node scripts/kinds.js`.',
    '',
    '| kind | names | language ids of editors |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Each file with what it should hold. */
async function outcome() {
  const { KINDS, TEMPLATE_ENDINGS } = await loadSource('src/analyzer/kinds.ts');
  const { LIBRARIES } = await loadSource('src/analyzer/libraries/index.ts');
  const words = [...new Set(LIBRARIES.flatMap((library) => library.words ?? []))].sort();
  const kinds = Object.values(KINDS);
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  manifest.activationEvents = activationEvents(kinds);
  manifest.contributes.languages = manifest.contributes.languages.map((language) => withFiles(language, kinds));
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    [PAGE]: pageOf(kinds, TEMPLATE_ENDINGS),
    [WORDS]: `${JSON.stringify(words, null, 2)}\n`,
  };
}

async function main() {
  for (const [file, text] of Object.entries(await outcome())) {
    if (!process.argv.includes('--check')) fs.writeFileSync(file, text);
    else if (!fs.existsSync(file) || text !== fs.readFileSync(file, 'utf8'))
      throw new Error(
        `${file} does not show the kinds of files and the libraries as they are; run: node scripts/kinds.js`,
      );
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
