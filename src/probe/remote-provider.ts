import { isLocalHost } from '../analyzer/hosts';
import { type Provider, providerOf } from '../analyzer/providers';

/** The provider of a server in the network: a bridge to one on this machine has certificates of its own. */
export const remoteProviderOf = (host: string): Provider | undefined =>
  isLocalHost(host) ? undefined : providerOf(host);
