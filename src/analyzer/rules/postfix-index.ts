/** The rules that only Postfix needs, in the order of the catalogue; one line a rule. */
import { postfixAnonymousSasl } from './postfix-anonymous-sasl';
import { postfixFatalValue } from './postfix-fatal-value';
import { postfixMissingCertificate } from './postfix-missing-certificate';
import { postfixOpenRelay } from './postfix-open-relay';
import { postfixSaslWithoutTls } from './postfix-sasl-without-tls';
import { postfixSubmissionNotEncrypted } from './postfix-submission-not-encrypted';
import { postfixSyntax } from './postfix-syntax';
import { postfixTlsRequiredOnMx } from './postfix-tls-required-on-mx';
import { postfixTrustedNetworks } from './postfix-trusted-networks';
import { postfixUnknownParameter } from './postfix-unknown-parameter';
import { postfixWrappermode } from './postfix-wrappermode';
import type { Rule } from './rule';

export const POSTFIX_RULES: readonly Rule[] = [
  postfixOpenRelay,
  postfixFatalValue,
  postfixTrustedNetworks,
  postfixSaslWithoutTls,
  postfixSubmissionNotEncrypted,
  postfixWrappermode,
  postfixAnonymousSasl,
  postfixMissingCertificate,
  postfixTlsRequiredOnMx,
  postfixSyntax,
  postfixUnknownParameter,
];
