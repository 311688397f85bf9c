/** msmtp's files as `msmtp --pretend` reads them. */
import assert from 'node:assert/strict';
import { parseMsmtprc } from '../src/analyzer/formats/msmtprc';

const read = (text: string) =>
  Object.fromEntries(parseMsmtprc(text, 'file:///msmtprc').scopes[0]!.entries.map(({ key, value }) => [key, value]));

describe('msmtprc', () => {
  it('has defaults and accounts, with quotes and without', () => {
    const text = 'defaults\ntls\n\n# work\naccount me@a.org\n\thost "smtp.a.org"\nport\t587\ntls_starttls off\n';
    assert.deepEqual(read(text), {
      'defaults.tls': 'on',
      'account.me@a_org.host': 'smtp.a.org',
      'account.me@a_org.port': '587',
      'account.me@a_org.tls_starttls': 'off',
    });
  });

  it('leaves out what builds on another account, and what a template decides', () => {
    assert.deepEqual(read('account a\nhost a.org\naccount b : a\nport 25\naccount default: b\n'), {
      'account.a.host': 'a.org',
    });
    assert.deepEqual(read('account a\nhost {{ host }}\n'), { 'account.a.host': undefined });
    assert.deepEqual(read('account a\n{% if x %}\nhost a.org\n{% endif %}\n'), {});
    assert.deepEqual(read('account a\nhost a.org\ndefaults\nport 25\naccount b\nhost b.org\n'), {});
  });

  it('writes and takes out commands with their line', () => {
    const text = 'account a\r\n  host  a.org\r\n  tls\r\n';
    const [scope] = parseMsmtprc(text, 'u').scopes;
    const [host, tls] = scope!.entries;
    const apply = (edit: { span: { start: number; end: number }; text: string } | undefined) =>
      text.slice(0, edit!.span.start) + edit!.text + text.slice(edit!.span.end);
    assert.equal(apply(tls!.editable.replace('off')), 'account a\r\n  host  a.org\r\n  tls off\r\n');
    assert.equal(apply(host!.editable.replace('b.org')), 'account a\r\n  host  b.org\r\n  tls\r\n');
    assert.equal(apply(tls!.editable.remove!()![0]), 'account a\r\n  host  a.org\r\n');
    assert.equal(
      apply(scope!.insert('account.a.port', 587, host)),
      'account a\r\n  host  a.org\r\n  port  587\r\n  tls\r\n',
    );
  });
});
