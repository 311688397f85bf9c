/** Secrets are masked, and text from files is only text, wherever it is shown. */
import assert from 'node:assert/strict';
import { maskUrls, maskValue, maskWith, passwordsIn, tokensIn } from '../src/analyzer/mask';
import { html } from '../src/show/html';
import { block, cell, code, type Markdown, md, plainText } from '../src/show/markdown';
import { jsonText, visible } from '../src/show/shown';
import { assertCheap } from './support/processor-time';

/** With everything on that a renderer may have: HTML, and links made of bare addresses. */
const renderer: { render(text: string): string } = new (require('markdown-it'))({ html: true, linkify: true });

/** The elements that a renderer makes, by name, and the text that a reader sees. */
function rendered({ text }: Markdown): { elements: Set<string>; seen: string } {
  const page = renderer.render(text);
  const elements = new Set([...page.matchAll(/<([a-z]\w*)/g)].map((match) => match[1]!));
  const plain = page.replace(/<[^>]*>/g, '').trimEnd();
  const seen = plain.replace(
    /&(amp|lt|gt|quot);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!,
  );
  return { elements, seen };
}

const HOSTILE = [
  'a` ![x](https://evil.example/?a=1) `b',
  '``` ![x](https://evil.example) ```',
  '`',
  '``',
  ' ` ',
  '\\`![x](y)',
  '[a](command:workbench.action.quit) <img src=x onerror=alert(1)>',
  '<https://evil.example> https://evil.example www.evil.example mail@evil.example',
  '*b* **b** _b_ __b__ ~~b~~ a_b_c snake_case',
  '# heading',
  '- item',
  '+ item',
  '> quote',
  '| a | b |',
  '&lt;b&gt; &copy;',
  '<!-- comment',
  '</details><script>',
  'x\n\n# heading\n\n![x](y)',
];

describe('showing texts', () => {
  it('hides logins in URLs, however they are written', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['smtps://app:Zk7w@mail.acme.org:465', 'smtps://***@mail.acme.org:465'],
      ['smtps://app:p/a#s?s@mail.acme.org', 'smtps://***@mail.acme.org'],
      ['smtps://app:p@ss@mail.acme.org', 'smtps://***@mail.acme.org'],
      ['app:Zk7w@mail.acme.org:587', '***@mail.acme.org:587'],
      ['smtps:/app:Zk7w@mail.acme.org', 'smtps:/***@mail.acme.org'],
      ['smtps//app:Zk7w@mail.acme.org', 'smtps//***@mail.acme.org'],
      ['smtps:app:Zk7w@mail.acme.org', 'smtps:***@mail.acme.org'],
      ['smtps://app:Zk7w', 'smtps://***'],
      ['smtps%3A%2F%2Fapp%3AZk7w%40mail.acme.org', 'smtps://***@mail.acme.org'],
      ['the host "smtps://app:Zk7w@mail.acme.org" is', 'the host "smtps://***@mail.acme.org" is'],
      ['smtp://mail.acme.org?user=app&password=Zk7w', 'smtp://mail.acme.org?user=app&password=***'],
      ['https://api.acme.org/?api_key=Zk7w#x', 'https://api.acme.org/?api_key=***#x'],
    ];
    for (const [text, expected] of cases) assert.equal(maskUrls(text), expected);
    assert.equal(maskValue('smtps://app:pass word@mail.acme.org'), 'smtps://***@mail.acme.org');
    for (const [text] of cases) assert.equal(maskUrls(maskUrls(text)), maskUrls(text));
  });

  it('leaves alone what holds no login', () => {
    const texts = [
      'smtp://mail.acme.org:587',
      'mail.acme.org:587:25',
      'smtp://mail.acme.org:587, encryption unknown',
      'smtp://[2001:db8::1]:25',
      'inet:127.0.0.1:8891',
      'hash:/etc/postfix/sasl',
      'HIGH:!aNULL:@STRENGTH',
      'smtp://app:${SMTP_PASSWORD}@mail.acme.org',
      'smtp://app:${encodeURIComponent(',
      'MAIL FROM:<shop@acme.org>',
      'mailto:shop@acme.org',
      'C:\\Users\\joe@acme\\.env',
      'src/mail.ts:12:5',
      'git@github.com:acme/shop.git',
      'http://localhost:3000/@fs/mail.ts',
      'in a list of `KEY=value` the quotes become part of the value',
    ];
    for (const text of texts) assert.equal(maskUrls(text), text);
  });

  it('tells made-up words from names', () => {
    for (const token of [
      'Zk7wQx2Lm9vB',
      'SG.abc.Zk7wQx2Lm9vBr4',
      '9f86d081884c7d659a2feaa0',
      'key-3ax6XnJp29jd6fds4gc3',
    ])
      assert.notDeepEqual(tokensIn(token), [], token);
    assert.deepEqual(tokensIn('[Zk7wQx2Lm9vB]:587'), ['Zk7wQx2Lm9vB']);
    assert.deepEqual(tokensIn('0c6b5b9e-1b6e-4a1e-8f7e-2d7a5d1f0c11').length, 1);
    const names = [
      'email-smtp.us-east-1.amazonaws.com',
      'EXCHANGE-SRV01',
      'acme-com.mail.protection.outlook.com',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'TLS_AES_256_GCM_SHA384',
      '/etc/letsencrypt/live/acme2go.example/fullchain.pem',
      'permit_sasl_authenticated',
    ];
    for (const name of names) assert.deepEqual(tokensIn(name), [], name);
  });

  it('hides what is known to be a secret in all its forms, and the parts of a cut one', () => {
    const mask = maskWith(['Zk7w"Qx/2 L']);
    assert.equal(mask(`c29tZQ== ${Buffer.from('Zk7w"Qx/2 L\n').toString('base64')}`), 'c29tZQ== ***wK');
    assert.equal(mask('a Zk7w"Qx/2 L b Zk7w\\"Qx/2 L c Zk7w%22Qx%2F2%20L d zk7w"qx/2 l'), 'a *** b *** c *** d ***');
    assert.equal(maskWith(['your-password'])('Change your-password'), 'Change your-password', 'a placeholder is none');
    const cut = maskWith(passwordsIn('smtps://app:Zk7wQx/2Lm9vB@mail.acme.org'));
    assert.equal(cut('`Zk7wQx` is no port, 2Lm9vB is no path'), '`***` is no port, *** is no path');
  });

  it('takes no longer for a long text than for many short ones', () => {
    const units = [
      ':@',
      'a:',
      '://',
      '%25',
      '?a=',
      '`',
      '` ',
      '*',
      '\\',
      '9',
      'a1',
      'A1a',
      '@',
      '/:',
      'static:',
      '-',
      '|',
    ];
    for (const unit of units) {
      const text = unit.repeat(300_000 / unit.length);
      // Ten times what it takes; anything quadratic takes minutes.
      assertCheap(3, `${unit} many times`, () => {
        maskUrls(text);
        passwordsIn(text);
        tokensIn(text);
        plainText(md`${text} ${code(text)}`);
      });
    }
  });

  it('makes Markdown in which a text of a file is only text', () => {
    const allowed = new Set(['p', 'code', 'strong', 'em', 'li', 'ul', 'table', 'thead', 'tbody', 'tr', 'th', 'td']);
    for (const text of HOSTILE) {
      const inText = rendered(md`Host: ${text}`);
      assert.deepEqual([...inText.elements], ['p'], text);
      assert.equal(inText.seen, `Host: ${visible(text)}`.trimEnd());
      const inCode = rendered(md`**Host: ${code(text)}** end`);
      assert.deepEqual([...inCode.elements].sort(), ['code', 'p', 'strong'], text);
      assert.equal(inCode.seen, `Host: ${visible(text)} end`);
      assert.deepEqual([...rendered(md`${text}`).elements], ['p'], `${text} at the start`);
      const table = rendered(md`| a | b |
| --- | --- |
| ${cell(code(text))} | ${text} |`);
      assert.ok(
        [...table.elements].every((element) => allowed.has(element)),
        text,
      );
      assert.equal(table.seen.split('\n').filter((line) => line.trim() !== '').length, 4, `${text}: ${table.seen}`);
      assert.deepEqual([...rendered(block([text, 'next'])).elements].sort(), ['code', 'pre'], text);
    }
  });

  it('takes the marks off again for clients that show plain text', () => {
    for (const text of HOSTILE) {
      assert.equal(plainText(md`**Host:** ${text}, *${code(text)}*`), `Host: ${visible(text)}, ${visible(text)}`);
    }
    assert.equal(plainText(md`first  ${'line'}  \nsecond`), 'first  line\nsecond');
  });

  it('makes HTML in which a text of a server is only text', () => {
    for (const text of HOSTILE) {
      const { text: page } = html`<p title="${text}">${text}</p>`;
      assert.deepEqual(page.match(/<\/?[a-z!]/g), ['<p', '</p']);
      assert.equal(page.split('"').length, 3);
    }
    assert.equal(
      html`<ul>${['a<', 'b'].map((item) => html`<li>${item}</li>`)}</ul>`.text,
      '<ul><li>a&lt;</li><li>b</li></ul>',
    );
    assert.equal(html`${'\u202ea\x1b\nb'}`.text, '\\u{202e}a\\x1b\nb');
  });

  it('writes JSON that does nothing to a terminal, and holds the same data', () => {
    const data = { '\u202ekey': ['\x1b[31m', '\x9b', '\u200b', 'é 漢 🙂', '\ud800', '\u{e0041}', 'a\nb'] };
    const text = jsonText(data);
    assert.match(text, /^[\n -~é漢🙂]*$/u);
    assert.deepEqual(JSON.parse(text), data);
  });
});
