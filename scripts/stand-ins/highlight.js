/** In place of @lezer/highlight: nothing that we parse is coloured. */
const tag = new Proxy(() => tag, { get: () => tag });

module.exports = { tags: tag, styleTags: () => () => undefined };
