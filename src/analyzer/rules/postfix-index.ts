/** The rules that only Postfix needs, in the order of the catalogue; one line a rule. */
import { postfixAnonymousSasl } from './postfix-anonymous-sasl';
import { postfixDaneWithoutDnssec } from './postfix-dane-without-dnssec';
import { postfixDomainClass } from './postfix-domain-class';
import { postfixFatalValue } from './postfix-fatal-value';
import { postfixFilterLoop } from './postfix-filter-loop';
import { postfixLoginWithoutRights } from './postfix-login-without-rights';
import { postfixMissingCertificate } from './postfix-missing-certificate';
import { postfixMissingService } from './postfix-missing-service';
import { postfixNoLoginMethod } from './postfix-no-login-method';
import { postfixOpenRelay } from './postfix-open-relay';
import { postfixSaslBackend } from './postfix-sasl-backend';
import { postfixSaslWithoutTls } from './postfix-sasl-without-tls';
import { postfixSizeLimits } from './postfix-size-limits';
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
  postfixNoLoginMethod,
  postfixSaslBackend,
  postfixLoginWithoutRights,
  postfixDomainClass,
  postfixMissingService,
  postfixDaneWithoutDnssec,
  postfixSizeLimits,
  postfixFilterLoop,
];
