/** Flask's and FastAPI's libraries for mail, in code and in the environment. */
import { DJANGO_NAMES, FLASK_NAMES } from '../kinds';
import type { TableEntry } from './dialects-shape';

export const PYTHON_WEB: readonly TableEntry[] = [
  {
    id: 'flask-mail',
    name: 'Flask-Mail',
    sources: ['pallets-eco/flask-mail: src/flask_mail/__init__.py'],
    checked: { release: '0.9.1', day: '2026-11-30' },
    recognise: {
      keysAny: ['MAIL_SERVER', 'MAIL_USE_TLS', 'MAIL_USE_SSL', 'MAIL_DEFAULT_SENDER'],
      companions: ['FLASK_APP', 'FLASK_ENV', 'SECRET_KEY'],
      files: [...FLASK_NAMES, ...DJANGO_NAMES],
    },
    maps: [
      {
        at: [''],
        format: 'python',
        certain: true,
        mistaken: { MAIL_USE_TSL: 'MAIL_USE_TLS', MAIL_HOST: 'MAIL_SERVER', MAIL_USER: 'MAIL_USERNAME' },
      },
    ],
    keys: {
      host: 'MAIL_SERVER',
      port: 'MAIL_PORT',
      user: 'MAIL_USERNAME',
      password: 'MAIL_PASSWORD',
      tls: ['MAIL_USE_TLS', 'MAIL_USE_SSL'],
      from: 'MAIL_DEFAULT_SENDER',
      other: 'MAIL_SUPPRESS_SEND',
    },
    boolean: 'generic',
    defaults: { MAIL_USE_TLS: 'false', MAIL_USE_SSL: 'false' },
    port: 25,
    tls: [
      {
        mode: 'error',
        if: { MAIL_USE_TLS: true, MAIL_USE_SSL: true },
        because: 'After the TLS connection Flask-Mail issues STARTTLS all the same, which servers refuse.',
      },
      { mode: 'implicit', if: { MAIL_USE_SSL: true } },
      { mode: 'starttls', if: { MAIL_USE_TLS: true } },
      { mode: 'off' },
    ],
    verify: { default: 'none' },
    presumed: true,
  },
  {
    id: 'fastapi-mail',
    name: 'FastAPI-Mail',
    sources: ['sabuhish/fastapi-mail: fastapi_mail/config.py', 'sabuhish/fastapi-mail: fastapi_mail/connection.py'],
    verified: 'docs',
    recognise: { files: [...FLASK_NAMES, ...DJANGO_NAMES] },
    maps: [{ at: ['ConnectionConfig'], format: 'python' }],
    keys: {
      host: 'MAIL_SERVER',
      port: 'MAIL_PORT',
      user: 'MAIL_USERNAME',
      password: 'MAIL_PASSWORD',
      tls: ['MAIL_STARTTLS', 'MAIL_SSL_TLS'],
      verify: 'VALIDATE_CERTS',
      auth: 'USE_CREDENTIALS',
      authorities: 'CERT_BUNDLE',
      helo: 'LOCAL_HOSTNAME',
      from: 'MAIL_FROM',
      other: ['MAIL_FROM_NAME', 'MAIL_DEBUG', 'SUPPRESS_SEND', 'TIMEOUT'],
    },
    boolean: 'generic',
    reader: 'python-dotenv',
    defaults: { USE_CREDENTIALS: 'true', VALIDATE_CERTS: 'true' },
    tls: [
      {
        mode: 'error',
        if: { MAIL_STARTTLS: true, MAIL_SSL_TLS: true },
        because: 'aiosmtplib raises an error: the first is STARTTLS, the second implicit TLS.',
      },
      { mode: 'implicit', if: { MAIL_SSL_TLS: true } },
      { mode: 'starttls', if: { MAIL_STARTTLS: true } },
      { mode: 'off', if: { MAIL_STARTTLS: false, MAIL_SSL_TLS: false } },
      { mode: 'unknown' },
    ],
    verify: { default: 'full', rules: [{ is: 'none', if: { VALIDATE_CERTS: false } }] },
  },
];
