/**
 * Bundles that use each other's modules, so that no code is shipped twice. A *base* is a bundle that lends modules: it
 * exports `modules`, by source file a function that evaluates the module and gives its exports. A bundle that uses a base
 * asks for those at run time, in place of holding them itself. Which modules are asked for, esbuild itself finds out.
 */
const esbuild = require('esbuild');
const path = require('node:path');

const root = path.join(__dirname, '..');

const NAMESPACE = 'lent';

const filesOf = ({ metafile }) => Object.keys(metafile.inputs).filter((file) => !file.includes(':'));

/** The files that a bundle is made of, without those that its bases lend. */
const contentsOf = async (options, bases, borrows) =>
  filesOf(await esbuild.build({ ...using(options, bases, borrows), metafile: true, write: false, logLevel: 'silent' }));

/** Leaves out what a base has, and notes in the base what is asked of it. Earlier bases go before later ones. */
function using(options, bases, borrows = () => true) {
  const lent = {
    name: 'lent-modules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, pluginData, ...from }) => {
        if (pluginData === NAMESPACE || kind === 'entry-point') return undefined;
        const resolved = await build.resolve(wanted, { ...from, kind, pluginData: NAMESPACE });
        const file = path.relative(root, resolved.path).replaceAll(path.sep, '/');
        const base = resolved.external || !borrows(file) ? undefined : bases.find(({ files }) => files.has(file));
        if (!base) return resolved;
        base.asked.add(file);
        return { path: file, namespace: NAMESPACE, pluginData: base };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: file, pluginData: { name } }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${name}.js`)}).modules[${JSON.stringify(file)}]();`,
      }));
    },
  };
  const external = [...(options.external ?? []), ...bases.map(({ name }) => `./${name}.js`)];
  return { ...options, external, plugins: [lent, ...(options.plugins ?? [])] };
}

/** The entry of a base: lends what was asked for, and starts what it is by itself. */
function entryOf({ start, asked }) {
  const lines = [...asked]
    .sort()
    .map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)}),`);
  return { contents: `${start}\nexport const modules = {\n${lines.join('\n')}\n};\n`, resolveDir: root };
}

/**
 * Builds bundles that use bases, and the bases. Every bundle has a `name`, its `options` and the names of the bases that it
 * `uses`, of which it `borrows` all files or those for which that is true; a base also has a `start`, the text of its entry, and comes before what uses it. Gives the metafiles.
 */
async function buildSharing(bundles, outdir = 'dist') {
  const bases = new Map();
  const basesOf = ({ uses = [] }) => uses.map((name) => bases.get(name));
  for (const bundle of bundles) {
    if (bundle.start === undefined) continue;
    const options = { ...bundle.options, stdin: entryOf({ start: bundle.start, asked: [] }) };
    bases.set(bundle.name, {
      ...bundle,
      files: new Set(await contentsOf(options, basesOf(bundle), bundle.borrows)),
      asked: new Set(),
    });
  }
  const metafiles = [];
  // Who asks comes before who is asked.
  for (const bundle of [...bundles].reverse()) {
    const base = bases.get(bundle.name);
    const entry = base ? { stdin: entryOf(base) } : { entryPoints: [bundle.entry] };
    const options = { ...bundle.options, ...entry, outfile: path.join(outdir, `${bundle.name}.js`), metafile: true };
    metafiles.push((await esbuild.build(using(options, basesOf(bundle), bundle.borrows))).metafile);
  }
  return metafiles;
}

module.exports = { buildSharing };
