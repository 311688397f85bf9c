/** The copyright notices of the packages that esbuild puts into the bundles. */
const fs = require('node:fs');
const path = require('node:path');

const NOTICE = /^(?:licen[cs]e|copying|notice|third-?party-?notices)(?:[.-].*)?$/i;
const LINE = '='.repeat(80);

/** The folder of the package that a file belongs to; undefined for a file of our own. */
const packageFolderOf = (file) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];

/**
 * The folders of the packages of which some code is in the outputs.
 * @param {import('esbuild').Metafile[]} metafiles
 */
function bundledPackages(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const files = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => !file.startsWith('lent:') && inputs[file].bytesInOutput > 0),
  );
  return [...new Set(files.map(packageFolderOf).filter((folder) => folder !== undefined))];
}

const textOf = (file) => fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();

/** Everything that a package says of its licence; throws where it says nothing. */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = fs.readdirSync(folder).filter((file) => NOTICE.test(file));
  if (files.length === 0) throw new Error(`${name} ${version} (${license}) is bundled, and has no text of its licence`);
  const texts = files.sort().map((file) => textOf(path.join(folder, file)));
  return { title: `${name} ${version}`, text: texts.join('\n\n') };
}

/** @param {import('esbuild').Metafile[]} metafiles */
function thirdPartyNotices(metafiles) {
  const notices = bundledPackages(metafiles)
    .map(noticeOf)
    .sort((a, b) => (a.title < b.title ? -1 : 1));
  const parts = notices.map(({ title, text }) => `${LINE}\n${title}\n${LINE}\n\n${text}\n`);
  return `Mail Config Lint contains code of the packages below. These are their licences.\n\n${parts.join('\n')}`;
}

module.exports = { thirdPartyNotices };
