/** Generated texts of a given length: realistic in shape, and alike from run to run. */

/** A small generator of numbers in [0, 1), so that every run sees the same texts. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));

/** A TypeScript module that sets up one transport among other code. */
export function mailer(length: number): string {
  const head = [
    "import nodemailer from 'nodemailer';",
    "import { render } from './templates';",
    '',
    "const isProduction = process.env.NODE_ENV === 'production';",
    'export const transport = nodemailer.createTransport({',
    '  host: process.env.SMTP_HOST,',
    '  port: isProduction ? 465 : 1025,',
    '  secure: isProduction,',
    '  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },',
    '});',
    '',
  ];
  const body: string[] = [];
  for (let index = 0; head.length + body.length < length; index++) {
    body.push(
      `export async function send${index}(to: string, name: string): Promise<void> {`,
      `  const html = await render('letter-${index}', { name, items: [1, 2, 3].map((item) => item * ${index}) });`,
      "  if (!html) throw new Error('nothing to send');",
      `  await transport.sendMail({ to, subject: \`Letter ${index} for \${name}\`, html });`,
      '}',
      '',
    );
  }
  // Whole functions only: a program that does not parse, a parser of TypeScript refuses.
  const whole = body.slice(0, Math.floor((length - head.length) / 6) * 6);
  const rest = lines(length - head.length - whole.length, (index) => `// remark ${index}`);
  return `${[...head, ...whole, ...rest].join('\n')}\n`;
}

export const environmentFile = (length: number): string =>
  `${[
    'SMTP_HOST=smtp.acme-mail.org',
    'SMTP_PORT=587',
    'SMTP_USER=shop',
    'SMTP_PASS="correct horse battery"',
    ...lines(length - 4, (index) =>
      index % 9 === 0 ? `# section ${index}` : `APP_SETTING_${index}="value number ${index}"`,
    ),
  ].join('\n')}\n`;

/** As they come from Debian and from how-tos; the rest of a long file is remarks, names of the admin's own, and a long list. */
const PARAMETERS = [
  'myhostname = mx.acme-mail.org',
  'mydestination = $myhostname, localhost',
  'relayhost = [smtp.acme-mail.org]:587',
  'smtp_tls_security_level = encrypt',
  'smtp_sasl_auth_enable = yes',
  'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
  'smtpd_tls_security_level = may',
  'smtpd_tls_cert_file = /etc/ssl/mx.pem',
  'smtpd_tls_auth_only = yes',
  'smtpd_relay_restrictions = permit_mynetworks,',
  '  permit_sasl_authenticated,',
  '  reject_unauth_destination',
  'smtpd_recipient_restrictions = reject_unknown_recipient_domain',
  'message_size_limit = 52428800',
  'mailbox_size_limit = 0',
];

export function mainCf(length: number): string {
  const groups = Math.floor((length - PARAMETERS.length - 2) / 4);
  const own = lines(3 * groups, (index) => {
    const group = Math.floor(index / 3);
    if (index % 3 === 0) return `my_part_${group} = $myhostname, value${group}`;
    return index % 3 === 1 ? `my_list_${group} = $my_part_${group}` : `# remark ${group}`;
  });
  const used = lines(groups, (group) => `  $my_list_${group},`);
  return `${['compatibility_level = 3.6', ...PARAMETERS, ...own, 'relay_domains =', ...used].join('\n')}\n`;
}

/** A compose file with a container each dozen lines; every fourth sends mail. */
export function compose(length: number): string {
  const body: string[] = ['services:'];
  for (let index = 0; body.length < length; index++) {
    body.push(
      `  app${index}:`,
      `    image: acme/app${index}:1.${index}`,
      '    environment:',
      `      APP_NAME: app${index}`,
    );
    if (index % 4 === 0)
      body.push('      SMTP_HOST: smtp.acme-mail.org', '      SMTP_PORT: "587"', '      SMTP_USER: shop');
    else body.push('      LOG_LEVEL: info', '      CACHE_URL: redis://cache:6379', `      WORKERS: "${index % 7}"`);
    body.push('    ports:', `      - "${8000 + index}:80"`, '    restart: unless-stopped');
  }
  return `${body.slice(0, length).join('\n')}\n`;
}

/** A settings file of nested objects; one of them is about mail. */
export function jsonFile(length: number): string {
  const groups = Math.floor((length - 9) / 5);
  const settings = lines(groups, (index) =>
    [
      `  "part${index}": {`,
      `    "name": "part number ${index}",`,
      `    "url": "https://part${index}.acme-mail.org/",`,
      `    "retries": ${index % 7}`,
      '  },',
    ].join('\n'),
  );
  const mail = ['  "smtp": {', '    "host": "smtp.acme-mail.org",', '    "port": 587,', '    "user": "shop"', '  }'];
  return `{\n${[...settings, ...mail].join('\n')}\n}\n`;
}

/** Tables of which one is about mail. */
export function tomlFile(length: number): string {
  const groups = Math.floor((length - 4) / 4);
  const tables = lines(groups, (index) =>
    [`[part${index}]`, `name = "part number ${index}"`, `retries = ${index % 7}`, ''].join('\n'),
  );
  return `[smtp]\nhost = "smtp.acme-mail.org"\nport = 587\nuser = "shop"\n${tables.join('\n')}\n`;
}

/** Sections of which one is about mail, as Gitea has it. */
export function iniFile(length: number): string {
  const groups = Math.floor((length - 6) / 4);
  const sections = lines(groups, (index) =>
    [`[part${index}]`, `NAME = part number ${index}`, `RETRIES = ${index % 7}`, ''].join('\n'),
  );
  const mail = ['[mailer]', 'ENABLED = true', 'PROTOCOL = smtps', 'SMTP_ADDR = smtp.acme-mail.org', 'SMTP_PORT = 465'];
  return `${[...mail, ...sections].join('\n')}\n`;
}
