/** In place of a feature of the language client that our server does not offer: it tells the server nothing, and does nothing. */
class AbsentFeature {
  fillClientCapabilities() {}
  initialize() {}
  clear() {}
  getState() {
    return { kind: 'static' };
  }
}

module.exports = new Proxy({}, { get: () => AbsentFeature });
