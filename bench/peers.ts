/** ESLint with eslint-plugin-sonarjs' one rule on clear-text protocols, in the same process and on the same texts. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(process.cwd(), '.cache/peers');

/** Lints a TypeScript text; returns how many messages there were. Throws where it cannot be parsed. */
export type Peer = (text: string) => number;

/** Installed once, in a folder of its own, as it needs another TypeScript; undefined where that is not possible. */
export function loadPeer(): Peer | undefined {
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(join(FOLDER, 'node_modules/eslint'))) {
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join('bench/peers', name), join(FOLDER, name));
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      stdio: 'ignore',
    });
    if (status !== 0) return undefined;
  }
  const load = createRequire(join(FOLDER, 'package.json'));
  const { Linter } = load('eslint');
  const loaded = load('eslint-plugin-sonarjs');
  const config = [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: load('@typescript-eslint/parser') },
      plugins: { sonarjs: loaded.default ?? loaded },
      rules: { 'sonarjs/no-clear-text-protocols': 'error' },
    },
  ];
  const linter = new Linter();
  return (text) => {
    const messages = linter.verify(text, config, 'mailer.ts');
    // A text that its parser refuses no rule looks at, which would look like speed.
    const refused = messages.find(({ fatal }: { fatal?: boolean }) => fatal);
    if (refused) throw new Error(`ESLint did not lint the sample: ${refused.message} (line ${refused.line})`);
    return messages.length;
  };
}
