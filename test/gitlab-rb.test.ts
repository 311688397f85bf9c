/** gitlab.rb: statements, literals, and what is neither. */
import assert from 'node:assert/strict';
import { parseGitlabRb } from '../src/analyzer/formats/gitlab-rb';
import { settingsTexts } from './support/settings-text';

const { whole, values } = settingsTexts((text) => parseGitlabRb(text, 'file:///gitlab.rb'));

describe('gitlab.rb', () => {
  it('reads literals, one or several statements a line', () => {
    assert.deepEqual(
      values(
        `gitlab_rails['smtp_port'] = 587; gitlab_rails["smtp_tls"]=false\ngitlab_rails[ 'smtp_address' ] = "a.example.org" # x`,
      ),
      {
        'gitlab_rails.smtp_port': '587',
        'gitlab_rails.smtp_tls': 'false',
        'gitlab_rails.smtp_address': 'a.example.org',
      },
    );
  });

  it('knows nothing of what is computed, and goes on behind it', () => {
    for (const computed of [
      `ENV['X']`,
      `"#{host}"`,
      `'$HOST'`,
      `'a' + 'b; c'`,
      `File.read("/x;y")`,
      `25 + 1`,
      `'false'`,
      `'a\\'b'`,
      `"never closed`,
      ``,
    ])
      assert.deepEqual(
        values(`gitlab_rails['smtp_address'] = ${computed}\ngitlab_rails['smtp_port'] = 25`),
        { 'gitlab_rails.smtp_address': undefined, 'gitlab_rails.smtp_port': '25' },
        computed,
      );
  });

  it('passes over comments, conditions and comparisons', () => {
    assert.deepEqual(values(`# a['b'] = 1\nif a['b'] == 1\n  external_url 'x'; a['c'] = 2 # a['d'] = 3\nend\n'`), {
      'a.c': '2',
    });
  });

  it('tells where name and value stand', () => {
    const text = `  gitlab_rails['smtp_port'] = '25'`;
    const [entry] = whole(text).entries;
    assert.ok(entry);
    assert.equal(text.slice(entry.keySpan.start, entry.keySpan.end), 'smtp_port');
    assert.equal(text.slice(entry.at.start, entry.at.end), '25');
  });

  it('ends on any text', () => {
    const marks = [`'`, `"`, `#`, `;`, `\n`, `a['b']`, `=`, ` `, `1`, `\\`];
    for (const one of marks)
      for (const two of marks)
        for (const three of marks)
          for (const four of marks) parseGitlabRb(one + two + three + four, 'file:///gitlab.rb');
  });
});
