/** The walkthrough: its steps name pages that are packed and commands that are there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { contributes, files } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('walkthrough', () => {
  const commands: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);

  for (const { id, description, media, completionEvents = [] } of contributes.walkthroughs[0].steps)
    it(`${id}: shows a page and runs commands of this extension`, () => {
      assert.match(readFileSync(media.markdown, 'utf8'), /^## /);
      assert.ok(files.includes(media.markdown.replace(/[^/]+$/, '*.md')));
      const named = [description, ...completionEvents].flatMap((text) => text.match(/mailConfigLint\.\w+/g) ?? []);
      for (const command of named) assert.ok(commands.includes(command), command);
    });
});
