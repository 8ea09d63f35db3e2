// @ts-check
/**
 * Refuses requests that hold the number of a payment card.
 *
 *   plugins:
 *     - module: card-numbers.mjs
 *
 * @type {import('heimdall/plugin').ExtensionExport}
 */
export default {
  name: 'card-numbers',
  preHook({ request }) {
    if (request.messages.some(({ text }) => hasCardNumber(text))) {
      return { deny: 'The request holds what looks like a card number. Take it out and send the request again.' };
    }
  },
};

/**
 * Thirteen to nineteen digits, perhaps with blanks or dashes, with the check digit that card numbers have (Luhn).
 *
 * @param {string} text
 */
function hasCardNumber(text) {
  for (const [found] of text.matchAll(/\b\d(?:[ -]?\d){12,18}\b/g)) {
    const digits = [...found.replace(/\D/g, '')].map(Number).reverse();
    const sum = digits.reduce((total, digit, place) => {
      const value = place % 2 === 0 ? digit : digit * 2;
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return true;
  }
  return false;
}
