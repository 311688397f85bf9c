/** Writes the table of rules into README.md, between its markers. With --check it only compares, and fails on a difference. */
const esbuild = require('esbuild');
const fs = require('node:fs');

const FIX = { safe: '🔧', suggestion: '💡', none: '' };

async function rules() {
  const { outputFiles } = await esbuild.build({
    entryPoints: ['src/analyzer/rules/index.ts'],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
  return module.exports.RULES;
}

async function main() {
  const rows = (await rules()).map(
    ({ id, severity, summary, fix }) => `| [${id}](docs/rules/${id}.md) | ${severity} | ${FIX[fix]} | ${summary} |`,
  );
  const table = ['| rule | severity | | flags |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const readme = fs.readFileSync('README.md', 'utf8');
  const written = readme.replace(/(<!-- rules: .*? -->\n)[\s\S]*?(<!-- \/rules -->)/, `$1\n${table}\n\n$2`);
  if (process.argv.includes('--check')) {
    if (written !== readme)
      throw new Error('the table of rules in README.md is not up to date; run: node scripts/readme.js');
  } else fs.writeFileSync('README.md', written);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
