/** Comments that silence nothing, and what is left when one is taken out. */
import assert from 'node:assert/strict';
import { applyEdits } from '../src/analyzer/edits';
import { spell } from '../src/analyzer/spelling';
import { applySuppressions } from '../src/workspace/suppressions';
import { projectOf } from './support/fixture';

function removed(text: string): string | undefined {
  const document = { uri: 'file:///x.js', path: 'x.js', text };
  const [unused, ...others] = applySuppressions(document, []);
  assert.equal(unused?.rule, 'unused-suppression');
  assert.deepEqual(others, []);
  const [proposal] = unused.subjects[0]?.proposals ?? [];
  const edits = proposal && spell(proposal, undefined, projectOf([document]));
  return edits && applyEdits(text, edits);
}

describe('a comment that disables nothing', () => {
  const NEXT = 'mail-config-lint-disable-next-line tls-disabled -- our relay';

  it('is taken out with the line that it has for itself', () => {
    assert.equal(removed(`a();\n  // ${NEXT}\nb();\n`), 'a();\nb();\n');
    assert.equal(removed(`A=1\r\n# ${NEXT}\r\nB=2\r\n`), 'A=1\r\nB=2\r\n');
    assert.equal(removed(`a();\n// ${NEXT}`), 'a();\n');
    assert.equal(removed(`/* ${NEXT} */\nb();\n`), 'b();\n');
  });

  it('is taken out behind or before code, which stays', () => {
    assert.equal(removed('port: 25, // mail-config-lint-disable-line\nhost\n'), 'port: 25,\nhost\n');
    assert.equal(removed('port: 25, /* mail-config-lint-disable-line */ host\n'), 'port: 25, host\n');
  });

  it('stays where it goes on over other lines', () => {
    assert.equal(removed('/* mail-config-lint-disable-file\n as the relay knows us */\n'), undefined);
  });
});
