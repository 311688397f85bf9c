/** Writes docs/dialects.md from the tables. With --check it only compares, and fails on a difference. */
const fs = require('node:fs');
const { loadSource } = require('./load-source');

const PAGE = 'docs/dialects.md';

let KINDS;
let modeInWords;

const code = (text) => `\`${text}\``;
const codes = (texts) => [texts].flat().map(code).join(', ');

const OTHER_MODES = { error: 'refused', unknown: 'not told' };

const inWords = (mode) => OTHER_MODES[mode] ?? modeInWords(mode);

const FIELDS = {
  host: 'host',
  hostPort: 'host and port',
  port: 'port',
  url: 'connection URL',
  service: 'provider preset',
  user: 'user',
  password: 'password',
  elsewhere: 'credentials kept elsewhere',
  tls: 'encryption',
  verify: 'certificate check',
  versions: 'TLS versions',
  ciphers: 'ciphers',
  servername: 'name in the certificate',
  transport: 'transport',
  enabled: 'switched on by',
  auth: 'login used if',
  from: 'sender',
};

const VERIFICATION = { full: 'checked', 'chain-only': 'checked, but not its name', none: 'not checked' };

function condition([name, wanted]) {
  const subject = { $port: 'port', $scheme: 'scheme', $host: 'host' }[name] ?? code(name);
  if (wanted === true || wanted === false) return `${subject} is ${wanted}`;
  if (wanted === 'set') return `${subject} is set`;
  if (wanted === 'unset') return `${subject} is not set`;
  if (wanted.not) return `${subject} is none of ${codes(wanted.not.map(String))}`;
  return `${subject} is ${codes((wanted.anyCase ?? wanted).map((word) => (word === '' ? '(empty)' : String(word))))}`;
}

const conditions = (wanted) => (wanted ? Object.entries(wanted).map(condition).join(' and ') : 'otherwise');

/** Where the maps of an application stand, by the kind of file that they are bound to. */
function mapsIn(maps = []) {
  const formats = [...new Set(maps.map(({ format }) => format))];
  return formats.map((format) => {
    const paths = maps.filter((place) => place.format === format).flatMap(({ at }) => at);
    return `map ${codes(paths.map((path) => path || '(root)'))}${format ? ` in ${KINDS[format].title}` : ''}`;
  });
}

function recognition({ recognise, maps }) {
  const { keysAny, keysAll, prefixes, suffixes, images, files } = recognise;
  return [
    prefixes && `variables ${codes(prefixes.map((prefix) => `${prefix}…`))}`,
    suffixes && `variables ${codes(suffixes.map((suffix) => `…${suffix}`))}`,
    keysAny && `one or more of ${codes(keysAny)}`,
    keysAll && `${codes(keysAll)} together`,
    images && `container image ${codes(images)}`,
    ...mapsIn(maps),
    files && `file ${codes(files)}`,
  ].filter(Boolean);
}

function port(wanted) {
  if (wanted === undefined) return 'must be given, or is not known';
  if (typeof wanted === 'number') return String(wanted);
  if (Array.isArray(wanted))
    return wanted.map((rule) => `${rule.port} ${rule.if ? `if ${conditions(rule.if)}` : 'otherwise'}`).join(', ');
  return Object.entries(wanted)
    .map(([mode, number]) => `${number} ${mode === '*' ? 'otherwise' : `with ${inWords(mode)}`}`)
    .join(', ');
}

const UNREAD = {
  embedded: 'text within a YAML value',
  url: 'a URL whose host is a mail domain',
};

const REMARKS = {
  presumed:
    'The names are a convention and the code that reads them is the project’s own: absent switches prove nothing.',
  configFile: 'Variables only complete the project’s configuration file, so absent ones prove nothing.',
};

function section(entry) {
  const rows = Object.entries(entry.keys).filter(([field]) => FIELDS[field]);
  const rules = entry.verify?.rules ?? [];
  const lines = [
    `### ${entry.name}`,
    '',
    `- id: ${code(entry.id)}${entry.verified === 'docs' ? ', read in its documentation' : ''}${entry.verified === 'partial' ? ', not verified: absent switches prove nothing' : ''}`,
    `- recognised by: ${recognition(entry).join('; ') || 'nothing: only by what the settings have in common with others'}`,
    ...(entry.unread ? [`- its settings stand in ${UNREAD[entry.unread]}, which is not read`] : []),
    ...rows.map(([field, names]) => `- ${FIELDS[field]}: ${codes(names)}`),
    ...Object.entries(entry.also ?? {}).map(([key, names]) => `- ${code(key)} is also read as ${codes(names)}`),
    ...Object.entries(entry.defaults ?? {}).map(
      ([key, value]) => `- ${code(key)} is ${value === '' ? 'empty' : code(value)} by default`,
    ),
    ...(entry.preset
      ? [`- the provider preset ${entry.preset.wins ? 'wins over what is written' : 'fills in what is not written'}`]
      : []),
    ...(entry.sends ? [`- mail is sent with ${codes(entry.sends)}`] : []),
    ...(entry.scheme ? [`- a URL without a scheme is taken for ${code(`${entry.scheme}://`)}`] : []),
    ...(entry.needsPort ? ['- the port must stand beside the host'] : []),
    `- port, if none is given: ${port(entry.port)}`,
    ...(entry.verify?.default ? [`- certificate: ${VERIFICATION[entry.verify.default]}`] : []),
    ...rules.map((rule) => `- certificate ${VERIFICATION[rule.is]} if ${conditions(rule.if)}`),
    ...Object.keys(REMARKS).flatMap((name) => (entry[name] ? [`- ${REMARKS[name]}`] : [])),
    ...Object.entries(entry.obsolete ?? {}).map(([key, { because }]) => `- ${code(key)} is obsolete: ${because}`),
    ...Object.entries(entry.mistaken ?? {}).map(
      ([wrong, right]) => `- ${code(wrong)} is not read; it is called ${code(right)}`,
    ),
    '',
    '| encryption | if |',
    '| --- | --- |',
    ...entry.tls.map(
      (rule) => `| ${inWords(rule.mode)} | ${conditions(rule.if)}${rule.because ? ` (${rule.because})` : ''} |`,
    ),
    '',
    `Source: ${entry.sources.join('; ')}${entry.checked ? ` (${entry.checked.release}, checked on ${entry.checked.day})` : ''}`,
    '',
  ];
  return lines.join('\n');
}

async function main() {
  ({ KINDS } = await loadSource('src/analyzer/kinds.ts'));
  ({ modeInWords } = await loadSource('src/analyzer/words.ts'));
  const all = (await loadSource('src/analyzer/data/dialects.ts')).ENTRIES;
  const sorted = [...all].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const text = [
    '# Applications and frameworks',
    '',
    `What ${all.length} applications and frameworks call their mail settings, and what the values and their absence mean. The first`,
    'row of a table that holds decides. This page is made from the tables in `src/analyzer/data`; change them, then run',
    '`node scripts/docs-dialects.js`.',
    '',
    '| application | read in | release or commit | checked on |',
    '| --- | --- | --- | --- |',
    ...sorted.map(
      ({ name, sources, checked }) =>
        `| ${name} | ${sources[0]} | ${checked?.release ?? 'not noted'} | ${checked?.day ?? 'not noted'} |`,
    ),
    '',
    ...sorted.map(section),
  ].join('\n');
  const written = fs.existsSync(PAGE) ? fs.readFileSync(PAGE, 'utf8') : '';
  if (process.argv.includes('--check')) {
    if (written !== text) throw new Error(`${PAGE} is not up to date; run: node scripts/docs-dialects.js`);
  } else fs.writeFileSync(PAGE, text);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
