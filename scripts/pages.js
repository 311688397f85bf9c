/** The pages that come with the extension, in one file: their paths from the folder `docs`, and their texts. */
const fs = require('node:fs');
const path = require('node:path');

const docs = path.join(__dirname, '../docs');
const { homepage } = require('../package.json');

function packedPages() {
  const rules = fs.readdirSync(path.join(docs, 'rules')).map((name) => `rules/${name}`);
  const pages = [...rules, 'silencing.md'].sort();
  return Object.fromEntries(pages.map((page) => [page, textOf(page, pages)]));
}

/** The text of a page. What it links to is in the repository, where it is no page. */
function textOf(page, pages) {
  const text = fs.readFileSync(path.join(docs, page), 'utf8');
  return text.replace(/(?<=\]\()(?!https?:)[^)#\s]+/g, (link) => {
    const file = path.posix.join('docs', path.posix.dirname(page), link);
    return pages.includes(file.slice('docs/'.length)) ? link : `${homepage.replace(/#.*$/, '')}/blob/main/${file}`;
  });
}

module.exports = { packedPages };
