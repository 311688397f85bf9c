/** Every rule, in the order of the catalogue; one line a rule. */
import { certificateNotVerified } from './certificate-not-verified';
import { cleartextCredentials } from './cleartext-credentials';
import { deprecatedOption } from './deprecated-option';
import { duplicateSetting } from './duplicate-setting';
import { environmentLoadedLate } from './environment-loaded-late';
import { hardcodedPassword } from './hardcoded-password';
import { ignoredSetting } from './ignored-setting';
import { incompleteAuth } from './incomplete-auth';
import { invalidHost } from './invalid-host';
import { invalidPort } from './invalid-port';
import { mailNotAwaited } from './mail-not-awaited';
import { missingAuth } from './missing-auth';
import { nonSmtpPort } from './non-smtp-port';
import { obsoleteTlsVersion } from './obsolete-tls-version';
import { platformBlocksPort } from './platform-blocks-port';
import { port25Submission } from './port-25-submission';
import { POSTFIX_RULES } from './postfix-index';
import { providerCredentials } from './provider-credentials';
import { providerMismatch } from './provider-mismatch';
import { providerRetired } from './provider-retired';
import type { Rule } from './rule';
import { starttlsNotRequired } from './starttls-not-required';
import { stringBoolean } from './string-boolean';
import { tlsConflict } from './tls-conflict';
import { tlsDisabled } from './tls-disabled';
import { tlsPortMismatch } from './tls-port-mismatch';
import { transportInTransport } from './transport-in-transport';
import { truncatedValue } from './truncated-value';
import { undefinedVariable } from './undefined-variable';
import { unknownOption } from './unknown-option';
import { unknownService } from './unknown-service';
import { weakCipher } from './weak-cipher';

export const RULES: readonly Rule[] = [
  port25Submission,
  tlsDisabled,
  cleartextCredentials,
  starttlsNotRequired,
  tlsPortMismatch,
  tlsConflict,
  certificateNotVerified,
  obsoleteTlsVersion,
  weakCipher,
  missingAuth,
  incompleteAuth,
  hardcodedPassword,
  invalidPort,
  nonSmtpPort,
  invalidHost,
  providerMismatch,
  providerCredentials,
  providerRetired,
  platformBlocksPort,
  unknownService,
  transportInTransport,
  stringBoolean,
  ignoredSetting,
  unknownOption,
  deprecatedOption,
  truncatedValue,
  duplicateSetting,
  undefinedVariable,
  environmentLoadedLate,
  mailNotAwaited,
  ...POSTFIX_RULES,
];

export const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));
