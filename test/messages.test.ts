/** What findings say, over all fixtures: the form that every text keeps, and that no rule is without a text. */
import assert from 'node:assert/strict';
import type { Finding } from '../src/analyzer/model';
import { allFixtures, lint } from './support/fixture';

describe('what findings say', () => {
  const findings: Finding[] = [];
  before(() => {
    for (const { documents } of allFixtures()) findings.push(...lint(documents));
  });

  it('has a headline that fits a list of problems, and ends without a full stop', () => {
    const wrong = findings.filter(({ headline }) => headline.length > 90 || /[.!:;,]$/.test(headline));
    assert.deepEqual([...new Set(wrong.map(({ rule, headline }) => `${rule}: ${headline}`))], []);
  });

  it('is not cut where no name of a user is long', () => {
    const cut = findings.filter(({ headline }) => /…/.test(headline.replace(/`[^`]*`/g, '')));
    assert.deepEqual([...new Set(cut.map(({ rule, headline }) => `${rule}: ${headline}`))], []);
  });

  it('starts with a capital letter, a number or a name, and never repeats itself', () => {
    for (const { headline, detail } of findings) {
      assert.match(headline, /^[A-Z`\d]/, headline);
      if (detail !== undefined)
        assert.match(detail, /^[A-Z`"\d]|^(?:smtpd|nodemailer|dj-email-url|django-environ|lettre)\b/, detail);
      if (detail !== undefined) assert.match(detail, /[.?]$/, detail);
      assert.ok(!detail?.includes(headline), headline);
    }
  });
});
