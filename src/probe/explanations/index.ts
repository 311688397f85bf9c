/** Every code that a test can end a stage with, and what it means in plain words. */
import { CERTIFICATE } from './certificate';
import { COMPARISON } from './comparison';
import type { About, Explain, Explanation } from './explanation';
import { LOGIN } from './login';
import { NETWORK } from './network';
import { PROTOCOL } from './protocol';
import { TLS } from './tls';
import { TRANSACTION } from './transaction';

const EXPLANATIONS = { ...NETWORK, ...PROTOCOL, ...TLS, ...CERTIFICATE, ...LOGIN, ...TRANSACTION, ...COMPARISON };

export type FailureCode = keyof typeof EXPLANATIONS;

export const FAILURE_CODES = Object.keys(EXPLANATIONS) as readonly FailureCode[];

export const explain = (code: FailureCode, about: About): Explanation => (EXPLANATIONS[code] as Explain)(about);

export type { About, Explanation } from './explanation';
