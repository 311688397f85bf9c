/** The walkthrough: its steps name pages that are packed and commands that are there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const { contributes, files } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('walkthrough', () => {
  const commands: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);

  for (const { id, description, media, completionEvents = [] } of contributes.walkthroughs[0].steps)
    it(`${id}: shows a page and runs commands of this extension`, () => {
      const page = readFileSync(media.markdown, 'utf8');
      assert.match(page, /^## /);
      const [, picture] = /^!\[[^\]]+\]\((\w+\.png)\)$/m.exec(page) ?? [];
      const png = readFileSync(join(dirname(media.markdown), picture ?? ''));
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      assert.ok(png.length < 40_000, `${png.length} bytes`);
      assert.ok(files.includes(media.markdown.replace(/[^/]+$/, '*.png')));
      assert.ok(files.includes(media.markdown.replace(/[^/]+$/, '*.md')));
      const named = [description, ...completionEvents].flatMap((text) => text.match(/mailConfigLint\.\w+/g) ?? []);
      for (const command of named) assert.ok(commands.includes(command), command);
    });
});
