/** Imports point one way: glue → workspace, probe → analyzer, io; in there analyze → rules, dialects → formats → model. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';

const SOURCE = join(process.cwd(), 'src');

/** Each layer with what it may import; a path belongs to the first layer whose prefix it has. */
const LAYERS: readonly { readonly prefix: string; readonly may: readonly string[] }[] = [
  { prefix: 'show/', may: [] },
  { prefix: 'analyzer/facts', may: [] },
  { prefix: 'analyzer/postfix-facts', may: [] },
  { prefix: 'analyzer/model', may: ['show/', 'analyzer/facts', 'analyzer/postfix-facts'] },
  { prefix: 'analyzer/kinds', may: ['analyzer/model', 'analyzer/paths'] },
  { prefix: 'analyzer/data/', may: ['analyzer/model', 'analyzer/kinds'] },
  { prefix: 'analyzer/hosts', may: ['analyzer/data/'] },
  { prefix: 'analyzer/marks', may: [] },
  { prefix: 'analyzer/secrets', may: ['analyzer/marks'] },
  { prefix: 'analyzer/mask', may: ['analyzer/secrets'] },
  { prefix: 'analyzer/showing', may: ['analyzer/model', 'analyzer/mask', 'show/'] },
  { prefix: 'analyzer/nearest', may: [] },
  { prefix: 'analyzer/networks', may: [] },
  { prefix: 'analyzer/paths', may: [] },
  { prefix: 'analyzer/percent', may: [] },
  { prefix: 'analyzer/platforms', may: ['analyzer/model', 'analyzer/data/'] },
  { prefix: 'analyzer/providers', may: ['analyzer/model', 'analyzer/data/'] },
  { prefix: 'analyzer/words', may: ['analyzer/model'] },
  { prefix: 'analyzer/trust', may: ['analyzer/model', 'analyzer/hosts', 'analyzer/paths'] },
  {
    prefix: 'analyzer/target',
    may: [
      'show/',
      'analyzer/model',
      'analyzer/compose-network',
      'analyzer/platforms',
      'analyzer/hosts',
      'analyzer/mask',
      'analyzer/explain',
      'analyzer/showing',
      'analyzer/trust',
      'analyzer/words',
    ],
  },
  { prefix: 'analyzer/compose-network', may: ['analyzer/model', 'analyzer/formats/'] },
  { prefix: 'analyzer/edits', may: ['analyzer/model'] },
  { prefix: 'analyzer/explain', may: ['analyzer/model', 'analyzer/showing', 'analyzer/words', 'show/'] },
  {
    prefix: 'analyzer/formats/',
    may: ['analyzer/facts', 'analyzer/kinds', 'analyzer/marks', 'analyzer/model', 'analyzer/secrets', 'analyzer/data/'],
  },
  { prefix: 'analyzer/ignore-rules', may: [] },
  {
    prefix: 'analyzer/environment',
    may: ['analyzer/model', 'analyzer/paths', 'analyzer/formats/', 'analyzer/ignore-rules'],
  },
  { prefix: 'analyzer/variable-names', may: ['analyzer/nearest'] },
  { prefix: 'analyzer/dialect.ts', may: ['analyzer/model', 'analyzer/formats/'] },
  { prefix: 'analyzer/javascript/', may: ['analyzer/model', 'analyzer/formats/'] },
  {
    prefix: 'analyzer/libraries/',
    may: [
      'analyzer/facts',
      'analyzer/kinds',
      'analyzer/model',
      'analyzer/data/',
      'analyzer/dialect.ts',
      'analyzer/edits',
      'analyzer/environment',
      'analyzer/formats/',
      'analyzer/hosts',
      'analyzer/javascript/',
      'analyzer/nearest',
      'analyzer/paths',
      'analyzer/percent',
      'analyzer/providers',
      'analyzer/secrets',
      'analyzer/variable-names',
    ],
  },
  { prefix: 'analyzer/concern', may: ['analyzer/data/', 'analyzer/kinds', 'analyzer/model'] },
  {
    prefix: 'analyzer/dialects/',
    may: [
      'analyzer/facts',
      'analyzer/postfix-facts',
      'analyzer/dialect.ts',
      'analyzer/kinds',
      'analyzer/libraries/',
      'analyzer/model',
      'analyzer/variable-names',
      'analyzer/data/',
      'analyzer/formats/',
      'analyzer/environment',
      'analyzer/edits',
      'analyzer/nearest',
      'analyzer/hosts',
      'analyzer/networks',
      'analyzer/paths',
      'analyzer/percent',
      'analyzer/secrets',
      'analyzer/providers',
    ],
  },
  {
    prefix: 'analyzer/rules/',
    may: [
      'analyzer/facts',
      'analyzer/postfix-facts',
      'analyzer/trust',
      'analyzer/words',
      'analyzer/model',
      'analyzer/data/',
      'analyzer/hosts',
      'analyzer/networks',
      'analyzer/paths',
      'analyzer/secrets',
      'analyzer/platforms',
      'analyzer/providers',
    ],
  },
  {
    prefix: 'analyzer/analyze',
    may: [
      'analyzer/concern',
      'show/',
      'analyzer/dialect.ts',
      'analyzer/kinds',
      'analyzer/model',
      'analyzer/paths',
      'analyzer/showing',
      'analyzer/trust',
      'analyzer/words',
      'analyzer/formats/',
      'analyzer/dialects/',
      'analyzer/rules/',
    ],
  },
  { prefix: 'analyzer/overlay', may: ['analyzer/model', 'analyzer/edits'] },
  { prefix: 'analyzer/spelling', may: ['analyzer/marks', 'analyzer/model', 'analyzer/formats/', 'analyzer/showing'] },
  {
    prefix: 'analyzer/connections',
    may: ['analyzer/trust', 'analyzer/model', 'analyzer/hosts', 'analyzer/providers', 'analyzer/rules/'],
  },
  {
    prefix: 'analyzer/grade',
    may: [
      'analyzer/trust',
      'analyzer/words',
      'analyzer/model',
      'analyzer/edits',
      'analyzer/rules/',
      'analyzer/analyze',
      'analyzer/showing',
      'analyzer/overlay',
      'analyzer/spelling',
      'analyzer/connections',
    ],
  },
  { prefix: 'language/', may: ['analyzer/', 'show/'] },
  { prefix: 'io/', may: [] },
  { prefix: 'workspace/', may: ['analyzer/', 'io/', 'package.json'] },
  {
    prefix: 'probe/',
    may: [
      'show/',
      'io/',
      'analyzer/model',
      'analyzer/data/',
      'analyzer/providers',
      'analyzer/hosts',
      'analyzer/mask',
      'analyzer/target',
      'analyzer/words',
    ],
  },
  { prefix: 'server/', may: ['analyzer/', 'language/', 'workspace/', 'show/', 'package.json'] },
  { prefix: 'cli/', may: ['analyzer/', 'workspace/', 'probe', 'io/', 'show/', 'package.json'] },
  {
    prefix: 'extension/',
    may: [
      'analyzer/concern',
      'analyzer/kinds',
      'analyzer/model',
      'analyzer/target',
      'analyzer/words',
      'probe',
      'io/',
      'server/protocol',
      'show/',
      'workspace/files',
    ],
  },
];

/** The files that lead back to themselves. */
function circles(edges: readonly Import[]): string[] {
  const targets = new Map<string, Import[]>();
  for (const edge of edges) targets.set(edge.from, [...(targets.get(edge.from) ?? []), edge]);
  return [...targets.keys()].filter((start) => {
    const seen = new Set<string>();
    const open = [start];
    for (let file = open.pop(); file !== undefined; file = open.pop())
      for (const { to } of targets.get(file) ?? []) {
        // A folder stands for its index.
        const target = targets.has(to) ? to : to.replace(/\.ts$/, '/index.ts');
        if (target === start) return true;
        if (!seen.has(target)) open.push(target);
        seen.add(target);
      }
    return false;
  });
}

const layerOf = (file: string) => LAYERS.find(({ prefix }) => file.startsWith(prefix));

interface Import {
  readonly from: string;
  readonly to: string;
  /** Nothing of it is left when the program runs. */
  readonly isType: boolean;
}

/** `import type …`, `import { type A, type B } …`. */
const takesTypes = (clause: string) =>
  /^\s*type\b/.test(clause) || /^\s*\{(?:\s*type\s[^,}]*,?)+\s*\}\s*$/.test(clause);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8').replace(/^\s*(?:\/\*\*?|\*|\/\/).*$/gm, '');
  const found = text.matchAll(
    /^(?:import|export)\b([^;]*?)\bfrom '([^']+)';|^import '([^']+)';|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, clause = '', named, bare, dynamic]) => {
    const specifier = named ?? bare ?? dynamic ?? '';
    const isType = takesTypes(clause);
    if (!specifier.startsWith('.')) return { from: file, to: specifier, isType };
    const to = relative(SOURCE, normalize(join(SOURCE, file, '..', specifier))).replace(/^\.\.\//, '');
    return { from: file, to: /\.\w+$/.test(to) ? to : `${to}.ts`, isType };
  });
}

const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)));
const imports = files.flatMap(importsOf);

describe('layers', () => {
  it('gives every file a layer', () => {
    assert.ok(files.length > 50, 'the sources are found');
    assert.deepEqual(
      files.filter((file) => !layerOf(file)),
      [],
    );
  });

  it('lets imports point down only', () => {
    const isWrong = ({ from, to }: Import) => {
      const layer = layerOf(from);
      if (!layer || !/^(?:show|analyzer|language|io|workspace|probe|server|cli|extension|package)\b/.test(to))
        return false;
      return !to.startsWith(layer.prefix) && !layer.may.some((prefix) => to.startsWith(prefix));
    };
    assert.deepEqual(imports.filter(isWrong), []);
    assert.ok(
      isWrong({ from: 'analyzer/rules/missing-auth.ts', to: 'analyzer/analyze.ts', isType: false }),
      'an arrow up is seen',
    );
  });

  it('goes in circles nowhere', () => {
    assert.deepEqual(circles(imports.filter(({ isType }) => !isType)), [], 'at run time');
    assert.deepEqual(circles(imports), [], 'not even for types');
    const pair: Import[] = [
      { from: 'a.ts', to: 'b.ts', isType: false },
      { from: 'b.ts', to: 'a.ts', isType: false },
    ];
    assert.deepEqual(circles(pair), ['a.ts', 'b.ts'], 'a circle is seen');
  });

  it('keeps Node and the editor out of the analyzer', () => {
    const allowed = new Set([
      'yaml',
      'dot-properties',
      'jsonc-parser',
      'vscode-languageserver-textdocument',
      '@lezer/javascript',
      '@lezer/php',
      '@lezer/python',
      '@lezer/common',
      '@lezer/lr',
    ]);
    const foreign = imports.filter(
      ({ from, to }) => /^(?:analyzer|show)\//.test(from) && !/^(?:analyzer|show)\//.test(to) && !allowed.has(to),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      imports.filter(({ from, to }) => to === 'vscode' && !from.startsWith('extension/')),
      [],
    );
  });
});
