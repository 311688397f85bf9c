/** What someone who sees badly, or uses no mouse, meets in a page. These functions run inside of it. */

/**
 * Texts with less contrast than WCAG 2.2 asks for at level AA: 4.5 for text (1.4.3), 3 for signs (1.4.11).
 * @param {import('playwright-core').FrameLocator} webview
 * @returns {Promise<{ text: string, ratio: number }[]>}
 */
const faintTexts = (webview) =>
  webview.locator('html').evaluate((root) => {
    const probe = document.body.appendChild(document.createElement('i'));
    /** Red, green and blue to 255, alpha to 1, of any spelling of a color. */
    const read = (css) => {
      probe.style.color = css;
      const [red, green, blue, alpha = 1] = getComputedStyle(probe)
        .color.match(/[\d.]+/g)
        .map(Number);
      return [red, green, blue, alpha];
    };
    const over = ([red, green, blue, alpha], below) =>
      [red, green, blue].map((part, index) => part * alpha + below[index] * (1 - alpha));
    const luminance = (color) => {
      const [red, green, blue] = color.map((part) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const editor = read(getComputedStyle(root).getPropertyValue('--vscode-editor-background'));
    const backgroundOf = (element) =>
      element ? over(read(getComputedStyle(element).backgroundColor), backgroundOf(element.parentElement)) : editor;
    const found = [];
    for (const element of document.querySelectorAll('main *')) {
      const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = texts.map((node) => node.data.trim()).join('');
      if (text === '' || !element.checkVisibility()) continue;
      const background = backgroundOf(element);
      const bright = [over(read(getComputedStyle(element).color), background), background].map(luminance);
      const ratio = (Math.max(...bright) + 0.05) / (Math.min(...bright) + 0.05);
      if (ratio < (element.getAttribute('role') === 'img' ? 3 : 4.5)) found.push({ text, ratio });
    }
    probe.remove();
    return found;
  });

/**
 * What the keyboard acts on, and how that is marked.
 * @param {import('playwright-core').FrameLocator} webview
 * @returns {Promise<{ text: string, outline: string }>}
 */
const focused = (webview) =>
  webview.locator('html').evaluate(() => {
    const { activeElement } = document;
    return { text: activeElement.textContent, outline: getComputedStyle(activeElement).outlineStyle };
  });

module.exports = { faintTexts, focused };
