/** Certificates, and who made them. */
import { createSecureContext } from 'node:tls';
import { issue, newKey } from '../support/certificates';
import { smtp } from '../support/smtp-servers';
import type { Authority, LabCase } from './lab-case';
import { labServers, NAMES, pair } from './lab-servers';

export function certificateCases(authority: Authority): LabCase[] {
  const { good, starttls, sign, withTls } = labServers(authority);
  const cert = (options: Parameters<Authority['sign']>[0], issuer?: Parameters<Authority['sign']>[1]) =>
    withTls(pair(authority.sign({ names: NAMES, ...options }, issuer)));
  const constrained = issue({
    commonName: 'Constrained',
    authority: true,
    issuer: authority.root,
    onlyFor: 'example.org',
  });
  const stranger = issue({ commonName: 'ACME Corp CA', authority: true });
  const scanner = issue({ commonName: 'Avast Web Shield Root', authority: true });
  const oldCa = issue({ commonName: 'Old Intermediate', authority: true, issuer: authority.root, from: -400, to: -20 });
  return [
    {
      name: 'expired',
      serve: cert({ from: -60, to: -10 }),
      exit: [16],
      cause: /expired on \d{4}-\d\d-\d\d, 10 days ago/,
      advice: /renew/,
      never: /-\d+ days/,
    },
    {
      name: 'not yet valid',
      serve: cert({ from: 10, to: 100 }),
      exit: [16],
      cause: /valid only from/,
      advice: /clock/,
    },
    { name: 'expires soon', serve: cert({ to: 5 }), exit: [1], cause: /expires in/, advice: /renewal/ },
    {
      name: 'another name',
      serve: cert({ names: ['mail.other.example'] }),
      exit: [16],
      cause: /not for .* but for mail\.other\.example/,
      advice: /name that is in the certificate/,
    },
    {
      name: 'self-signed',
      serve: withTls(pair(issue({ commonName: 'x', names: NAMES }))),
      exit: [16],
      cause: /self-signed/,
      advice: /CA/,
    },
    {
      name: 'no intermediate',
      serve: withTls(pair(authority.sign({ names: NAMES }, authority.intermediate))),
      exit: [16],
      cause: /missing/,
      advice: /fullchain/,
    },
    {
      name: 'a private root',
      serve: withTls(pair(authority.sign({ names: NAMES }, stranger), stranger.cert)),
      exit: [16],
      cause: /ACME Corp CA/,
      advice: /root as the CA|configure its root/,
    },
    {
      name: 'a virus scanner',
      host: 'smtp.gmail.com',
      serve: withTls(pair(authority.sign({ names: NAMES }, scanner))),
      exit: [16],
      cause: /virus scanner/,
      advice: /Exempt|exempted/,
    },
    {
      name: 'name constraints',
      serve: withTls(pair(authority.sign({ names: NAMES }, constrained), constrained.cert)),
      exit: [16],
      cause: /name constraints/,
      never: /UNSPECIFIED/,
    },
    {
      name: 'for clients',
      serve: cert({ clientOnly: true }),
      exit: [16],
      cause: /not issued for servers/,
      never: /INVALID_PURPOSE/,
    },
    { name: 'must staple', serve: cert({ mustStaple: true }), exit: [1], cause: /must-staple/ },
    {
      name: 'a wildcard covers one label only',
      host: 'a.b.lab.example',
      serve: withTls(good),
      exit: [16],
      cause: /not for a\.b\.lab\.example/,
      advice: /one label/,
    },
    {
      name: 'a certificate of the domain alone',
      serve: withTls(sign({ names: ['lab.example'] })),
      exit: [16],
      cause: /but for lab\.example/,
    },
    {
      name: 'a common name and nothing else',
      host: 'cn.lab.example',
      serve: withTls(sign({ commonName: 'cn.lab.example', names: undefined })),
      exit: [1],
      cause: /common name/,
      advice: /subjectAltName|alternative/,
    },
    {
      name: 'an address in the certificate of an address',
      host: '127.2.0.1',
      serve: (at) => smtp({ tls: sign({ names: ['127.2.0.1'] }) }, { ...at, host: '127.2.0.1' }),
      exit: [0],
    },
    {
      name: 'an address whose certificate has names',
      host: '127.2.0.2',
      serve: (at) => smtp({ tls: good }, { ...at, host: '127.2.0.2' }),
      exit: [16],
      cause: /not for 127\.2\.0\.2/,
    },
    {
      name: 'an address as a DNS name',
      host: '127.2.0.3',
      serve: (at) => smtp({ tls: sign({ dnsNames: ['127.2.0.3'] }) }, { ...at, host: '127.2.0.3' }),
      exit: [16],
      cause: /as a DNS name/,
      advice: /IP entry/,
    },
    {
      name: 'expired, and of another name',
      serve: withTls(sign({ names: ['x.example.org'], from: -60, to: -10 })),
      exit: [16],
      cause: /expired[\s\S]*not for/,
    },
    {
      name: 'an intermediate that has expired',
      serve: withTls(pair(authority.sign({ names: NAMES }, oldCa), oldCa.cert)),
      exit: [16],
      cause: /Old Intermediate.*expired/,
      advice: /intermediate|chain/,
    },
    {
      name: 'a private root that is not sent',
      serve: withTls(pair(authority.sign({ names: NAMES }, stranger))),
      exit: [16],
      cause: /ACME Corp CA|missing/,
    },
    {
      name: 'a private root in the place of a provider',
      host: 'smtp.gmail.com',
      serve: withTls(pair(authority.sign({ names: NAMES }, stranger), stranger.cert)),
      exit: [16],
      cause: /ACME Corp CA/,
    },
    {
      name: 'another certificate without a name',
      serve: starttls({
        tls: {
          ...sign({ names: ['other.example.org'] }),
          SNICallback: (name, give) =>
            give(null, createSecureContext(/lab\.example$/.test(name) ? good : sign({ names: ['x.example'] }))),
        },
      }),
      exit: [0],
    },
    {
      name: 'the intermediate of another certificate',
      serve: withTls(pair(authority.sign({ names: NAMES }, authority.intermediate), oldCa.cert)),
      exit: [16],
      cause: /None of the other certificates.*Throw-away Intermediate/,
      advice: /older certificate/,
      never: /expired on/,
    },
    {
      name: 'signed with SHA-1',
      serve: withTls({ ...sign({ names: NAMES, hash: 'sha1' }), ciphers: 'DEFAULT@SECLEVEL=0' }),
      exit: [16],
      cause: /SHA-1/,
      advice: /SHA-256/,
    },
    {
      name: 'a key of 1024 bits',
      serve: withTls({ ...sign({ names: NAMES, key: newKey(1024) }), ciphers: 'DEFAULT@SECLEVEL=0' }),
      exit: [1, 16],
      cause: /too weak \(RSA 1024\)/,
      advice: /2048/,
    },
    { name: 'a certificate of an authority in the place of a server', serve: cert({ authority: true }), exit: [0, 1] },
    { name: 'a wildcard of part of a label', serve: cert({ names: ['c*.lab.example'] }), exit: [0, 16] },
    {
      name: 'a scanner whose root is trusted',
      host: 'smtp.gmail.com',
      serve: withTls(
        pair(
          authority.sign(
            { names: NAMES },
            issue({ commonName: 'Avast Web Shield', authority: true, issuer: authority.root }),
          ),
        ),
      ),
      exit: [1, 16],
      cause: /virus scanner/,
      advice: /Exempt/,
    },
  ];
}
