/** No secret leaves its file: planted in the settings of every fixture, and looked for in everything that is said. */
import assert from 'node:assert/strict';
import { allFixtures } from './support/fixture';
import { leaksIn } from './support/leaks';
import { FORMS, outputsOf, plantingsOf, workspaceOf } from './support/plantings';

/** `LEAKS=all` plants every form in every setting, which takes minutes. */
const EVERY = process.env.LEAKS === 'all';

describe('planted secrets', () => {
  it('are in no output', async function () {
    // A busy machine takes its time; what counts is in the fixtures.
    this.timeout(3_600_000);
    const forms = new Set<string>();
    const outputs = new Set<string>();
    const leaks: string[] = [];
    let count = 0;
    for (const fixture of allFixtures()) {
      const workspace = workspaceOf(fixture);
      const uris = fixture.documents.map(({ uri }) => uri);
      for (const planting of plantingsOf(fixture, workspace, EVERY)) {
        count++;
        forms.add(planting.form);
        workspace.open(planting.after);
        for (const [output, text] of await outputsOf(workspace, uris, planting)) {
          outputs.add(output);
          leaks.push(...leaksIn(output, text, planting));
        }
        workspace.open(planting.before);
      }
    }
    assert.deepEqual(leaks, []);
    assert.ok(count > 1500, `${count} plantings`);
    assert.deepEqual(forms, new Set(Object.keys(FORMS)));
    const said = ['json', 'hover', 'plain hover', 'actions', 'configurations', 'connection test', 'effective settings'];
    for (const output of said) assert.ok(outputs.has(output), output);
  });
});
