/**
 * The same question in other clothes. None of these changes what is asked or how hard it is, so that a change of bucket
 * has no cause.
 */

export interface Variant {
  readonly kind: 'whitespace' | 'casing' | 'punctuation' | 'politeness' | 'wrapper' | 'typing errors';
  readonly name: string;
  readonly of: (prompt: string) => string;
}

export const VARIANTS: readonly Variant[] = [
  { kind: 'whitespace', name: 'line break at the end', of: (prompt) => `${prompt}\n` },
  { kind: 'whitespace', name: 'blank lines around', of: (prompt) => `\n\n${prompt}\n\n` },
  { kind: 'whitespace', name: 'spaces in front', of: (prompt) => `   ${prompt}` },
  { kind: 'whitespace', name: 'double spaces', of: (prompt) => prompt.replaceAll(/(\S) (?=\S)/g, '$1  ') },
  { kind: 'whitespace', name: 'Windows line ends', of: (prompt) => `${prompt.replaceAll('\n', '\r\n')}\r\n` },
  { kind: 'casing', name: 'lower case', of: (prompt) => prompt.toLowerCase() },
  { kind: 'casing', name: 'upper case', of: (prompt) => prompt.toUpperCase() },
  { kind: 'punctuation', name: 'no mark at the end', of: withoutEndMarks },
  { kind: 'punctuation', name: 'three marks at the end', of: (prompt) => prompt.replace(/([.?!])?$/, '$1!!') },
  { kind: 'politeness', name: 'a greeting in front', of: (prompt) => `Hi there! ${prompt}` },
  { kind: 'politeness', name: 'thanks at the end', of: (prompt) => `${prompt} Thanks in advance!` },
  { kind: 'politeness', name: 'could you', of: (prompt) => `Could you help me with this please? ${prompt}` },
  { kind: 'wrapper', name: 'Answer: line', of: (prompt) => `${prompt}\nAnswer:` },
  { kind: 'wrapper', name: 'Question: and Answer:', of: (prompt) => `Question: ${prompt}\nAnswer:` },
  { kind: 'wrapper', name: 'Q: and A:', of: (prompt) => `Q: ${prompt}\nA:` },
  { kind: 'wrapper', name: 'User: and Assistant:', of: (prompt) => `User: ${prompt}\nAssistant:` },
  { kind: 'wrapper', name: 'Human: and Assistant:', of: (prompt) => `Human: ${prompt}\n\nAssistant:` },
  { kind: 'wrapper', name: 'instruction headings', of: (prompt) => `### Instruction:\n${prompt}\n\n### Response:\n` },
  { kind: 'wrapper', name: 'an introduction', of: (prompt) => `Please answer the following question.\n\n${prompt}` },
  { kind: 'wrapper', name: 'quotation marks', of: (prompt) => `"${prompt}"` },
  { kind: 'typing errors', name: 'swapped letters', of: swapLetters },
];

function withoutEndMarks(prompt: string): string {
  let end = prompt.length;
  while (end > 0 && ' \n.?!。?'.includes(prompt[end - 1] as string)) end--;
  return prompt.slice(0, end);
}

/** Two neighbouring letters change places in every fifth word of five letters or more. */
function swapLetters(prompt: string): string {
  let words = 0;
  return prompt.replaceAll(/[A-Za-z]{5,}/g, (word) =>
    ++words % 5 === 1 ? `${word[0]}${word[2]}${word[1]}${word.slice(3)}` : word,
  );
}

/** How a question with options may be laid out; the first is the one that the others are compared with. */
export const CHOICE_LAYOUTS: readonly { readonly name: string; readonly of: (asked: Choice) => string }[] = [
  { name: 'A. with Answer:', of: (asked) => `${lettered(asked, (letter) => `${letter}. `)}\nAnswer:` },
  { name: 'A. without Answer:', of: (asked) => lettered(asked, (letter) => `${letter}. `) },
  { name: '(A)', of: (asked) => lettered(asked, (letter) => `(${letter}) `) },
  { name: 'a)', of: (asked) => lettered(asked, (letter) => `${letter.toLowerCase()}) `) },
  { name: '1.', of: (asked) => lettered(asked, (_letter, index) => `${index + 1}. `) },
  { name: 'dashes', of: (asked) => lettered(asked, () => '- ') },
  {
    name: 'other order',
    of: ({ question, options }) => lettered({ question, options: [...options].reverse() }, (letter) => `${letter}. `),
  },
  {
    name: 'Options:',
    of: (asked) =>
      `Question: ${asked.question}\nOptions:${lettered(asked, (letter) => `${letter}: `).slice(asked.question.length)}`,
  },
  {
    name: 'in one sentence',
    of: ({ question, options }) => `${question} Is it ${options.slice(0, -1).join(', ')} or ${options.at(-1)}?`,
  },
  { name: 'no options', of: ({ question }) => question },
];

/** A multiple-choice question. */
export interface Choice {
  readonly question: string;
  readonly options: readonly string[];
}

/** The parts of a question that is laid out like the first layout, with or without its last line; null for others. */
export function parseChoice(prompt: string): Choice | null {
  const [question, ...options] = withoutAnswerLine(prompt).split(/\n[A-J]\. /);
  return question === undefined || options.length < 2 ? null : { question, options };
}

function withoutAnswerLine(prompt: string): string {
  const trimmed = prompt.trimEnd();
  return trimmed.endsWith('\nAnswer:') ? trimmed.slice(0, -'\nAnswer:'.length) : prompt;
}

function lettered({ question, options }: Choice, mark: (letter: string, index: number) => string): string {
  const lines = options.map((option, index) => `${mark(String.fromCharCode(65 + index), index)}${option}`);
  return [question, ...lines].join('\n');
}
