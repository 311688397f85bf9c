/**
 * The packages that a release contains, as CycloneDX: `node scripts/sbom.js > sbom.cdx.json`. They are bundled, and thus all
 * development dependencies to npm; those that the notices of the build name are the ones that are shipped.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const { name, version } = require('../package.json');

/** By `NAME@VERSION`, as npm refers to them. */
function shippedPackages() {
  const notices = fs.readFileSync(path.join(root, 'dist/ThirdPartyNotices.txt'), 'utf8');
  const titles = notices.matchAll(/^={80}\n(\S+) (\S+)\n={80}$/gm);
  return new Set(Array.from(titles, ([, title, release]) => `${title}@${release}`));
}

function main() {
  const arguments_ = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const shell = process.platform === 'win32';
  const all = JSON.parse(execFileSync('npm', arguments_, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, shell }));
  const shipped = shippedPackages();
  const components = all.components
    .filter((component) => shipped.delete(component['bom-ref']))
    .map((component) => ({
      ...component,
      scope: 'required',
      properties: component.properties?.filter((property) => property.name !== 'cdx:npm:package:development'),
    }));
  if (shipped.size > 0) throw new Error(`not in package-lock.json: ${[...shipped].join(', ')}`);
  const own = `${name}@${version}`;
  const dependencies = [{ ref: own, dependsOn: components.map((component) => component['bom-ref']) }];
  const component = { ...all.metadata.component, name, 'bom-ref': own };
  console.log(JSON.stringify({ ...all, metadata: { ...all.metadata, component }, components, dependencies }, null, 2));
}

main();
